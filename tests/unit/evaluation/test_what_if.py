"""What another version of the catalogue would make of assessed cases, above all of what only one of the two asks."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.score import score
from services.evaluation.domain.votes import ExclusionAnswer
from services.evaluation.domain.what_if import AssessedCase, Origin, Sheet, as_assessed, carry_over, what_if
from services.evaluation.presentation.what_if import moved_json, why_moved
from tests.unit.evaluation.cases import RANDOM, Case, case, cases, result_of
from tests.unit.evaluation.catalogues import SMALL, knockout, scored, small_document

GOOD = dict.fromkeys(SMALL.criteria, 1)


def version(change: Callable[[dict[str, Any]], object]) -> Catalogue:
    document = small_document()
    document["version"] = "0.3.0"
    change(document)
    return load_catalogue(json.dumps(document))


def assessed(given_case: Case, *, profile: str = "all", office: dict[str, str] | None = None) -> AssessedCase:
    """The case as the database keeps it; what the profile leaves out was not asked."""
    asked = set(SMALL.profiles[profile].criteria)
    sheets = tuple(
        Sheet(
            {criterion: vote for criterion, vote in sheet.items() if criterion in asked},
            {criterion: answers[name] for criterion, answers in given_case["ko"].items()},
        )
        for name, sheet in given_case["ratings"].items()
    )
    answers = {criterion: ExclusionAnswer(answer) for criterion, answer in (office or {}).items()}
    case_without_result = AssessedCase("2026-0001", profile, sheets, answers, Recommendation.CLARIFY)
    return replace(case_without_result, before=score(as_assessed(case_without_result, SMALL), SMALL).decision)


def add_criterion(document: dict[str, Any], *, profiles: tuple[str, ...] = ("all",), **more: Any) -> None:
    """M2 takes half of the weight of M1."""
    entry = scored("M2", "Money", "39/4", ["two"], [9], not_relevant_allowed=True) | more
    document["criteria"].append(entry)
    next(each for each in document["criteria"] if each["id"] == "M1")["weight"] = "39/4"
    for profile in document["profiles"]:
        if profile["id"] in profiles:
            profile["criteria"].append("M2")


@given(cases(SMALL))
@RANDOM
def test_the_same_catalogue_changes_nothing(random_case: Case) -> None:
    known = assessed(random_case)
    assert what_if(known, SMALL, SMALL) is None
    given_again, counterparts = carry_over(known, SMALL, SMALL)
    assert (counterparts.unrated, counterparts.unanswered, counterparts.dropped) == ((), (), ())
    fresh = result_of(random_case, SMALL)
    assert known.before is fresh.decision
    assert list(given_again.exclusions) == list(SMALL.exclusion_criteria)


def test_a_class_that_a_consensus_meeting_made_is_not_moved_by_the_same_catalogue() -> None:
    known = assessed(case({**GOOD, "G1": 2}, {**GOOD, "G1": -1}, catalogue=SMALL))
    agreed = replace(known, before=Recommendation.IMPLEMENT)
    assert known.before is not Recommendation.IMPLEMENT
    assert what_if(agreed, SMALL, SMALL) is None


def test_another_threshold_is_named_as_the_cause() -> None:
    new = version(lambda d: d["method"].update(t_hi="5/4"))
    moved = what_if(assessed(case(GOOD, GOOD, catalogue=SMALL)), SMALL, new)
    assert moved is not None
    assert (moved.before, moved.after) == (Recommendation.IMPLEMENT, Recommendation.IMPLEMENT_WITH_CONDITIONS)
    assert moved.origin is Origin.LIMITS
    assert why_moved(moved, new)[0] == "Der Gesamtwert +1 liegt unter der oberen Schwelle +1,25."
    assert why_moved(moved, new)[-1] == "Das liegt an den Schwellen."


def test_a_cause_that_no_longer_holds_is_told() -> None:
    new = version(lambda d: d["method"].update(t_hi="1/4"))
    moved = what_if(assessed(case({**GOOD, "P1": 0, "P2": 0}, {**GOOD, "P1": 0, "P2": 0}, catalogue=SMALL)), SMALL, new)
    assert moved is not None
    assert (moved.before, moved.after) == (Recommendation.IMPLEMENT_WITH_CONDITIONS, Recommendation.IMPLEMENT)
    assert "Nicht mehr: Der Gesamtwert +0,5 liegt unter der oberen Schwelle +0,75." in why_moved(moved, new)


def test_other_weights_are_named_as_the_cause() -> None:
    def swap(document: dict[str, Any]) -> None:
        by_id = {each["id"]: each for each in document["criteria"]}
        by_id["P1"]["weight"], by_id["P2"]["weight"] = "50/3", "100/3"

    new = version(swap)
    sheet = {"P1": 2, "P2": 0, "G1": 1, "G2": 0, "M1": 0}
    moved = what_if(assessed(case(sheet, sheet, catalogue=SMALL)), SMALL, new)
    assert moved is not None
    assert moved.origin is Origin.CRITERIA
    assert "Das liegt an Kriterien und Gewichten." in why_moved(moved, new)
    assert moved_json(moved, new)["S"] == {"before": "1043/1200", "after": "643/1200"}


def test_both_may_be_needed() -> None:
    def both(document: dict[str, Any]) -> None:
        add_criterion(document)
        document["method"]["min_coverage"] = "19/20"

    best = dict.fromkeys(SMALL.criteria, 2)
    moved = what_if(assessed(case(best, best, catalogue=SMALL)), SMALL, version(both))
    assert moved is not None
    assert moved.origin is Origin.BOTH


def test_a_new_criterion_that_the_profile_asks_is_not_assessable() -> None:
    new = version(add_criterion)
    given_again, counterparts = carry_over(assessed(case(GOOD, catalogue=SMALL)), SMALL, new)
    assert given_again.ratings["0"]["M2"] == "NB"
    assert counterparts.unrated == ("M2",)


def test_a_new_criterion_that_the_profile_leaves_out_is_not_relevant() -> None:
    def change(document: dict[str, Any]) -> None:
        add_criterion(document, profiles=())
        document["profiles"][0]["reason_de"] = "Nicht bei allen."

    given_again, counterparts = carry_over(assessed(case(GOOD, catalogue=SMALL)), SMALL, version(change))
    assert given_again.ratings["0"]["M2"] == "NR"
    assert counterparts.unrated == ()


def test_a_criterion_that_is_gone_does_not_count() -> None:
    def drop(document: dict[str, Any]) -> None:
        document["criteria"] = [each for each in document["criteria"] if each["id"] != "P2"]
        next(each for each in document["criteria"] if each["id"] == "P1")["weight"] = 50
        document["profiles"][0]["criteria"].remove("P2")

    new = version(drop)
    known = assessed(case({**GOOD, "P2": -2}, {**GOOD, "P2": -2}, catalogue=SMALL))
    given_again, counterparts = carry_over(known, SMALL, new)
    assert "P2" not in given_again.ratings["0"]
    assert counterparts.dropped == ("P2",)
    moved = what_if(known, SMALL, new)
    assert moved is not None
    assert "Nicht mehr: Stark hemmend bewertet: Kriterium P2" in why_moved(moved, new)
    assert "Zählt nicht mehr: P2." in why_moved(moved, new)


def test_a_criterion_that_a_profile_now_asks_was_never_rated() -> None:
    def ask(document: dict[str, Any]) -> None:
        document["profiles"][1]["criteria"].append("M1")

    given_again, counterparts = carry_over(assessed(case(GOOD, catalogue=SMALL), profile="quick"), SMALL, version(ask))
    assert given_again.ratings["0"] == {"P1": 1, "P2": "NR", "G1": 1, "G2": "NR", "M1": "NB"}
    assert counterparts.unrated == ("M1",)


def test_a_criterion_that_was_opened_for_all_stays_open() -> None:
    known = assessed(case(GOOD, catalogue=SMALL), profile="quick")
    opened = AssessedCase(
        known.number,
        "quick",
        (Sheet({**known.sheets[0].values, "M1": 2}, known.sheets[0].exclusions),),
        {},
        known.before,
    )
    assert carry_over(opened, SMALL, SMALL)[0].ratings["0"]["M1"] == 2


def test_a_profile_that_is_gone_asks_what_it_asked_and_what_no_profile_may_leave_out() -> None:
    def drop(document: dict[str, Any]) -> None:
        add_criterion(document, not_relevant_allowed=False)
        document["profiles"] = document["profiles"][:1]

    given_again, counterparts = carry_over(assessed(case(GOOD, catalogue=SMALL), profile="quick"), SMALL, version(drop))
    assert given_again.ratings["0"] == {"P1": 1, "P2": "NR", "G1": 1, "G2": "NR", "M1": "NR", "M2": "NB"}
    assert counterparts.unrated == ("M2",)


def test_an_own_not_relevant_that_is_no_longer_allowed_is_not_assessable() -> None:
    def forbid(document: dict[str, Any]) -> None:
        next(each for each in document["criteria"] if each["id"] == "M1")["not_relevant_allowed"] = False
        document["profiles"][1]["criteria"].append("M1")

    given_again, _ = carry_over(assessed(case({**GOOD, "M1": "NR"}, catalogue=SMALL)), SMALL, version(forbid))
    assert given_again.ratings["0"]["M1"] == "NB"


@pytest.mark.parametrize(
    ("answers", "office", "expected"),
    [
        ({}, {}, ExclusionAnswer.YES),
        ({"X2": ["na"]}, {}, ExclusionAnswer.NOT_APPLICABLE),
        ({"X2": ["nein"]}, {}, ExclusionAnswer.NO),
        ({"X2": ["nein"]}, {"X2": "ja"}, ExclusionAnswer.YES),
    ],
)
def test_answers_and_the_office_s_stay(
    answers: dict[str, list[str]], office: dict[str, str], expected: ExclusionAnswer
) -> None:
    known = assessed(case(GOOD, catalogue=SMALL, ko=answers), office=office)
    assert carry_over(known, SMALL, SMALL)[0].exclusions["X2"] is expected


def test_a_new_exclusion_criterion_is_open() -> None:
    new = version(lambda d: d["criteria"].append(knockout("X3", "reject", not_applicable_allowed=True)))
    moved = what_if(assessed(case(GOOD, GOOD, catalogue=SMALL)), SMALL, new)
    assert moved is not None
    assert moved.after is Recommendation.CLARIFY
    assert "Neue Ausschlusskriterien ohne Antwort: X3." in why_moved(moved, new)


def test_not_applicable_that_is_no_longer_allowed_is_open() -> None:
    def forbid(document: dict[str, Any]) -> None:
        next(each for each in document["criteria"] if each["id"] == "X2")["not_applicable_allowed"] = False

    known = assessed(case(GOOD, catalogue=SMALL, ko={"X2": ["na"]}))
    assert carry_over(known, SMALL, version(forbid))[0].exclusions["X2"] is ExclusionAnswer.OPEN


def test_a_criterion_that_became_an_exclusion_criterion_has_no_counterpart() -> None:
    def turn(document: dict[str, Any]) -> None:
        document["criteria"] = [each for each in document["criteria"] if each["id"] != "P2"]
        document["criteria"].append(knockout("P2", "reject", not_applicable_allowed=True))
        next(each for each in document["criteria"] if each["id"] == "P1")["weight"] = 50
        document["profiles"][0]["criteria"].remove("P2")

    given_again, counterparts = carry_over(assessed(case(GOOD, catalogue=SMALL)), SMALL, version(turn))
    assert given_again.exclusions["P2"] is ExclusionAnswer.OPEN
    assert counterparts.unanswered == ("P2",)


def test_the_old_case_is_left_as_it_was() -> None:
    known = assessed(case(GOOD, catalogue=SMALL))
    before = deepcopy([dict(sheet.values) for sheet in known.sheets])
    what_if(known, SMALL, version(add_criterion))
    assert [dict(sheet.values) for sheet in known.sheets] == before
    assert Fraction(1) == sum(result_of(case(GOOD, catalogue=SMALL), SMALL).weights.values())
