"""The rules of carrying out accepted impulses: pure, without a clock and without I/O."""
