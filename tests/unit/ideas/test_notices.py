"""The interim notice: its cause and its new date follow from what is known of the case."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.ideas.domain.notices import Course, Notice, notice
from shared.contracts.event import Fact
from shared.contracts.facts import (
    CaseClosed,
    CaseEscalated,
    CaseOpened,
    CaseOverdue,
    CaseReopened,
    DeadlineChanged,
    DecisionPublished,
    ImpulseReceived,
    ImpulseReleased,
    ImpulseWithdrawn,
    QueryAsked,
    SubmittedToCouncil,
    TrackRaised,
)
from shared.contracts.status import StatusParts
from shared.contracts.texts import new_text
from shared.runtime.working_days import WorkingCalendar

IMPULSE = UUID(int=1)
REF = new_text(IMPULSE, "question", body="?").ref
OF_CASE: dict[str, Any] = {"impulse_id": IMPULSE, "case_id": UUID(int=2), "round": 1}
CATALOGUE: dict[str, Any] = {
    "catalogue_id": "c",
    "catalogue_version": "1.0.0",
    "track": "full",
    "evaluators_required": 2,
}
TODAY = date(2026, 6, 3)
OTHERWISE = date(2026, 7, 2)
"""20 working days later: Corpus Christi is a holiday."""


class Days:
    decision, publication = 15, 5


RECEIVED = ImpulseReceived(
    impulse_id=IMPULSE,
    number="2026-0001",
    origin="citizens",
    channel="form",
    visibility="public",
    received_on=date(2026, 3, 2),
)
RELEASED = ImpulseReleased(impulse_id=IMPULSE, text=REF, case_sheet=REF, track="full", track_reason="usual")
ASKED = QueryAsked(impulse_id=IMPULSE, query_id=UUID(int=3), stage="assessment", reply_by=TODAY, text=REF)
OPENED = CaseOpened(**OF_CASE, **CATALOGUE, due_on=date(2026, 6, 10))
OPENED_LONG_AGO = CaseOpened(**OF_CASE, **CATALOGUE, due_on=date(2026, 3, 31))
LATE = CaseOverdue(**OF_CASE, due_on=date(2026, 3, 31), cause="statement")
ESCALATED = CaseEscalated(**OF_CASE, due_on=date(2026, 3, 31), cause="decision")
COUNCIL = SubmittedToCouncil(**OF_CASE, body="gemeinderat", paper_number="45/26", session_on=date(2026, 7, 8))
REOPENED = CaseReopened(**OF_CASE | {"round": 2}, **CATALOGUE, cause="deferral_ended", due_on=date(2026, 8, 3))


def published(**fields: Any) -> DecisionPublished:
    told = {**OF_CASE, "deviation": False, "reasons": REF, "evaluators": 2, "units": (), **CATALOGUE} | fields
    return DecisionPublished.model_validate(
        {name: value for name, value in told.items() if name != "evaluators_required"}
    )


DEFERRED = published(decision="deferred", until=date(2026, 9, 1))


def told(*facts: Fact) -> Notice | None:
    parts, course = StatusParts(), Course()
    for fact in facts:
        parts, course = parts.after(fact.event_type, fact.data()), course.after(fact)
    return notice(parts, course, TODAY, Days(), WorkingCalendar("BW"))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((RECEIVED,), Notice("screening", OTHERWISE)),
        ((RECEIVED, RELEASED), Notice("assessment", OTHERWISE)),
        # The assessment is due on 10 June; 20 working days to decide and publish follow.
        ((RECEIVED, RELEASED, OPENED), Notice("assessment", date(2026, 7, 8))),
        ((RECEIVED, RELEASED, OPENED_LONG_AGO), Notice("assessment", OTHERWISE)),
        ((RECEIVED, RELEASED, OPENED, ASKED), Notice("query", date(2026, 7, 8))),
        ((RECEIVED, RELEASED, OPENED_LONG_AGO, LATE), Notice("statement", OTHERWISE)),
        ((RECEIVED, RELEASED, OPENED_LONG_AGO, LATE, ESCALATED), Notice("decision", OTHERWISE)),
        ((RECEIVED, RELEASED, OPENED, COUNCIL), Notice("council", date(2026, 7, 8))),
        ((RECEIVED, RELEASED, OPENED, DEFERRED), Notice("deferred", date(2026, 9, 1))),
        ((RECEIVED, RELEASED, OPENED, DEFERRED, REOPENED), Notice("assessment", date(2026, 8, 31))),
        ((RECEIVED, RELEASED, OPENED, published(decision="rejected")), None),
        ((RECEIVED, RELEASED, OPENED, ImpulseWithdrawn(impulse_id=IMPULSE)), None),
    ],
)
def test_cause_and_new_date(facts: Sequence[Fact], expected: Notice | None) -> None:
    assert told(*facts) == expected


def test_a_new_due_date_takes_the_cause_of_the_old_one_away() -> None:
    for fact in (
        DeadlineChanged(**OF_CASE, due_on=date(2026, 6, 17), cause="extended"),
        TrackRaised(**OF_CASE, cause="evaluator", track="full", evaluators_required=3, due_on=date(2026, 6, 17)),
    ):
        assert told(RECEIVED, RELEASED, OPENED, LATE, fact) == Notice("assessment", date(2026, 7, 15))
    assert Course(due_on=TODAY, cause="query").after(CaseClosed(**OF_CASE, cause="withdrawn")) == Course()


def test_facts_of_two_topics_in_any_order_tell_the_same() -> None:
    ideas, evaluation = (RECEIVED, RELEASED, ASKED), (OPENED, LATE, COUNCIL)
    orders = {
        order
        for order in permutations((*ideas, *evaluation))
        if all([fact for fact in order if fact in part] == list(part) for part in (ideas, evaluation))
    }
    assert len(orders) == 20
    assert {told(*order) for order in orders} == {Notice("council", date(2026, 7, 8))}
