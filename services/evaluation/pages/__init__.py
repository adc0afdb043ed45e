"""The desks as pages: the same use cases as the JSON API, as forms."""
