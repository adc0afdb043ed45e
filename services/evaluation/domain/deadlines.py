"""When a case is due: the clock that stands during a query, and postponements.

Pure: days and the calendar come in as arguments. Source: lifecycle.md, "Queries" and "Deadlines".
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from services.evaluation.domain import errors

MOST_STOPPED_DAYS = 30
"""Calendar days for which the clock of one case may stand, all its queries together."""


class Calendar(Protocol):
    """The working days of the city."""

    def add(self, start: date, days: int) -> date:
        """The end of a deadline of so many working days; the day on which it starts is not counted."""

    def between(self, start: date, end: date) -> int:
        """The working days after `start` up to and including `end`; 0 when `end` is not after it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The due date of a case and what has moved it.

    `stopped_on` is the day on which the clock stopped and `due_before` what was due then; both are None while it runs.
    `stopped_days` are the calendar days of earlier stops, `extended_days` the working days of all postponements.
    """

    due_on: date
    stopped_on: date | None = None
    due_before: date | None = None
    stopped_days: int = 0
    extended_days: int = 0

    def stop(self, today: date, reply_by: date, calendar: Calendar) -> "Clock":
        """Stand from today; until the answer is here the case is due as if it came on `reply_by`.

        A clock that stands already keeps its beginning and expects the later of the two answers.
        """
        stopped_on = self.stopped_on or today
        due_before = self.due_before or self.due_on
        due_on = self._moved(due_before, stopped_on, reply_by, calendar)
        return replace(self, due_on=max(due_on, self.due_on), stopped_on=stopped_on, due_before=due_before)

    def resume(self, today: date, calendar: Calendar) -> "Clock":
        """Run again: the due date moves by the working days for which the clock stood, as far as the limit allows.

        A clock that runs stays as it is.
        """
        if self.stopped_on is None or self.due_before is None:
            return self
        return replace(
            self,
            due_on=self._moved(self.due_before, self.stopped_on, today, calendar),
            stopped_on=None,
            due_before=None,
            stopped_days=self.stopped_days + (self._end(self.stopped_on, today) - self.stopped_on).days,
        )

    def extend(self, due_on: date, today: date, most_days: int, calendar: Calendar) -> "Clock":
        """Postpone to `due_on`; all postponements of a case have at most `most_days` working days together.

        Raises: DeadlineStands while a query is open, PostponementInvalid for a day that is not after today and the present
        due date, no working day, or too far away.
        """
        if self.stopped_on is not None:
            raise errors.DeadlineStands
        if due_on <= max(today, self.due_on) or calendar.add(due_on, 0) != due_on:
            raise errors.PostponementInvalid("Bitte nennen Sie einen Arbeitstag nach der jetzigen Frist.", "due_on")
        extended = self.extended_days + calendar.between(self.due_on, due_on)
        if extended > most_days:
            left = max(0, most_days - self.extended_days)
            raise errors.PostponementInvalid(
                f"Ein Vorgang darf insgesamt um {most_days} Arbeitstage verschoben werden; {left} sind noch frei.",
                "due_on",
            )
        return replace(self, due_on=due_on, extended_days=extended)

    def _end(self, stopped_on: date, day: date) -> date:
        limit = stopped_on + timedelta(days=max(0, MOST_STOPPED_DAYS - self.stopped_days))
        return max(stopped_on, min(day, limit))

    def _moved(self, due_on: date, stopped_on: date, day: date, calendar: Calendar) -> date:
        stood = calendar.between(stopped_on, self._end(stopped_on, day))
        return calendar.add(due_on, stood) if stood else due_on
