"""Facts that the process does not know cannot be built."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts.facts import (
    DecisionPublished,
    EffectReviewed,
    ImpulseReceived,
    ImpulseReleased,
    ImpulseSubmitted,
    MeasurePlanned,
)
from shared.contracts.lists import Decision, Origin, keys
from shared.contracts.results import sorted_votes
from tests.contract.sample_events import records, ref

SAMPLES = records()


def changed(model: type[Any], **changes: object) -> Any:
    value = SAMPLES[model.event_type]["value"] | changes
    return model.model_validate({name: field for name, field in value.items() if field is not None})


def test_the_closed_lists_are_those_of_the_vocabulary() -> None:
    assert keys(Origin) == ("citizens", "council", "administration")
    assert keys(Decision) == ("accepted", "accepted_with_conditions", "rejected", "deferred", "forwarded")


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (ImpulseReceived, {"origin": "press"}),
        (ImpulseReceived, {"number": "2026-12"}),
        (ImpulseReceived, {"visibility": None}),
        (ImpulseReceived, {"submitter_marks": ["somebody"]}),
        (ImpulseReceived, {"portal_reference": "Erika Muster"}),
        (ImpulseReleased, {"strategic_goals": [0]}),
        (ImpulseReleased, {"strategic_goals": [6]}),
        (ImpulseReleased, {"unit": "Ein ganzer Satz"}),
        (MeasurePlanned, {"costs": {"planned_cents": -1}}),
        (MeasurePlanned, {"costs": {"planned_cents": 10.5}}),
        (MeasurePlanned, {"costs": {"planned_cents": 100, "own_share_cents": 60, "funding_cents": 41}}),
        (EffectReviewed, {"satisfied_n": 4}),
        (EffectReviewed, {"after_months": 4}),
        (ImpulseSubmitted, {"title": "   "}),
        (ImpulseSubmitted, {"text": ""}),
        (ImpulseSubmitted, {"text": "x" * 10_001}),
        (ImpulseSubmitted, {"title": "x" * 251}),
    ],
)
def test_a_value_outside_its_limits_is_refused(model: type[Any], changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        changed(model, **changes)
    assert {str(error["loc"][0]) for error in caught.value.errors()} == set(changes)


def test_strategic_goals_are_a_sorted_set() -> None:
    assert changed(ImpulseReleased, strategic_goals=[4, 2, 4]).strategic_goals == (2, 4)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"decision": "forwarded"}, "addressee"),
        ({"addressee": "landkreis"}, "addressee"),
        ({"decision": "deferred"}, "until"),
        ({"until": "2027-01-01"}, "until"),
        ({"deviation_reason": None}, "deviation"),
        ({"deviation": False}, "deviation"),
        ({"conditions": []}, "conditions"),
        ({"decision": "accepted"}, "conditions"),
        ({"occasion": "correction"}, "correction"),
        ({"correction": ref(1).model_dump(mode="json")}, "correction"),
        ({"units": ["tiefbau", "hochbau"]}, "sorted"),
        ({"reasons": None}, "reasons"),
    ],
)
def test_an_incomplete_decision_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        changed(DecisionPublished, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"decision": "rejected", "conditions": []},
        {"decision": "forwarded", "addressee": "landkreis", "conditions": []},
        {"decision": "deferred", "until": "2027-01-01", "conditions": []},
        {"deviation": False, "deviation_reason": None},
        {"occasion": "correction", "correction": ref(1).model_dump(mode="json")},
        {"track": "direct", "result": None, "evaluators": 0, "units": []},
    ],
)
def test_a_complete_decision_is_built(changes: dict[str, object]) -> None:
    assert isinstance(changed(DecisionPublished, **changes), DecisionPublished)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"individual": {"A": "UMSETZEN", "B": "UMSETZEN"}}, "without evaluators"),
        ({"individual": ["UMSETZEN", "KLAEREN"]}, "sorted"),
        ({"votes": {"L1": {"A": 1, "B": 2}}}, "without evaluators"),
        ({"votes": {"L1": [2, 1]}}, "sorted"),
        ({"votes": [1, 2]}, "votes"),
        ({"evaluators": ["A", "B"]}, "has no evaluators"),
    ],
)
def test_a_result_that_tells_who_voted_how_is_refused(changes: dict[str, object], reason: str) -> None:
    result = SAMPLES[DecisionPublished.event_type]["value"]["result"]
    with pytest.raises(ValidationError, match=reason):
        changed(DecisionPublished, result=result | changes)


def test_a_result_needs_its_recommendation() -> None:
    with pytest.raises(ValidationError, match="a result needs decision"):
        changed(DecisionPublished, result={"state": {}, "base": "UMSETZEN", "why": [], "flags": []})


def test_votes_are_sorted_numbers_first() -> None:
    assert sorted_votes(["NR", 2, "NB", -1]) == [-1, 2, "NB", "NR"]


def test_a_fact_knows_its_texts() -> None:
    plan = changed(MeasurePlanned)
    assert plan.text_refs == {"text": ref(113), "indicator.text": ref(114)}
    assert set(changed(DecisionPublished).text_refs) == {
        "reasons",
        "conditions.0.text",
        "deviation_reason",
        "minority_view",
        "case_sheet",
    }


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        changed(ImpulseReceived).number = "2026-9999"
