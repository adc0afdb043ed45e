"""The bars that every public page must clear: `make check-pages`."""
