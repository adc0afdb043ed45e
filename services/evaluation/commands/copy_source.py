"""An evaluator copies a reason from a decided case into the own draft."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.drafts import save
from services.evaluation.domain.errors import SourceUnknown
from services.evaluation.domain.people import Person
from services.evaluation.domain.sources import with_copied_reason
from services.evaluation.queries.similar_cases import similar_cases
from services.evaluation.stored.drafts import save_draft
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CopySource:
    """Which reason of which decided case goes into whose draft."""

    case_id: UUID
    evaluator: Person
    token: str
    source_case_id: UUID
    criterion: str
    mark: str


async def copy_source(command: CopySource, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Append the reason to the draft, marked with the number of its case.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, SourceUnknown.
    """
    case = await store.lock_case(work, command.case_id)
    seat = case.held_seat(command.evaluator.id, command.token, work.now)
    for other in await similar_cases(case.id, command.evaluator, work, surroundings):
        for source in other.reasons:
            if (other.case_id, source.criterion, source.mark) == (
                command.source_case_id,
                command.criterion,
                command.mark,
            ):
                draft = with_copied_reason(seat.draft, source, other.number)
                await save_draft(
                    work, case.id, save(seat, draft, seat.draft_version, surroundings.lease_until(work.now))
                )
                return
    raise SourceUnknown
