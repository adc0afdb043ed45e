"""An evaluator takes a case from the queue for a limited time."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.impartiality import is_submitter
from services.evaluation.domain.case import Seat
from services.evaluation.domain.drafts import offered_draft
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.domain.routing import may_assess
from services.evaluation.stored.case_sheets import keep_first_case_sheet
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import CaseClaimed
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """Who wants which case; everybody declares to have had no part in the impulse."""

    case_id: UUID
    evaluator: Person
    declares_no_part: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """The place, and whether somebody left a draft that its holder may take over."""

    seat: Seat
    draft_offered: bool


async def claim_case(command: ClaimCase, work: UnitOfWork, surroundings: Surroundings) -> Claimed:
    """Lease a place of the case until the end of the fifth working day; the token fences every later write.

    Raises: CaseUnknown, CaseNotOpen, DeclarationMissing, TookPart, NotInPool, AlreadySubmitted, CaseTaken, SameUnit.
    Source: lifecycle.md, "Submitter is never evaluator"; assessment-method.md, "Several evaluators".
    """
    case = await store.lock_case(work, command.case_id)
    seat = case.claim(
        command.evaluator,
        declares_no_part=command.declares_no_part,
        took_part=await is_submitter(case, command.evaluator, work, surroundings),
        in_pool=may_assess(command.evaluator.unit, case.pool, surroundings.routing),
        expires_at=surroundings.lease_until(work.now),
        now=work.now,
    )
    claimed = Claimed(seat, draft_offered=offered_draft(case, seat, work.now) is not None)
    if seat in case.seats:
        return claimed
    await store.save_claim(work, case.id, seat)
    await keep_first_case_sheet(work, case.id)
    work.record(
        CaseClaimed(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.evaluator.id, case.id),
            count=len(case.with_seat(seat).taken(work.now)),
            required=case.evaluators_required,
        )
    )
    return claimed
