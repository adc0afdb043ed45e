"""Documents that people print, file and archive: typesetting to PDF and what it needs."""
