"""The commands of evaluation for the terminal."""
