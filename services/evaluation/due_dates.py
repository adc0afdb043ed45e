"""The present step of cases as the database has them, by the city's rules; what a query needs to find late ones."""

from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.lateness import (
    Step,
    WaitingCase,
    all_steps,
    days_late,
    latest_late_day,
    latest_start,
    present_step,
)
from shared.contracts.days import city_day, end_of_day
from shared.runtime.city import Deadlines
from shared.runtime.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is due up to `due_by`: dates up to that day, decisions and publications of cases that came so far before."""

    due_by: date
    decided_before: datetime
    published_before: datetime


def bounds(due_by: date, deadlines: Deadlines) -> Bounds:
    """The bounds of everything that is due up to a day."""
    calendar = WorkingCalendar(deadlines.state)
    return Bounds(
        due_by,
        end_of_day(latest_start(due_by, deadlines.decision, calendar)),
        end_of_day(latest_start(due_by, deadlines.publication, calendar)),
    )


def late_bounds(today: date, deadlines: Deadlines) -> Bounds:
    """The bounds of everything that is late."""
    return bounds(latest_late_day(today, WorkingCalendar(deadlines.state)), deadlines)


def waiting_case(row: asyncpg.Record) -> WaitingCase:
    """The case of a row with state, track, due_on, state_since, stopped, statement_due_on and session_on."""
    return WaitingCase(
        state=CaseState(row["state"]),
        track=row["track"],
        due_on=row["due_on"],
        since=city_day(row["state_since"]),
        stopped=row["stopped"],
        statement_due_on=row["statement_due_on"],
        session_on=row["session_on"],
    )


def step_of(row: asyncpg.Record, deadlines: Deadlines) -> Step | None:
    """What the case of such a row cannot go on without."""
    return present_step(waiting_case(row), deadlines, WorkingCalendar(deadlines.state))


def late_steps(row: asyncpg.Record, today: date, deadlines: Deadlines) -> list[tuple[Step, int]]:
    """What is late of the case of such a row, with the working days, the longest late first."""
    calendar = WorkingCalendar(deadlines.state)
    steps = [
        (step, days_late(step.due_on, today, calendar)) for step in all_steps(waiting_case(row), deadlines, calendar)
    ]
    return sorted((late for late in steps if late[1]), key=lambda late: -late[1])
