"""What one evaluator may enter and what a submitted assessment must have. Source: assessment-method.md, "Ratings"."""

from typing import Any

import pytest

from services.evaluation.domain.assessment import GivenRating, check_draft, validate_assessment, votes_of
from services.evaluation.domain.votes import Unrated
from tests.unit.evaluation.catalogues import SMALL

ALL, QUICK = SMALL.profiles["all"].asked(), SMALL.profiles["quick"].asked()
REASON = "Begründung mit 22 Z.  "
YES = {"X1": "ja", "X2": "ja"}
COMPLETE = {
    "P1": GivenRating(2, "Es hilft sehr vielen Menschen.", "B"),
    "P2": GivenRating(-2, "Es schadet einigen dauerhaft.", "C", "Ausgleich an anderer Stelle"),
    "G1": GivenRating(0),
    "G2": GivenRating("NB", "Zahlen fehlen."),
    "M1": GivenRating("NR", "Kostet nichts."),
}


def submitted(rating: GivenRating, criterion: str = "P1") -> list[tuple[str, str]]:
    found = validate_assessment(COMPLETE | {criterion: rating}, YES, ALL, SMALL)
    return [(problem.field, problem.code) for problem in found]


def draft(ratings: dict[str, GivenRating], exclusions: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in check_draft(ratings, exclusions or {}, ALL, SMALL)]


def test_a_complete_assessment_has_no_problem() -> None:
    assert validate_assessment(COMPLETE, YES, ALL, SMALL) == []


@pytest.mark.parametrize("value", [3, -3, 0.5, True, "1", "nr", [], 1.0])
def test_a_value_outside_the_scale(value: object) -> None:
    expected = [("ratings.P1.value", "evaluation.rating_outside_scale")]
    assert draft({"P1": GivenRating(value)}) == expected
    assert submitted(GivenRating(value)) == expected


@pytest.mark.parametrize(
    ("rating", "problem"),
    [
        pytest.param(GivenRating(1, "x" * 19, "C"), "reason: reason_too_short", id="19 characters"),
        pytest.param(GivenRating(1, "x" * 20, "C"), None, id="20 characters"),
        pytest.param(
            GivenRating(1, " " * 9 + "x" * 19 + "\n", "C"), "reason: reason_too_short", id="blanks do not count"
        ),
        pytest.param(GivenRating(1, None, "C"), "reason: reason_missing", id="no reason"),
        pytest.param(GivenRating(1, "   ", "C"), "reason: reason_missing", id="blank reason"),
        pytest.param(GivenRating(1, "x" * 20), "evidence: evidence_missing", id="no evidence"),
        pytest.param(GivenRating(1, "x" * 20, "E"), "evidence: evidence_unknown", id="unknown evidence"),
        pytest.param(GivenRating(1, "x" * 20, "D"), None, id="+1 by assumption"),
        pytest.param(GivenRating(-1, "x" * 20, "D", "Ausgleich"), None, id="-1 by assumption"),
        pytest.param(GivenRating(2, "x" * 20, "A"), None, id="+2 by data"),
        pytest.param(GivenRating(2, "x" * 20, "B"), None, id="+2 by reference"),
        pytest.param(GivenRating(2, "x" * 20, "C"), "evidence: evidence_too_weak", id="+2 by judgement"),
        pytest.param(GivenRating(2, "x" * 20, "D"), "evidence: evidence_too_weak", id="+2 by assumption"),
        pytest.param(GivenRating(-2, "x" * 20, "C", "Ausgleich"), None, id="-2 by judgement"),
        pytest.param(GivenRating(-2, "x" * 20, "D", "Ausgleich"), "evidence: evidence_too_weak", id="-2 by assumption"),
        pytest.param(
            GivenRating(-1, "x" * 20, "A"), "mitigation: mitigation_missing", id="negative without mitigation"
        ),
        pytest.param(GivenRating(0), None, id="0 takes its anchor"),
        pytest.param(GivenRating(0, "kurz", "D", "nicht nötig"), None, id="0 with fields it does not need"),
        pytest.param(GivenRating("NB"), "reason: reason_missing", id="NB without reason"),
        pytest.param(GivenRating("NR"), "reason: reason_missing", id="NR without reason"),
        pytest.param(GivenRating("NB", "Zahlen fehlen."), None, id="NB needs a reason only"),
        pytest.param(GivenRating("NR", "Passt nicht.", "D", "-"), None, id="NR with fields it does not need"),
        pytest.param(GivenRating(None, "x" * 20, "A"), "value: rating_missing", id="no value"),
    ],
)
def test_what_a_rating_needs(rating: GivenRating, problem: str | None) -> None:
    field, _, code = (problem or "").partition(": ")
    assert submitted(rating) == ([(f"ratings.P1.{field}", f"evaluation.{code}")] if problem else [])


