"""A coordinator writes down what a body shall decide about a case on its agenda."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation.domain.decision import Proposal
from services.evaluation.stored.sessions import lock_session, save_session
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProposeDecision:
    """What the body shall decide; it may still lack something, which the vote will name."""

    session_id: UUID
    case_id: UUID
    proposal: Proposal


async def propose_decision(command: ProposeDecision, work: UnitOfWork) -> None:
    """Keep the proposal, before the session or during it.

    Raises: SessionUnknown, SessionClosed, AgendaItemUnknown, AgendaItemSettled.
    """
    session = await lock_session(work, command.session_id)
    await save_session(work, session.with_proposal(command.case_id, command.proposal))
