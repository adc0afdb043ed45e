"""An evaluator makes a draft that somebody else began the own one."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.drafts import confirm
from services.evaluation.domain.people import Person
from services.evaluation.stored.drafts import save_draft
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ConfirmDraft:
    """Who has looked through which version of the draft."""

    case_id: UUID
    evaluator: Person
    token: str
    based_on: int
    confirms: bool


async def confirm_draft(command: ConfirmDraft, work: UnitOfWork) -> None:
    """Keep the confirmation; from then on the draft can be submitted.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, DraftOutdated, DraftUnconfirmed.
    """
    case = await store.lock_case(work, command.case_id)
    held = case.held_seat(command.evaluator.id, command.token, work.now)
    await save_draft(work, case.id, confirm(held, command.based_on, confirms=command.confirms))
