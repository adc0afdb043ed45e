"""Median and percentiles of whole days, exact from how often each number of days occurred.

An average hides the few who waited very long, and a single case can move it; these two cannot be moved that way.
"""

from collections.abc import Mapping
from fractions import Fraction


def median(counts: Mapping[int, int]) -> Fraction:
    """The one in the middle, or half-way between the two in the middle. Raises: ValueError where nothing was counted."""
    n = sum(counts.values())
    return Fraction(_at_rank(counts, (n + 1) // 2) + _at_rank(counts, n // 2 + 1), 2)


def percentile(counts: Mapping[int, int], share: Fraction) -> int:
    """The fewest days within which this share (0 < share <= 1) of all cases ended: the nearest rank, never between two days.

    Raises: ValueError where nothing was counted.
    """
    n = sum(counts.values())
    return _at_rank(counts, -(-n * share.numerator // share.denominator))


def _at_rank(counts: Mapping[int, int], rank: int) -> int:
    """The value of the case at that place, from 1, when all stand in order."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if 1 <= rank <= passed:
            return value
    raise ValueError("nothing was counted")
