"""A coordinator puts cases on the agenda of a planned session, orders them and takes them off again."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.agenda import check_waits_for
from services.evaluation.domain.meeting_bodies import meeting_body
from services.evaluation.queries.decision_setting import setting_of
from services.evaluation.stored.sessions import last_proposal, lock_session, save_session
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AddCase:
    """Which case comes on the agenda of which session."""

    session_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class RemoveCase:
    """Which case is taken off the agenda of which session."""

    session_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class MoveCase:
    """To which place of the agenda a case moves; 1 is the first one."""

    session_id: UUID
    case_id: UUID
    position: int


async def add_case(command: AddCase, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Put the case at the end of the agenda; what was proposed when a body put it off comes along.

    Raises: SessionUnknown, CaseUnknown, SessionNotPlanned, NotForThisBody, PaperMissing, CaseOnAgenda, AgendaFull.
    """
    session = await lock_session(work, command.session_id)
    case = await store.load_case(work.connection, command.case_id)
    body = meeting_body(surroundings.decision_routes, session.body)
    check_waits_for(body, case.state, await setting_of(case, work, surroundings))
    proposal = await last_proposal(work.connection, case.id)
    await save_session(work, session.with_case(case.id, proposal))


async def remove_case(command: RemoveCase, work: UnitOfWork) -> None:
    """Take the case off the agenda. Raises: SessionUnknown, SessionNotPlanned, AgendaItemUnknown."""
    session = await lock_session(work, command.session_id)
    await save_session(work, session.without_case(command.case_id))


async def move_case(command: MoveCase, work: UnitOfWork) -> None:
    """Move the case. Raises: SessionUnknown, SessionNotPlanned, AgendaItemUnknown."""
    session = await lock_session(work, command.session_id)
    await save_session(work, session.with_case_at(command.case_id, command.position))
