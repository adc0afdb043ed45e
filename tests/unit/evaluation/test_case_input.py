"""Which case files can be scored and which are refused. Source: assessment-method.md, "Names in a computed result"."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from services.evaluation.domain.case_input import CaseInput, CaseInputError, parse_case
from services.evaluation.domain.votes import ExclusionAnswer, Unrated
from tests.unit.evaluation.cases import WORKED, Case, case
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

NOT_A_VOTE = "is not a whole number from -2 to 2, NR or NB"


def problems(text: str) -> list[str]:
    with pytest.raises(CaseInputError) as refused:
        parse_case(text, SMALL)
    return [str(problem) for problem in refused.value.problems]


def refusal(change: Callable[[Case], object]) -> list[str]:
    document = case({}, {}, catalogue=SMALL)
    change(document)
    return problems(json.dumps(document))


def test_a_case_is_read_and_other_names_are_ignored() -> None:
    read = parse_case(json.dumps(WORKED["G1"]), LUDWIGSBURG)
    assert read.ratings["B"]["L4"] == -1
    assert read.ratings["B"]["Z45"] is Unrated.NOT_RELEVANT
    assert set(read.exclusions.values()) == {ExclusionAnswer.YES}


def test_values_of_a_consensus_meeting_are_read_where_there_was_one() -> None:
    assert parse_case(json.dumps(WORKED["G1"]), LUDWIGSBURG).agreed is None
    assert parse_case(json.dumps(WORKED["G1"] | {"agreed": {"L1": -1}}), LUDWIGSBURG).agreed == {"L1": -1}
    assert refusal(lambda document: document.update(agreed={"P1": "NB", "P9": 1})) == [
        '$.agreed.P1: "NB" is not a whole number from -2 to 2',
        "$.agreed.P9: unknown criterion",
    ]


@pytest.mark.parametrize(
    "value", ["3", "-3", "0.5", "true", "false", "1.0", '"1"', "null", '"nr"', "[]", "{}", "10000000000"]
)
def test_only_whole_numbers_of_the_scale_nr_and_nb_are_votes(value: str) -> None:
    text = json.dumps(case({"P1": "HERE"}, catalogue=SMALL)).replace('"HERE"', value)
    [problem] = problems(text)
    assert problem.startswith("$.ratings.A.P1: ")
    assert problem.endswith(NOT_A_VOTE)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            lambda d: d.update(ratings={}),
            ["$.ratings: at least one evaluator is needed"],
            id="zero evaluators",
        ),
        pytest.param(lambda d: d.pop("ratings"), ["$.ratings: missing"], id="no ratings"),
        pytest.param(lambda d: d.pop("ko"), ["$.ko: missing"], id="no exclusion answers"),
        pytest.param(lambda d: d.update(ratings=[]), ["$.ratings: must be an object"], id="ratings a list"),
        pytest.param(
            lambda d: d["ratings"].update(A=None), ["$.ratings.A: must be an object"], id="ratings of one not an object"
        ),
        pytest.param(
            lambda d: d["ratings"]["A"].pop("P2"), ["$.ratings.A.P2: criterion missing"], id="missing criterion"
        ),
        pytest.param(
            lambda d: d["ratings"]["A"].update(P9=1), ["$.ratings.A.P9: unknown criterion"], id="unknown criterion"
        ),
        pytest.param(
            lambda d: d["ratings"]["A"].update(X1=1),
            ["$.ratings.A.X1: unknown criterion"],
            id="exclusion criterion rated",
        ),
        pytest.param(
            lambda d: d["ratings"]["A"].update(G1="NR"), ["$.ratings.A.G1: NR is not allowed here"], id="NR forbidden"
        ),
        pytest.param(
            lambda d: d["ko"].pop("X1"), ["$.ko.X1: exclusion criterion missing"], id="missing exclusion criterion"
        ),
        pytest.param(
            lambda d: d["ko"].update(X9={}), ["$.ko.X9: unknown exclusion criterion"], id="unknown exclusion criterion"
        ),
        pytest.param(
            lambda d: d["ko"]["X1"].update(C="ja"), ["$.ko.X1.C: unknown evaluator"], id="an evaluator without ratings"
        ),
        pytest.param(
            lambda d: d["ko"]["X1"].pop("B"), ["$.ko.X1.B: evaluator missing"], id="an evaluator without answer"
        ),
        pytest.param(
            lambda d: d["ko"]["X1"].update(B="Ja"),
            ['$.ko.X1.B: "Ja" is not one of ja, nein, offen, na'],
            id="unknown answer",
        ),
        pytest.param(
            lambda d: d["ko"]["X1"].update(B=True),
            ["$.ko.X1.B: true is not one of ja, nein, offen, na"],
            id="truth as answer",
        ),
        pytest.param(lambda d: d["ko"]["X1"].update(B="na"), ["$.ko.X1.B: na is not allowed here"], id="na forbidden"),
    ],
)
def test_a_case_is_refused_with_the_path_that_is_wrong(change: Callable[[Case], object], expected: list[str]) -> None:
    assert refusal(change) == expected


def test_not_applicable_is_taken_where_the_catalogue_allows_it() -> None:
    read = parse_case(json.dumps(case({}, catalogue=SMALL, ko={"X2": ["na"]})), SMALL)
    assert read.exclusions["X2"] is ExclusionAnswer.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ('{"ratings"', '{"ratings": 1, "ratings"', "$.ratings"),
        ('{"A": {', '{"A": {}, "A": {', "$.ratings.A"),
        ('"P2": 0', '"P2": 0, "P2": 0', "$.ratings.A.P2"),
        ('"X2": {"A": "ja"}', '"X2": {"A": "ja", "A": "nein"}', "$.ko.X2.A"),
    ],
)
def test_a_name_used_twice_is_refused(before: str, after: str, path: str) -> None:
    text = json.dumps(case({}, catalogue=SMALL))
    assert f"{path}: this name is used twice in one object" in problems(text.replace(before, after, 1))


def test_several_problems_are_told_at_once() -> None:
    def change(document: Case) -> None:
        document["ratings"]["A"].update(P1=3, P2=True)
        document["ko"]["X2"]["B"] = "vielleicht"

    assert refusal(change) == [
        f"$.ratings.A.P1: 3 {NOT_A_VOTE}",
        f"$.ratings.A.P2: true {NOT_A_VOTE}",
        '$.ko.X2.B: "vielleicht" is not one of ja, nein, offen, na',
    ]


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"ratings"', '{"ratings": {"A": {"P1": 1e999999}}}'])
def test_a_file_that_is_no_case(text: str) -> None:
    assert len(problems(text)) == 1


def test_a_catalogue_without_exclusion_criteria_needs_no_answers() -> None:
    catalogue = replace(SMALL, exclusion_criteria={})
    document = case({}, catalogue=catalogue)
    del document["ko"]
    assert parse_case(json.dumps(document), catalogue).exclusions == {}


def test_a_case_without_evaluators_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one evaluator"):
        CaseInput({}, {})
