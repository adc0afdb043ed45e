"""The city's own data: units, offices, deadlines, fields of action and goals. Read by `shared.runtime.city`."""
