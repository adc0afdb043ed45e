"""The consensus meeting: agreed values replace the medians of what is in conflict, and nothing else changes."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState, Draft
from services.evaluation.domain.consensus import with_consensus
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.round_end import AskConsensus, Consolidated, case_input, end_round
from services.evaluation.domain.score import score
from tests.unit.evaluation.cases import RANDOM
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LABELS, case, catalogue, worked

MINUTES = "Der Vergleichsfall gilt auch hier."


def split(criteria: tuple[str, ...] = ("L1", "L3", "Z11", "Z21", "Z31", "Z41")) -> Case:
    """Three evaluators who see these criteria in three ways: -2, 0 and +2."""
    seats = []
    for evaluator, value in ((ADA, -2), (BEN, 0), (CEM, 2)):
        seat = worked("G1", evaluator, "A")
        ratings = {**seat.draft.ratings}
        for criterion in criteria:
            ratings[criterion] = replace(ratings[criterion], value=value)
        seats.append(replace(seat, draft=Draft(ratings, seat.draft.exclusions)))
    return case(seats=tuple(seats), evaluators_required=3)


def waiting() -> Case:
    of = split()
    step = end_round(of, catalogue(), LABELS)
    assert isinstance(step, AskConsensus)
    return replace(of, state=CaseState.AWAITING_CONSENSUS, result=to_json(step.result))


def agreed(value: int = 1) -> dict[str, object]:
    return dict.fromkeys(("L1", "L3", "Z11", "Z21", "Z31", "Z41"), value)


def test_three_evaluators_apart_meet_instead_of_asking_a_fourth() -> None:
    of = waiting()
    assert of.result is not None
    assert {"evaluators-disagree", "conflict-share"} & set(of.result["flags"])


def test_agreed_values_replace_medians_and_the_flags_of_disagreement_fall_away() -> None:
    of, minutes = with_consensus(waiting(), agreed(2), f" {MINUTES} ")
    step = end_round(of, catalogue(), LABELS)
    assert isinstance(step, Consolidated)
    assert minutes == MINUTES
    assert {name: step.result.state[name] for name in agreed()} == dict.fromkeys(agreed(), Fraction(2))
    assert not {"evaluators-disagree", "conflict-share"} & set(step.result.flags)


@RANDOM
@given(st.fixed_dictionaries({name: st.integers(-2, 2) for name in agreed()}))
def test_nothing_but_the_conflicting_criteria_changes(values: dict[str, int]) -> None:
    before = score(case_input(split(), catalogue(), LABELS), catalogue())
    of, _ = with_consensus(waiting(), values, MINUTES)
    after = score(case_input(of, catalogue(), LABELS), catalogue())
    assert {name: after.state[name] for name in values} == values
    assert {name: value for name, value in after.state.items() if name not in values} == {
        name: value for name, value in before.state.items() if name not in values
    }
    assert after.weights == before.weights
    assert after.examination is not None
    assert before.examination is not None
    assert after.examination.individual == before.examination.individual
    assert after.examination.conflicts == before.examination.conflicts


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "values.L1"),
        (agreed() | {"L1": 3}, "values.L1"),
        (agreed() | {"L3": "NB"}, "values.L3"),
        (agreed() | {"Z11": 0.5}, "values.Z11"),
        (agreed() | {"L2": 1}, "values.L2"),
    ],
)
def test_every_conflicting_criterion_needs_a_number_and_no_other_has_one(values: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.AgreedValueInvalid) as refused:
        with_consensus(waiting(), values, MINUTES)
    assert refused.value.field == field


def test_a_meeting_has_minutes_and_a_reason() -> None:
    with pytest.raises(errors.MinutesMissing):
        with_consensus(waiting(), agreed(), " ")
    with pytest.raises(errors.NoMeetingDue):
        with_consensus(split(), agreed(), MINUTES)
