"""Dates of absence: who is reminded meanwhile, and when claims are given back.

The rule: reminders go to the deputy. Somebody who is away for longer than a lease gives all claims back on the first day,
the drafts stay; a shorter absence ends before a lease does, so nothing lies around.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.evaluation.domain.deadlines import Calendar
from services.evaluation.domain.errors import AbsenceInvalid

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from the first to the last day, both included."""

    id: UUID
    person: str
    deputy: str
    first_day: date
    last_day: date

    def frees_claims(self, lease: int, calendar: Calendar) -> bool:
        """Whether it is longer than a lease of so many working days."""
        return working_days_away(self.first_day, self.last_day, calendar) > lease


def working_days_away(first_day: date, last_day: date, calendar: Calendar) -> int:
    """The working days from the first to the last day, both included."""
    return calendar.between(date.fromordinal(first_day.toordinal() - 1), last_day)


def check_absence(first_day: date, last_day: date, today: date, own: tuple[Absence, ...]) -> None:
    """Let the dates of a new absence pass.

    Raises: AbsenceInvalid for one that ends before it starts or before today, is longer than a year, or overlaps another.
    """
    if last_day < first_day:
        raise AbsenceInvalid("Der letzte Tag liegt vor dem ersten.", "last_day")
    if last_day < today:
        raise AbsenceInvalid("Diese Abwesenheit ist schon vorbei.", "last_day")
    if (last_day - first_day).days > LONGEST_DAYS:
        raise AbsenceInvalid("Eine Abwesenheit kann höchstens ein Jahr dauern.", "last_day")
    if any(other.first_day <= last_day and first_day <= other.last_day for other in own):
        raise AbsenceInvalid("In dieser Zeit sind Sie schon als abwesend eingetragen.", "first_day")
