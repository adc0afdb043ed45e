"""What other deadlines would mean for an open case. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.deadlines import Calendar
from services.evaluation.domain.lateness import Step, StepDays, WaitingCase, present_step
from services.evaluation.domain.opening import DIRECT


class AllDays(StepDays, Protocol):
    """Working days for every step of an assessment."""

    @property
    def assessment(self) -> int:
        """From the opening to the last assessment."""

    @property
    def statement(self) -> int:
        """From a request to the statement."""


@dataclass(frozen=True, slots=True)
class TriedCase:
    """An open case now and under other rules; `announced` says that its date was told and stays, whatever the rules."""

    number: str
    now: Step
    then: date
    announced: bool


def try_rules(
    number: str,
    case: WaitingCase,
    opened_on: date,
    old: tuple[AllDays, Calendar],
    new: tuple[AllDays, Calendar],
) -> TriedCase | None:
    """The case under new rules; None when it waits for nothing.

    An assessment keeps the working days by which queries and postponements moved it.
    """
    old_days, old_calendar = old
    new_days, new_calendar = new
    now = present_step(case, old_days, old_calendar)
    if now is None:
        return None
    answered_at_once = case.state is CaseState.CONSOLIDATED and case.track == DIRECT
    announced = answered_at_once or case.state not in (CaseState.CONSOLIDATED, CaseState.DECIDED)
    match case.state:
        case CaseState.OPEN | CaseState.AWAITING_CONSENSUS:
            moved = old_calendar.between(old_calendar.add(opened_on, old_days.assessment), now.due_on)
            then = new_calendar.add(new_calendar.add(opened_on, new_days.assessment), moved)
        case CaseState.AWAITING_OFFICE:
            then = new_calendar.add(case.since, new_days.statement)
        case _:
            step = present_step(case, new_days, new_calendar)
            assert step is not None
            then = step.due_on
    return TriedCase(number, now, then, announced)
