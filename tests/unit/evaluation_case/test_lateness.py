"""What a case waits for, how late it is, and who hears of it."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from uuid6 import uuid7

from services.evaluation.domain.absence import Absence, check_absence
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.errors import AbsenceInvalid, PostponementInvalid
from services.evaluation.domain.lateness import (
    Step,
    WaitingCase,
    days_late,
    is_near,
    latest_late_day,
    latest_start,
    levels_reached,
    present_step,
)
from services.evaluation.domain.postponement import check_reason
from shared.runtime.working_days import WorkingCalendar

CALENDAR = WorkingCalendar("BW")
DAYS = SimpleNamespace(decision=15, publication=5)
CASE = WaitingCase(
    CaseState.OPEN, "full", due_on=date(2026, 3, 23), since=date(2026, 3, 2), stopped=False, statement_due_on=None
)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({}, Step("assessment", date(2026, 3, 23))),
        ({"stopped": True}, Step("query", date(2026, 3, 23))),
        (
            {"state": CaseState.AWAITING_OFFICE, "statement_due_on": date(2026, 3, 16)},
            Step("statement", date(2026, 3, 16)),
        ),
        ({"state": CaseState.CONSOLIDATED}, Step("decision", date(2026, 3, 23))),
        (
            {"state": CaseState.CONSOLIDATED, "track": "direct", "due_on": date(2026, 3, 16)},
            Step("decision", date(2026, 3, 16)),
        ),
        ({"state": CaseState.DECIDED, "since": date(2026, 12, 30)}, Step("publication", date(2027, 1, 8))),
        ({"state": CaseState.PUBLISHED}, None),
        ({"state": CaseState.CLOSED}, None),
    ],
)
def test_a_case_waits_for_one_thing(change: dict[str, object], step: Step | None) -> None:
    assert present_step(replace(CASE, **change), DAYS, CALENDAR) == step  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due_on", "today", "late"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 8), 0),  # the weekend after
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 4, 2), date(2026, 4, 6), 0),  # Easter Monday
        (date(2026, 12, 31), date(2027, 1, 4), 1),
    ],
)
def test_lateness_counts_working_days(due_on: date, today: date, late: int) -> None:
    assert days_late(due_on, today, CALENDAR) == late
    assert (due_on <= latest_late_day(today, CALENDAR)) == (late > 0)


@pytest.mark.parametrize(
    ("today", "near"),
    [
        (date(2026, 3, 18), False),  # three working days before
        (date(2026, 3, 19), True),
        (date(2026, 3, 23), True),
        (date(2026, 4, 23), True),
    ],
)
def test_reminders_begin_two_working_days_before(today: date, near: bool) -> None:
    assert is_near(date(2026, 3, 23), today, 2, CALENDAR) is near


@pytest.mark.parametrize(("late", "level"), [(0, 0), (2, 0), (3, 1), (7, 1), (8, 2), (15, 3), (99, 3)])
def test_a_case_climbs_the_chain_with_its_lateness(late: int, level: int) -> None:
    assert levels_reached(late, [3, 8, 15]) == level


@pytest.mark.parametrize("due_by", [date(2026, 4, 7), date(2026, 3, 23), date(2027, 1, 7), date(2026, 3, 22)])
def test_the_latest_start_is_the_last_day_from_which_the_step_is_due_by_then(due_by: date) -> None:
    start = latest_start(due_by, 5, CALENDAR)
    assert CALENDAR.add(start, 5) <= due_by < CALENDAR.add(date.fromordinal(start.toordinal() + 1), 5)


def away(first_day: date, last_day: date) -> Absence:
    return Absence(uuid7(), "demo|ada", "demo|dora", first_day, last_day)


@pytest.mark.parametrize(
    ("last_day", "frees"),
    [
        (date(2026, 3, 13), False),  # a working week, as long as a lease
        (date(2026, 3, 15), False),  # with its weekend
        (date(2026, 3, 16), True),
    ],
)
def test_an_absence_longer_than_a_lease_frees_the_claims(last_day: date, frees: bool) -> None:
    assert away(date(2026, 3, 9), last_day).frees_claims(5, CALENDAR) is frees


@pytest.mark.parametrize(
    ("first_day", "last_day", "field"),
    [
        (date(2026, 3, 10), date(2026, 3, 9), "last_day"),
        (date(2026, 2, 1), date(2026, 3, 1), "last_day"),
        (date(2026, 3, 9), date(2027, 3, 11), "last_day"),
        (date(2026, 4, 10), date(2026, 4, 12), "first_day"),
    ],
)
def test_an_absence_lies_ahead_and_overlaps_no_other(first_day: date, last_day: date, field: str) -> None:
    own = (away(date(2026, 4, 1), date(2026, 4, 10)),)
    with pytest.raises(AbsenceInvalid) as refused:
        check_absence(first_day, last_day, date(2026, 3, 2), own)
    assert refused.value.field == field


def test_an_absence_that_began_already_can_still_be_entered() -> None:
    check_absence(date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 2), ())


@pytest.mark.parametrize(
    ("reason", "note", "field"), [("", "Warum", "reason"), ("laune", "Warum", "reason"), ("workload", "  ", "note")]
)
def test_a_postponement_has_a_reason_of_the_list_and_words(reason: str, note: str, field: str) -> None:
    with pytest.raises(PostponementInvalid) as refused:
        check_reason(reason, note)
    assert refused.value.field == field