def test_not_relevant_where_it_is_forbidden() -> None:
    expected = [("ratings.G1.value", "evaluation.not_relevant_forbidden")]
    assert draft({"G1": GivenRating("NR", "Passt nicht.")}) == expected
    assert submitted(GivenRating("NR", "Passt nicht."), "G1") == expected


def test_a_draft_may_be_incomplete_but_not_wrong() -> None:
    assert draft({}) == []
    assert draft({"P1": GivenRating(2), "P2": GivenRating(-1), "M1": GivenRating(None)}, {"X1": None}) == []
    assert draft({"P1": GivenRating(2, evidence="C"), "P9": GivenRating(1)}) == [
        ("ratings.P1.evidence", "evaluation.evidence_too_weak"),
        ("ratings.P9", "evaluation.unknown_criterion"),
    ]


def test_what_is_missing_at_submission() -> None:
    found = validate_assessment({"P1": GivenRating(-1)}, {"X1": "nein"}, QUICK, SMALL)
    assert [(problem.field, problem.code) for problem in found] == [
        ("ratings.P1.reason", "evaluation.reason_missing"),
        ("ratings.P1.evidence", "evaluation.evidence_missing"),
        ("ratings.P1.mitigation", "evaluation.mitigation_missing"),
        ("ratings.G1.value", "evaluation.rating_missing"),
        ("exclusions.X2", "evaluation.exclusion_missing"),
    ]
    assert all(problem.detail.endswith(".") for problem in found)


@pytest.mark.parametrize(
    ("exclusions", "code"),
    [
        ({"X1": "Ja"}, "exclusion_answer_unknown"),
        ({"X1": True}, "exclusion_answer_unknown"),
        ({"X1": "na"}, "not_applicable_forbidden"),
        ({"X1": "offen"}, None),
        ({"X2": "na"}, None),
        ({"X9": "ja"}, "unknown_exclusion_criterion"),
    ],
)
def test_exclusion_answers(exclusions: dict[str, Any], code: str | None) -> None:
    field = next(iter(exclusions))
    assert draft({}, exclusions) == ([(f"exclusions.{field}", f"evaluation.{code}")] if code else [])


def test_criteria_the_profile_leaves_out_are_closed_until_opened() -> None:
    rating = {"M1": GivenRating(1, REASON, "C")}
    [problem] = check_draft(rating, {}, QUICK, SMALL)
    assert (problem.field, problem.code) == ("ratings.M1.value", "evaluation.criterion_not_asked")
    assert check_draft(rating, {}, QUICK | {"M1"}, SMALL) == []
    assert check_draft({"M1": GivenRating("NR")}, {}, QUICK, SMALL) == []


def test_an_opened_criterion_must_be_rated() -> None:
    ratings = {"P1": GivenRating(0), "G1": GivenRating(0)}
    assert validate_assessment(ratings, YES, QUICK, SMALL) == []
    [problem] = validate_assessment(ratings, YES, QUICK | {"M1"}, SMALL)
    assert problem.field == "ratings.M1.value"


def test_votes_of_an_assessment_with_a_profile() -> None:
    ratings = {"P1": GivenRating(2), "G1": GivenRating("NB"), "M1": GivenRating(1)}
    nr = Unrated.NOT_RELEVANT
    assert votes_of(ratings, QUICK, SMALL) == {
        "P1": 2,
        "P2": nr,
        "G1": Unrated.NOT_ASSESSABLE,
        "G2": nr,
        "M1": nr,
    }
    with pytest.raises(ValueError, match="no vote on P2"):
        votes_of(ratings, ALL, SMALL)
