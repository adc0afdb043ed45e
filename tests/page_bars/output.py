"""What people and scripts read."""

import sys


def say(text: str) -> None:
    """The results."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def progress(text: str) -> None:
    """For people who wait, on the other stream."""
    sys.stderr.write(f"{text}\n")
