"""Working days: Monday to Friday without the public holidays of a German state."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@cache
def _public_holidays(state: str) -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv=state)


def is_working_day(day: date, state: str = "BW") -> bool:
    """Whether offices work on that day; 24 and 31 December count as working days.

    `state` is an ISO 3166-2 code without `DE-`. Raises NotImplementedError for an unknown state.
    """
    return day.weekday() < 5 and day not in _public_holidays(state)


def add_working_days(start: date, days: int, state: str = "BW") -> date:
    """The end of a deadline of so many working days; the day on which it starts is not counted.

    With 0 days: `start` itself, or the next working day after it. Raises ValueError for a negative number of days.
    Source: lifecycle.md, "Deadlines"; §§ 187 and 193 BGB.
    """
    if days < 0:
        raise ValueError("a deadline cannot end before it starts")
    day = start
    for _ in range(days):
        day = _next_working_day(day + ONE_DAY, state)
    return _next_working_day(day, state)


def working_days_after(deadline: date, today: date, state: str = "BW") -> int:
    """How many working days today is past a deadline: 0 up to the day itself, 1 on the next working day.

    `state` as for `is_working_day`. Days on which nobody works do not count.
    """
    count = 0
    day = deadline
    while day < today:
        day += ONE_DAY
        count += is_working_day(day, state)
    return count


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of one state, for rules that must not know where holidays come from."""

    state: str

    def add(self, start: date, days: int) -> date:
        """The end of a deadline of so many working days (see `add_working_days`)."""
        return add_working_days(start, days, self.state)

    def between(self, start: date, end: date) -> int:
        """The working days after `start` up to and including `end`; 0 when `end` is not after it."""
        return working_days_after(start, end, self.state)


def _next_working_day(day: date, state: str) -> date:
    while not is_working_day(day, state):
        day += ONE_DAY
    return day
