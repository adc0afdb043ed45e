"""The steps of the recommendation, their limits, flags and levers. Source: assessment-method.md, "Recommendation"."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import consolidated_value
from services.evaluation.domain.votes import Unrated, Vote
from tests.unit.evaluation.cases import case, computed
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

NR, NB = Unrated.NOT_RELEVANT, Unrated.NOT_ASSESSABLE
ALL_ONE: dict[str, Any] = dict.fromkeys(LUDWIGSBURG.criteria, 1)


def outcome(*sheets: dict[str, Any], catalogue: Catalogue = LUDWIGSBURG) -> tuple[str, list[str], list[str], str]:
    result = computed(case(*sheets, catalogue=catalogue), catalogue)
    return result["base"], result["why"], result["flags"], result["decision"]


@pytest.mark.parametrize(
    ("votes", "value"),
    [
        ([1, 2], Fraction(3, 2)),
        ([2, -1, 0], Fraction(0)),
        ([2, -2, 1, 0], Fraction(1, 2)),
        ([NR, NB, 2], Fraction(2)),
        ([NR, NB], NB),
        ([NR, NR], NR),
    ],
)
def test_consolidated_value(votes: list[Vote], value: Fraction | Unrated) -> None:
    assert consolidated_value(votes) == value


@pytest.mark.parametrize(
    ("sheet", "base", "why"),
    [
        pytest.param({}, "MIT_AUFLAGEN", ["S<t_hi"], id="S = t_lo and D_gate = 0 are enough"),
        pytest.param({"L1": -1}, "NICHT_UMSETZEN", ["L<0"], id="gate below 0"),
        pytest.param({"L1": -2, "L2": 2, "Z51": -1}, "NICHT_UMSETZEN", ["S<t_lo"], id="S below t_lo"),
        pytest.param(ALL_ONE | {"Z51": -2, "Z52": 0}, "MIT_AUFLAGEN", ["floor:Z5", "minus2:Z51"], id="floor and -2"),
        pytest.param(ALL_ONE | {"Z51": -1, "Z52": 0}, "UMSETZEN", [], id="D = floor is enough"),
        pytest.param(
            {"L1": 2, "Z31": -2, "Z32": -2, "Z51": -1, "Z52": -1, "Z11": 2, "Z12": 2, "Z13": 2},
            "MIT_AUFLAGEN",
            ["floor:Z3", "floor:Z5", "minus2:Z31", "minus2:Z32", "S<t_hi"],
            id="all causes, in their order",
        ),
    ],
)
def test_classes_and_their_causes(sheet: dict[str, Any], base: str, why: list[str]) -> None:
    result = computed(case(sheet, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["base"], result["why"]) == (base, why)


def test_half_is_a_real_boundary() -> None:
    half = {criterion.id: 1 for criterion in LUDWIGSBURG.criteria.values() if criterion.dimension in {"L", "Z1", "Z2"}}
    at = computed(case(half, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (at["S"], at["base"], at["flags"]) == ("1/2", "UMSETZEN", ["knapp"])
    below = computed(case(half | {"Z31": -1}, half, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (below["S"], below["base"]) == ("19/40", "MIT_AUFLAGEN")


def test_knapp_leaves_the_class_standing() -> None:
    half = {criterion.id: 1 for criterion in LUDWIGSBURG.criteria.values() if criterion.dimension in {"L", "Z1", "Z2"}}
    assert outcome(half) == ("UMSETZEN", [], ["knapp"], "UMSETZEN")


def test_a_radius_at_the_minimum_is_not_knapp() -> None:
    sixty = {c.id: 1 for c in LUDWIGSBURG.criteria.values() if c.dimension in {"L", "Z1", "Z4"}} | {"Z21": 1}
    result = computed(case(sixty, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["S"], result["radius"], result["flags"]) == ("3/5", "1/5", [])


@pytest.mark.parametrize(
    ("unknown", "flags", "decision"),
    [
        pytest.param(["Z33", "Z44", "Z45", "Z32"], [], "UMSETZEN", id="18 of 100 unknown"),
        pytest.param(["Z33", "Z32", "Z31", "Z13"], [], "UMSETZEN", id="k = minimum"),
        pytest.param(["Z33", "Z32", "Z31", "Z44", "Z45"], ["coverage"], "KLAEREN", id="k = 77/100"),
    ],
)
def test_coverage_below_the_minimum(unknown: list[str], flags: list[str], decision: str) -> None:
    # Floors are switched off: an unknown dimension at -2 would decide the class by itself.
    catalogue = replace(LUDWIGSBURG, method=replace(LUDWIGSBURG.method, floor=Fraction(-2)))
    sheet = dict.fromkeys(LUDWIGSBURG.criteria, 2) | dict.fromkeys(unknown, "NB")
    assert outcome(sheet, catalogue=catalogue) == ("UMSETZEN", [], flags, decision)


def test_unknown_decides_where_the_two_imputed_classes_differ() -> None:
    assert outcome(ALL_ONE | {"L1": "NB", "L2": 0, "L3": 0, "L4": 0}) == (
        "UMSETZEN",
        [],
        ["unknown-decides"],
        "KLAEREN",
    )


def test_an_imputed_minus_two_is_no_rating_of_minus_two() -> None:
    # With Z33 at -2 the dimension has D = 0 and S stays above 1/2: nothing but the rule for -2 could object.
    assert outcome(ALL_ONE | {"Z33": "NB"}) == ("UMSETZEN", [], [], "UMSETZEN")
    assert outcome(ALL_ONE | {"Z33": -2})[1] == ["minus2:Z33"]


def test_unknown_beside_a_number_is_a_number() -> None:
    result = computed(case(ALL_ONE, ALL_ONE | {"L1": "NB"}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["state"]["L1"], result["coverage"], result["flags"], result["conflicts"]) == ("1", "1", [], [])


def test_bounds_count_the_missing_at_both_ends() -> None:
    result = computed(case(ALL_ONE | {"Z33": "NB"}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["coverage"], result["S"], result["S_lo"], result["S_hi"]) == ("19/20", "1", "17/20", "21/20")


def test_not_relevant_gives_its_weight_to_its_dimension_only() -> None:
    result = computed(case({"Z51": 2, "Z52": "NR"}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["D"]["Z5"], result["S"], result["coverage"]) == ("2", "3/10", "1")


def test_levers_name_the_smallest_single_change() -> None:
    result = computed(case(ALL_ONE | {"Z41": -2, "Z42": 0}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert result["why"] == ["minus2:Z41"]
    assert result["levers"] == [{"criterion": "Z41", "from": "-2", "to": "-1", "class": "UMSETZEN"}]


def test_levers_may_lift_by_one_class_only() -> None:
    result = computed(case({"L1": -1, "L2": "NB", "L3": 0}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert result["levers"] == [
        {"criterion": "L1", "from": "-1", "to": "0", "class": "MIT_AUFLAGEN"},
        {"criterion": "L3", "from": "0", "to": "1", "class": "MIT_AUFLAGEN"},
        {"criterion": "L4", "from": "0", "to": "1", "class": "MIT_AUFLAGEN"},
    ]


def test_levers_start_above_a_value_between_two_whole_ones() -> None:
    sheets = (ALL_ONE | {"Z51": -1, "Z52": -2}, ALL_ONE | {"Z51": -2, "Z52": 1})
    result = computed(case(*sheets, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["state"]["Z51"], result["D"]["Z5"], result["why"]) == ("-3/2", "-1", ["floor:Z5"])
    assert result["levers"] == [
        {"criterion": "Z51", "from": "-3/2", "to": "0", "class": "UMSETZEN"},
        {"criterion": "Z52", "from": "-1/2", "to": "1", "class": "UMSETZEN"},
    ]


def test_other_limits_and_another_gate_are_data() -> None:
    assert outcome({"P1": -1}, catalogue=SMALL) == ("NICHT_UMSETZEN", ["S<t_lo"], [], "NICHT_UMSETZEN")
    assert outcome({"P2": -1}, catalogue=SMALL)[:2] == ("MIT_AUFLAGEN", ["S<t_hi"])
    assert outcome({"G1": -1}, catalogue=SMALL)[:2] == ("NICHT_UMSETZEN", ["Gate<0"])
    assert outcome({"P1": 2, "P2": 2, "M1": -1}, catalogue=SMALL)[:2] == ("UMSETZEN", [])
