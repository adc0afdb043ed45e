"""`impulswerk dlq`: what to do with records that could not be applied."""
