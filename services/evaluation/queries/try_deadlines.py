"""Every open case under other deadlines: counts, and the first cases that would move."""

from dataclasses import dataclass, field
from datetime import date

import asyncpg

from services.evaluation.domain.lateness import days_late
from services.evaluation.domain.rule_change import TriedCase, try_rules
from services.evaluation.due_dates import waiting_case
from services.evaluation.store import QUERIES
from shared.runtime.city import Deadlines
from shared.runtime.working_days import WorkingCalendar

SHOWN = 50
PREFETCHED = 1000


@dataclass(slots=True)
class Trial:
    """How many open cases would be due earlier, later or on the same day, and late now and then; the first 50 that move."""

    earlier: int = 0
    later: int = 0
    same: int = 0
    late_now: int = 0
    late_then: int = 0
    moved: list[TriedCase] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """All open cases."""
        return self.earlier + self.later + self.same

    def count(self, case: TriedCase, today: date, old: WorkingCalendar, new: WorkingCalendar) -> None:
        """Add a case."""
        if case.then < case.now.due_on:
            self.earlier += 1
        elif case.then > case.now.due_on:
            self.later += 1
        else:
            self.same += 1
        self.late_now += days_late(case.now.due_on, today, old) > 0
        self.late_then += days_late(case.then, today, new) > 0
        if case.then != case.now.due_on and len(self.moved) < SHOWN:
            self.moved.append(case)


async def try_deadlines(connection: asyncpg.Connection, old: Deadlines, new: Deadlines, today: date) -> Trial:
    """Compare the rules for all open cases, some at a time; the caller has begun a transaction."""
    trial = Trial()
    calendars = WorkingCalendar(old.state), WorkingCalendar(new.state)
    async for row in connection.cursor(QUERIES["open_steps"], prefetch=PREFETCHED):
        tried = try_rules(row["number"], waiting_case(row), row["opened_on"], (old, calendars[0]), (new, calendars[1]))
        if tried is not None:
            trial.count(tried, today, *calendars)
    return trial
