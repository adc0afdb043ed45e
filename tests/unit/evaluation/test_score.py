"""Worked cases, and the product against the oracle on random cases of two catalogues."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.votes import ExclusionAnswer
from tests.unit.evaluation.cases import RANDOM, WORKED, Case, case, cases, computed
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL, ludwigsburg_document, small_document
from tests.unit.evaluation.oracle import compute

BEYOND_EXPECTED = {"sdg", "levers", "rounded"}
CATALOGUES: dict[str, tuple[Catalogue, dict[str, Any]]] = {
    "ludwigsburg": (LUDWIGSBURG, ludwigsburg_document()),
    "small": (SMALL, small_document()),
}


def without_rounded(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "rounded"}


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_case_is_exact_in_every_key(name: str) -> None:
    result = computed(WORKED[name], LUDWIGSBURG)
    assert {key: value for key, value in result.items() if key not in BEYOND_EXPECTED} == WORKED[name]["expected"]
    assert result["sdg"] == WORKED[name]["sdg"]
    assert result.keys() - WORKED[name]["expected"].keys() == BEYOND_EXPECTED


@pytest.mark.parametrize("name", WORKED)
def test_the_oracle_knows_the_worked_cases(name: str) -> None:
    result = compute(WORKED[name], CATALOGUES["ludwigsburg"][1])
    assert {key: result[key] for key in WORKED[name]["expected"]} == WORKED[name]["expected"]
    assert result["sdg"] == WORKED[name]["sdg"]


@given(cases(LUDWIGSBURG))
@settings(RANDOM, max_examples=40)
def test_random_cases_of_the_city_agree_with_the_oracle(random_case: Case) -> None:
    catalogue, document = CATALOGUES["ludwigsburg"]
    assert without_rounded(computed(random_case, catalogue)) == compute(random_case, document)


@given(cases(SMALL))
@settings(RANDOM, max_examples=300)
def test_random_cases_of_another_catalogue_agree_with_the_oracle(random_case: Case) -> None:
    catalogue, document = CATALOGUES["small"]
    assert without_rounded(computed(random_case, catalogue)) == compute(random_case, document)


def test_all_numbers_are_exact_strings_and_serialise() -> None:
    def leaves(value: Any) -> list[Any]:
        match value:
            case dict():
                return [leaf for inner in value.values() for leaf in leaves(inner)]
            case list():
                return [leaf for inner in value for leaf in leaves(inner)]
            case _:
                return [value]

    result = computed(WORKED["G5"], LUDWIGSBURG)
    assert {type(leaf) for leaf in leaves(result)} == {str}
    assert json.loads(json.dumps(result)) == result


def test_rounded_decimals_stand_apart() -> None:
    rounded = computed(WORKED["G1"], LUDWIGSBURG)["rounded"]
    assert (rounded["S"], rounded["I"], rounded["radius"]) == ("0.763", "69.063", "0.538")


def test_nothing_rated_leaves_only_what_can_be_said() -> None:
    sheet = {"P1": "NR", "P2": "NR", "G1": "NB", "G2": "NR", "M1": "NR"}
    result = computed(case(sheet, catalogue=SMALL), SMALL)
    assert result == {
        "state": sheet,
        "base": "KLAEREN",
        "why": ["no-rating"],
        "flags": ["coverage", "unknown-decides"],
        "decision": "KLAEREN",
        "sdg": {"pos": {}, "neg": {}},
    }


def test_gate_unrated_leaves_out_the_radius() -> None:
    result = computed(case({"P1": 2, "P2": 2, "M1": 2, "G1": "NB", "G2": "NB"}, catalogue=SMALL), SMALL)
    assert result["base"] == "KLAEREN"
    assert result["why"] == ["Leitbild-unrated"]
    assert "radius" not in result
    assert "knapp" not in result["flags"]
    assert result["D"] == {"People": "2", "Money": "2"}
    assert result["accept_dim"] == {"-1/4": "1", "3/4": "1"}
    assert result["individual"] == {"A": "KLAEREN"}
    assert result["levers"] == []


def test_a_confirmed_exclusion_still_shows_the_score_and_ends_there() -> None:
    result = computed(case({"P1": 2}, catalogue=SMALL, ko={"X1": ["nein"]}), SMALL)
    assert result["S"] == "2/3"
    assert result["base"] == "MIT_AUFLAGEN"
    assert (result["why"], result["flags"], result["decision"]) == (["K.o.:X1"], [], "NICHT_UMSETZEN")
    assert not result.keys() & {"conflicts", "conflict_share", "individual", "radius_by_t", "radius", "accept_dim"}
    assert result["levers"] == []


@pytest.mark.parametrize(
    ("answers", "why", "flags", "decision"),
    [
        pytest.param({"X2": ["nein", "nein"]}, ["K.o.:X2"], [], "WEITERLEITEN", id="only forward failed"),
        pytest.param(
            {"X1": ["nein", "nein"], "X2": ["nein", "nein"]},
            ["K.o.:X1", "K.o.:X2"],
            [],
            "NICHT_UMSETZEN",
            id="forward beside reject",
        ),
        pytest.param(
            {"X1": ["offen", "ja"], "X2": ["nein", "nein"]}, ["K.o.:X2"], [], "WEITERLEITEN", id="forward beside open"
        ),
        pytest.param({"X1": ["nein", "ja"]}, [], ["ko-open:X1"], "KLAEREN", id="split"),
        pytest.param({"X1": ["ja", "offen"], "X2": ["na", "nein"]}, [], ["ko-open:X1,X2"], "KLAEREN", id="two open"),
        pytest.param({"X2": ["na", "ja"]}, [], [], "UMSETZEN", id="not applicable beside yes"),
        pytest.param({"X2": ["na", "na"]}, [], [], "UMSETZEN", id="not applicable"),
    ],
)
def test_exclusion_answers(answers: dict[str, list[str]], why: list[str], flags: list[str], decision: str) -> None:
    good = dict.fromkeys(SMALL.criteria, 1)
    result = computed(case(good, good, catalogue=SMALL, ko=answers), SMALL)
    assert (result["base"], result["why"], result["flags"], result["decision"]) == ("UMSETZEN", why, flags, decision)


def test_two_no_and_one_yes_stay_open_and_are_not_averaged() -> None:
    good = dict.fromkeys(SMALL.criteria, 1)
    result = computed(case(good, good, good, catalogue=SMALL, ko={"X1": ["nein", "nein", "ja"]}), SMALL)
    assert (result["flags"], result["decision"]) == (["ko-open:X1"], "KLAEREN")


def test_every_answer_is_either_settled_or_open() -> None:
    assert {answer.value for answer in ExclusionAnswer} == {"ja", "nein", "offen", "na"}
