"""An evaluator gives a case back to the queue; the draft stays for the same evaluator."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import CaseHandedBack
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HandBackCase:
    """Who gives which claim back."""

    case_id: UUID
    evaluator: Person
    token: str


async def hand_back_case(command: HandBackCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Free the place. Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim."""
    case = await store.lock_case(work, command.case_id)
    seat = replace(case.held_seat(command.evaluator.id, command.token, work.now), state=SeatState.HANDED_BACK)
    await store.save_seat_state(work, case.id, command.evaluator, seat.state)
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
