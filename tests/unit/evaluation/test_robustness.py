"""Known values of the radius and of the share of weightings. Source: assessment-method.md, "Oracles" and "Robustness"."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.robustness import acceptability, radius
from tests.unit.evaluation.cases import RANDOM, case, computed
from tests.unit.evaluation.catalogues import SMALL
from tests.unit.evaluation.oracle import share_of_weightings

quarters = st.fractions(-2, 2, max_denominator=4)


@pytest.mark.parametrize(("threshold", "expected"), [("0", "7/13"), ("1/2", "2/13")])
def test_radius_of_three_criteria(threshold: str, expected: str) -> None:
    values = {"a": Fraction(2), "b": Fraction(-1), "c": Fraction(0)}
    weights = {"a": Fraction(1, 2), "b": Fraction(3, 10), "c": Fraction(1, 5)}
    assert radius(values, weights, Fraction(threshold)) == Fraction(expected)


def test_radius_is_one_where_everything_lies_on_the_threshold() -> None:
    assert radius({"a": Fraction(1, 2)}, {"a": Fraction(1)}, Fraction(1, 2)) == 1
    assert radius({}, {}, Fraction(0)) == 1


@pytest.mark.parametrize(
    ("values", "threshold", "expected"),
    [
        ((2, 1, 0), "1/2", "7/8"),
        ((-1, -1, -1, 2, 2), "0", "16/27"),
        ((1, 1, 1), "1", "1"),
        ((1, 1, 1), "5/4", "0"),
        ((1,), "1", "1"),
        ((1,), "5/4", "0"),
        ((0, 1), "1/4", "3/4"),
        ((0, 0, 1), "0", "1"),
        ((0, 0, -1), "0", "0"),
    ],
)
def test_known_shares_of_weightings(values: tuple[int, ...], threshold: str, expected: str) -> None:
    assert acceptability([Fraction(value) for value in values], Fraction(threshold)) == Fraction(expected)


@given(st.lists(quarters, min_size=1, max_size=7), quarters)
@RANDOM
def test_the_share_agrees_with_cutting_up_the_simplex(values: list[Fraction], threshold: Fraction) -> None:
    share = acceptability(values, threshold)
    assert 0 <= share <= 1
    assert share == share_of_weightings(values, threshold)


@pytest.mark.parametrize(
    ("sheet", "base", "expected"),
    [
        # S at 3/4: P = (50 + 19.5) * 5/4, N = 30.5 * 3/4
        pytest.param({"P1": 2, "P2": 2, "M1": 2}, "UMSETZEN", "256/439", id="implement: the upper threshold decides"),
        # D_gate at 0: P = 20.25, N = 10.25
        pytest.param(
            {"P1": 2, "P2": 2, "G1": 1, "G2": -1, "M1": 2}, "UMSETZEN", "20/61", id="implement: the gate decides"
        ),
        # S at -1/4: P = 50 * 9/4 + 30.5 * 5/4, N = 19.5 * 7/4; the cause, a -2, counts as 1
        pytest.param(
            {"P1": 2, "P2": 2, "G1": 1, "G2": 1, "M1": -2},
            "MIT_AUFLAGEN",
            "466/739",
            id="conditions: the way down decides",
        ),
        # S at 3/4: P = 50/3 * 5/4, N = 250/3 * 3/4; S and the gate are further away from the way down
        pytest.param({"P2": 2}, "MIT_AUFLAGEN", "1/2", id="conditions: the way up decides"),
        # D_gate at 0: P = 10.25, N = 20.25; S at -1/4: P = 50 * 1/4 + 10.25 * 5/4, N = 20.25 * 3/4 + 19.5 * 7/4
        pytest.param({"G1": -1, "G2": 1, "M1": -2}, "NICHT_UMSETZEN", "20/61", id="do not: both are violated"),
        pytest.param({"P1": 2, "G1": -1, "G2": 1, "M1": -2}, "NICHT_UMSETZEN", "20/61", id="do not: only the gate is"),
        pytest.param({"P1": -2, "P2": -2}, "NICHT_UMSETZEN", "3/4", id="do not: only the score is"),
    ],
)
def test_radius_of_the_class(sheet: dict[str, Any], base: str, expected: str) -> None:
    result = computed(case(sheet, catalogue=SMALL), SMALL)
    assert (result["base"], result["radius"]) == (base, expected)


def test_why_names_only_the_first_violation_but_the_radius_is_that_of_the_safer_one() -> None:
    result = computed(case({"P1": -2, "P2": -2, "G1": -1, "G2": 1}, catalogue=SMALL), SMALL)
    assert result["why"] == ["Gate<0"]
    at_gate, at_lower = Fraction(20, 61), Fraction(result["radius_by_t"]["-1/4"])
    assert at_lower > at_gate
    assert result["radius"] == str(at_lower)
