"""The interim notice: when the service promise passed undecided, the submitter is told why and until when it takes now.

Pure: days and the calendar come in as arguments. Source: lifecycle.md, "Deadlines"; issue 6, "Deadlines".
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, Protocol, Self

from services.ideas.domain.appeal import Calendar
from shared.contracts.event import Fact
from shared.contracts.facts import (
    CaseClosed,
    CaseEscalated,
    CaseOpened,
    CaseOverdue,
    CaseReopened,
    DeadlineChanged,
    DecisionPublished,
    SubmittedToCouncil,
    TrackRaised,
)
from shared.contracts.lists import WaitingCause
from shared.contracts.status import UNDECIDED, Status, StatusParts, public_status

NoticeCause = Literal[
    "screening", "query", "assessment", "statement", "decision", "session", "publication", "council", "deferred"
]

OTHERWISE_DAYS: Final = 20
"""Working days until the new date where no later one is known."""

CourseFact = (
    CaseOpened
    | CaseReopened
    | TrackRaised
    | DeadlineChanged
    | CaseOverdue
    | CaseEscalated
    | SubmittedToCouncil
    | DecisionPublished
    | CaseClosed
)
"""The facts from which the course of a case follows."""


class StepDays(Protocol):
    """Working days for the steps that follow the assessment."""

    @property
    def decision(self) -> int:
        """From the result to the decision."""

    @property
    def publication(self) -> int:
        """From the decision to its publication."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the topic of assessments says about when a case goes on, folded in its order.

    `due_on` is the day of the assessment, `cause` what a late case waits for, `session_on` the day of the council's session,
    `until` that of a deferral.
    """

    due_on: date | None = None
    cause: WaitingCause | None = None
    session_on: date | None = None
    until: date | None = None

    def after(self, fact: Fact) -> Self:
        """The course after one more fact; others than `CourseFact` change nothing."""
        match fact:
            case CaseOpened() | CaseReopened():
                return type(self)(due_on=fact.due_on)
            case TrackRaised() | DeadlineChanged():
                return replace(self, due_on=fact.due_on, cause=None)
            case CaseOverdue() | CaseEscalated():
                return replace(self, cause=fact.cause)
            case SubmittedToCouncil():
                return replace(self, session_on=fact.session_on)
            case DecisionPublished():
                return type(self)(until=fact.until)
            case CaseClosed():
                return type(self)()
            case _:
                return self


@dataclass(frozen=True, slots=True)
class Notice:
    """Why it takes longer, and until when a decision is expected now."""

    cause: NoticeCause
    until: date


def notice(parts: StatusParts, course: Course, today: date, days: StepDays, calendar: Calendar) -> Notice | None:
    """What the submitter is told today, or None once it is decided; the new date is always after today."""
    status = public_status(parts)
    if status not in UNDECIDED:
        return None
    cause, expected = _expected(status, parts, course, days, calendar)
    if expected is None or expected <= today:
        expected = calendar.add(today, OTHERWISE_DAYS)
    return Notice(cause, expected)


def _expected(
    status: Status | None, parts: StatusParts, course: Course, days: StepDays, calendar: Calendar
) -> tuple[NoticeCause, date | None]:
    if status is Status.BEFORE_COUNCIL:
        return "council", course.session_on
    if status is Status.DEFERRED and course.until is not None:  # else the case is open again
        return "deferred", course.until
    if status is Status.IN_SCREENING:
        return ("query" if parts.impulses.open_queries else "screening"), None
    cause: NoticeCause = "query" if parts.impulses.open_queries else course.cause or "assessment"
    if course.due_on is None:
        return cause, None
    # What is due is the assessment; it is decided and published after that.
    return cause, calendar.add(course.due_on, days.decision + days.publication)
