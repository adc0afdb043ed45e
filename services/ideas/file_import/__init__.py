"""Files of other participation processes, read row by row."""
