"""What of somebody's is late or due within a few working days: for the reminder on the desk and the daily digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.evaluation.domain.lateness import Step, days_late, is_near
from services.evaluation.due_dates import bounds, step_of
from services.evaluation.queries.lists import listed_title
from services.evaluation.store import QUERIES
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines
from shared.runtime.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Reminder:
    """A case that waits for somebody: claims, statements of the own unit, decisions or publications by the role.

    `late` are working days, 0 up to the due date; `as_deputy` says that it waits for somebody who is away. A confidential
    impulse has no title of its own.
    """

    case_id: UUID
    number: str
    title: str
    step: Step
    late: int
    as_deputy: bool


async def reminders(people: Sequence[str], work: UnitOfWork, deadlines: Deadlines) -> Mapping[str, Sequence[Reminder]]:
    """What these people should be reminded of today, the most urgent first; nobody stands here without anything."""
    calendar = WorkingCalendar(deadlines.state)
    today = city_day(work.now)
    near = bounds(calendar.add(today, deadlines.reminder), deadlines)
    rows = await work.connection.fetch(
        QUERIES["waiting_for"], list(people), today, near.decided_before, near.published_before
    )
    found: dict[str, list[Reminder]] = {}
    for row in rows:
        asked = row["statement_due_on"]
        step = step_of(row, deadlines) if asked is None else Step("statement", asked)
        if step is None or not is_near(step.due_on, today, deadlines.reminder, calendar):
            continue
        late = days_late(step.due_on, today, calendar)
        reminder = Reminder(
            row["case_id"], row["number"], listed_title(row, in_charge=False), step, late, row["as_deputy"]
        )
        found.setdefault(row["person"], []).append(reminder)
    for own in found.values():
        own.sort(key=lambda reminder: (reminder.step.due_on, reminder.number))
    return found
