"""An evaluator gives a case back to the queue; the draft stays for the same evaluator, and for others by agreement."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.drafts import hand_back
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.stored.drafts import release_draft
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import CaseHandedBack
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HandBackCase:
    """Who gives which claim back, and whether somebody else may go on with the draft."""

    case_id: UUID
    evaluator: Person
    token: str
    passes_on: bool


async def hand_back_case(command: HandBackCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Free the place. Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim."""
    case = await store.lock_case(work, command.case_id)
    held = case.held_seat(command.evaluator.id, command.token, work.now)
    seat = hand_back(held, passes_on=command.passes_on)
    await store.save_seat_state(work, case.id, command.evaluator, seat.state)
    if seat.passes_on:
        await release_draft(work, case.id, seat)
    work.record(
        CaseHandedBack(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.evaluator.id, case.id),
            count=len(case.with_seat(seat).taken(work.now)),
            required=case.evaluators_required,
        )
    )
