"""An evaluator asks for a criterion that the profile leaves out; from then on it is asked of all."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.effort import with_open_criterion
from services.evaluation.domain.people import Person
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenCriterion:
    """Which criterion somebody who holds a place wants to be asked."""

    case_id: UUID
    evaluator: Person
    token: str
    criterion: str


async def open_criterion(command: OpenCriterion, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the criterion; assessments that are in become drafts again, because it is missing there. Nobody learns who asked.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, CriterionNotClosed.
    Source: assessment-method.md, "Effort fits the matter".
    """
    before = await store.lock_case(work, command.case_id)
    before.held_seat(command.evaluator.id, command.token, work.now)
    expires_at = surroundings.lease_until(work.now)
    catalogue = await surroundings.catalogue_of(before, work)
    case = with_open_criterion(before, command.criterion, catalogue).with_drafts_again(expires_at)
    await store.save_case_state(work, case)
    await store.save_drafts_again(work, before, case, expires_at)
