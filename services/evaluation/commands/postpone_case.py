"""The coordination postpones the due date of an assessment."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.commands.change_deadline import keep_clock
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.errors import DeadlineStands
from services.evaluation.domain.postponement import check_reason
from services.evaluation.stored.deadlines import Postponement, insert_postponement, load_clock
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class PostponeCase:
    """Until when, with a reason of the closed list and words about it that stay inside."""

    case_id: UUID
    due_on: date
    reason: str
    note: str


async def postpone_case(command: PostponeCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Move the due date of a case that is being assessed, and tell it.

    Raises: CaseUnknown, DeadlineStands, PostponementInvalid.
    """
    case = await store.lock_case(work, command.case_id)
    if case.state is not CaseState.OPEN:
        raise DeadlineStands
    reason, note = check_reason(command.reason, command.note)
    deadlines = surroundings.city.deadlines
    before = await load_clock(work.connection, case.id)
    after = before.extend(command.due_on, city_day(work.now), deadlines.postponement, WorkingCalendar(deadlines.state))
    await insert_postponement(work, uuid7(), case.id, Postponement(before.due_on, after.due_on, reason, note))
    await keep_clock(case, after, "extended", work)
