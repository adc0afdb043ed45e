"""The rules of assessment: pure values and functions, no I/O, no clock, exact numbers only."""
