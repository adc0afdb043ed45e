"""The rules of taking up impulses: pure, without a clock and without I/O."""
