"""The JSON API: a module a subject parses, calls the use case, formats."""
