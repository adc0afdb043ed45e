"""An evaluator goes on with the draft that somebody else left."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.impartiality import is_submitter
from services.evaluation.domain.case import Seat
from services.evaluation.domain.drafts import take_over
from services.evaluation.domain.people import Person
from services.evaluation.stored.drafts import bar_evaluator, save_draft
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TakeOverDraft:
    """Who holds a place of which case and wants the draft that lies there."""

    case_id: UUID
    evaluator: Person
    token: str


async def take_over_draft(command: TakeOverDraft, work: UnitOfWork, surroundings: Surroundings) -> Seat:
    """Move the offered draft into the own place; nobody is told whose it was.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, TookPart, NoDraftOffered.
    """
    case = await store.lock_case(work, command.case_id)
    held = case.held_seat(command.evaluator.id, command.token, work.now)
    took_part = await is_submitter(case, command.evaluator, work, surroundings)
    seat, left = take_over(case, held, surroundings.lease_until(work.now), work.now, took_part=took_part)
    await save_draft(work, case.id, seat)
    await bar_evaluator(work, case, left.evaluator.id)
    return seat
