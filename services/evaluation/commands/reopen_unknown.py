"""The coordinator has what was missing: the same evaluators look again at what they could not assess."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.effort import with_unknown_reopened
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReopenUnknown:
    """Which case is looked at again."""

    case_id: UUID


async def reopen_unknown(command: ReopenUnknown, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Make drafts of the assessments, in which only what was not assessable may change.

    Raises: CaseUnknown, NothingUnknown. Source: assessment-method.md, "Several evaluators".
    """
    before = await store.lock_case(work, command.case_id)
    expires_at = surroundings.lease_until(work.now)
    case = with_unknown_reopened(before, await surroundings.catalogue_of(before, work), expires_at)
    await store.save_case_state(work, case)
    await store.save_drafts_again(work, before, case, expires_at)
    await store.forget_consensus(work, case.id)
