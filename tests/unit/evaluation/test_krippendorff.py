"""Agreement on the scale as an order: known values, and what follows from the definition."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.krippendorff import Coincidences

# Four raters, twelve units: Krippendorff's own example, ordinal alpha .815388.
RATERS = (
    "1 2 3 3 2 1 4 1 2 - - -",
    "1 2 3 3 2 2 4 1 2 5 - 3",
    "- 3 3 3 2 3 4 2 2 5 1 -",
    "1 2 3 3 2 4 4 1 2 5 1 -",
)
EXAMPLE = [[int(value) for value in unit if value != "-"] for unit in zip(*map(str.split, RATERS), strict=True)]

units = st.lists(st.lists(st.integers(-2, 2), min_size=1, max_size=4), min_size=1, max_size=8)


def alpha(given_units: Sequence[Sequence[int]]) -> Fraction | None:
    found = Coincidences()
    for unit in given_units:
        found.add(unit)
    return found.alpha()


def from_the_definition(given_units: Sequence[Sequence[int]]) -> Fraction | None:
    """Observed and expected disagreement over every pair of ratings, one by one."""
    compared = [unit for unit in given_units if len(unit) > 1]
    ratings = sorted(rating for unit in compared for rating in unit)

    def distance(one: int, other: int) -> Fraction:
        low, high = min(one, other), max(one, other)
        between = Fraction(sum(low <= rating <= high for rating in ratings))
        return (between - Fraction(ratings.count(low) + ratings.count(high), 2)) ** 2

    if not ratings:
        return None
    total = len(ratings)
    observed = sum(
        (Fraction(1, len(unit) - 1) * distance(*pair) for unit in compared for pair in permutations(unit, 2)),
        Fraction(),
    )
    expected = sum((distance(*pair) for pair in permutations(ratings, 2)), Fraction())
    return None if expected == 0 else 1 - (observed / total) / (expected / (total * (total - 1)))


def test_the_published_example() -> None:
    found = alpha(EXAMPLE)
    assert found is not None
    assert round(float(found), 6) == 0.815388


@given(units)
def test_it_is_what_the_definition_says(given_units: list[list[int]]) -> None:
    assert alpha(given_units) == from_the_definition(given_units)


@given(units, st.randoms())
def test_neither_the_order_of_units_nor_that_of_people_matters(given_units: list[list[int]], random_: Random) -> None:
    shuffled = [random_.sample(unit, len(unit)) for unit in random_.sample(given_units, len(given_units))]
    assert alpha(shuffled) == alpha(given_units)


@pytest.mark.parametrize("given_units", [[], [[1]], [[1, 1], [1, 1, 1]], [[2], [-2]]])
def test_without_variation_or_comparison_it_is_undefined(given_units: list[list[int]]) -> None:
    assert alpha(given_units) is None


def test_who_always_agrees_has_one() -> None:
    assert alpha([[1, 1], [-2, -2, -2], [0, 0]]) == 1
