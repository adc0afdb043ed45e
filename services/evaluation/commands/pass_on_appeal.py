"""The first decider lets a decision stand: the review goes on to other people, in a new round."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.next_round import open_next_round
from services.evaluation.domain.decision_errors import AlreadyDecided, AppealUnknown
from services.evaluation.stored.appeals import load_appeal
from services.evaluation.stored.decisions import load_decisions, pending
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PassOnAppeal:
    """Which case is to be reviewed by others."""

    case_id: UUID


async def pass_on_appeal(command: PassOnAppeal, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the next round. Raises: CaseUnknown, AppealUnknown; AlreadyDecided while a correction waits for publication."""
    case = await store.lock_case(work, command.case_id)
    appeal = await load_appeal(work.connection, case.impulse_id)
    if appeal is None or appeal.case_id != case.id or appeal.state != "open":
        raise AppealUnknown
    if pending(await load_decisions(work.connection, case.id)) is not None:
        raise AlreadyDecided
    await open_next_round(case, "appeal", work, surroundings)
