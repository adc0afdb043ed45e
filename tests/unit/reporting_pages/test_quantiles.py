"""Median and percentiles from counts are those of the sorted list."""

import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.presentation.kpis.quantiles import median, percentile

DAYS = st.lists(st.integers(0, 40), min_size=1, max_size=60)


@given(DAYS)
def test_the_median_is_that_of_the_list(days: list[int]) -> None:
    assert median(Counter(days)) == Fraction(statistics.median(days))


@given(DAYS, st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(days: list[int], share: Fraction) -> None:
    found = percentile(Counter(days), share)
    assert found == min(each for each in days if sum(other <= each for other in days) >= share * len(days))


@pytest.mark.parametrize(
    ("days", "nine_of_ten"), [([7], 7), (list(range(1, 11)), 9), (list(range(1, 12)), 10), ([0] * 9 + [90], 0)]
)
def test_nine_of_ten_by_hand(days: list[int], nine_of_ten: int) -> None:
    assert percentile(Counter(days), Fraction(9, 10)) == nine_of_ten


def test_nothing_has_no_middle() -> None:
    with pytest.raises(ValueError, match="nothing was counted"):
        median({})
