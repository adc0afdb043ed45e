"""A coordinator lets somebody else go on with the draft of a claim that ended by itself."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.drafts import ReleaseCause, expired_drafts
from services.evaluation.domain.errors import DraftUnknown
from services.evaluation.domain.people import draft_handle
from services.evaluation.stored.drafts import release_draft as keep_release
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork

RELEASED = "draft.released"


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """Which draft (an opaque handle, never a name) of which case is released, and why."""

    case_id: UUID
    draft: str
    cause: ReleaseCause


async def release_draft(command: ReleaseDraft, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Offer the draft to whoever claims the free place; journal, inside this service, who released it and why.

    Raises: CaseUnknown, CaseNotOpen, DraftUnknown.
    """
    case = await store.lock_case(work, command.case_id)
    case.refuse_unless_open()
    for seat in expired_drafts(case, work.now):
        if draft_handle(surroundings.keys, seat.evaluator.id, case.id) == command.draft:
            await keep_release(work, case.id, seat)
            work.record_internal(str(case.impulse_id), RELEASED, {"case_id": str(case.id), "cause": command.cause})
            return
    raise DraftUnknown("draft")
