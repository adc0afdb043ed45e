"""What a case waits for, until when, and how late it is: computed when it is shown or told, never stored.

Pure: days and the calendar come in as arguments. Source: lifecycle.md, "Deadlines" and "Facts".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.deadlines import Calendar
from services.evaluation.domain.opening import DIRECT
from shared.contracts.lists import WaitingCause

ONE_DAY = timedelta(days=1)

ASKED_BESIDE = {CaseState.OPEN, CaseState.AWAITING_CONSENSUS, CaseState.CONSOLIDATED}
"""Where a unit can still give a statement while the case goes on."""


class StepDays(Protocol):
    """Working days for the steps after the assessment."""

    @property
    def decision(self) -> int:
        """From the result to the decision."""

    @property
    def publication(self) -> int:
        """From the decision to its publication."""


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """What decides about the next due date: `since` is the day on which the case came to its state.

    `due_on` is the day of the assessment, `statement_due_on` the earliest day of a statement that is still missing,
    `session_on` the day on which a body of the council is to resolve.
    """

    state: CaseState
    track: str
    due_on: date
    since: date
    stopped: bool
    statement_due_on: date | None
    session_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What the case waits for, and until when."""

    cause: WaitingCause
    due_on: date


def present_step(case: WaitingCase, days: StepDays, calendar: Calendar) -> Step | None:
    """The one thing without which the case does not go on; None when it is over.

    On the direct track the decision is due with the answer itself.
    """
    match case.state:
        case CaseState.OPEN | CaseState.AWAITING_CONSENSUS:
            return Step("query" if case.stopped else "assessment", case.due_on)
        case CaseState.AWAITING_OFFICE:
            return Step("statement", case.statement_due_on or case.due_on)
        case CaseState.CONSOLIDATED if case.track == DIRECT:
            return Step("decision", case.due_on)
        case CaseState.CONSOLIDATED:
            return Step("decision", calendar.add(case.since, days.decision))
        case CaseState.BEFORE_COUNCIL:
            return Step("session", case.session_on or case.due_on)
        case CaseState.DECIDED:
            return Step("publication", calendar.add(case.since, days.publication))
        case CaseState.PUBLISHED | CaseState.CLOSED:
            return None


def all_steps(case: WaitingCase, days: StepDays, calendar: Calendar) -> tuple[Step, ...]:
    """The present step, and a statement that somebody waits for beside it."""
    step = present_step(case, days, calendar)
    if step is None:
        return ()
    if case.statement_due_on is None or case.state not in ASKED_BESIDE:
        return (step,)
    return step, Step("statement", case.statement_due_on)


def days_late(due_on: date, today: date, calendar: Calendar) -> int:
    """Working days since the due date; 0 up to it, and on a weekend that follows it."""
    return calendar.between(due_on, today)


def is_near(due_on: date, today: date, ahead: int, calendar: Calendar) -> bool:
    """Whether something is late or due within so many working days: time for a reminder."""
    return calendar.between(today, due_on) <= ahead


def levels_reached(late: int, levels: Sequence[int]) -> int:
    """How far up the chain a case has come that is so many working days late; `levels` are their days, rising."""
    return sum(late >= after for after in levels)


def latest_late_day(today: date, calendar: Calendar) -> date:
    """What was due up to that day is late today."""
    day = today - ONE_DAY
    while calendar.between(day, today) == 0:
        day -= ONE_DAY
    return day


def latest_start(due_by: date, days: int, calendar: Calendar) -> date:
    """A step of so many working days that began up to that day is due by `due_by`."""
    day = due_by
    while calendar.add(day, days) > due_by:
        day -= ONE_DAY
    return day
