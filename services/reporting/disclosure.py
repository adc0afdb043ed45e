"""What a figure may tell: how few cases are too few, and how coarse a count by side must be. Source: privacy-and-security, 4."""

from typing import Final

LEAST_CASES: Final = 5
"""From fewer cases no share is told: it could tell of single ones."""
STEP: Final = 5


def rounded(exact: int) -> int:
    """The nearest multiple of 5, for every count that is cut by who submitted; 0 for up to 2."""
    return (exact + STEP // 2) // STEP * STEP
