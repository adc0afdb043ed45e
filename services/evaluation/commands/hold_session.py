"""The course of a session, as the coordinator writes it down: who is there, who leaves the room, what is put off, the end."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation.domain.meeting_bodies import meeting_body, rule_of
from services.evaluation.stored.sessions import lock_session, save_session
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The names of those who came and of those who did not; none in a circular resolution."""

    session_id: UUID
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameConflicts:
    """Who left the room for an item because of a conflict of interest."""

    session_id: UUID
    case_id: UUID
    left_room: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostponeItem:
    """Which item the body put off."""

    session_id: UUID
    case_id: UUID


async def open_session(command: OpenSession, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the session, or correct who is there.

    Raises: SessionUnknown, SessionClosed, SessionTooEarly, AttendanceInvalid.
    """
    session = await lock_session(work, command.session_id)
    rule = rule_of(meeting_body(surroundings.decision_routes, session.body))
    await save_session(work, session.opened(command.present, command.absent, rule, city_day(work.now)))


async def name_conflicts(command: NameConflicts, work: UnitOfWork) -> None:
    """Keep who does not vote on the item.

    Raises: SessionUnknown, SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemSettled, ConflictInvalid.
    """
    session = await lock_session(work, command.session_id)
    await save_session(work, session.with_conflicts(command.case_id, command.left_room))


async def postpone_item(command: PostponeItem, work: UnitOfWork) -> None:
    """Free the case for another agenda.

    Raises: SessionUnknown, SessionNotOpen, SessionClosed, AgendaItemUnknown, AgendaItemSettled.
    """
    session = await lock_session(work, command.session_id)
    await save_session(work, session.postponed(command.case_id))


async def close_session(session_id: UUID, work: UnitOfWork) -> None:
    """End the session; what it did not come to is postponed. Raises: SessionUnknown, SessionNotOpen, SessionClosed."""
    session = await lock_session(work, session_id)
    await save_session(work, session.closed())


async def adjourn_session(session_id: UUID, work: UnitOfWork) -> None:
    """Let the session not take place or break off; its waiting cases are free. Raises: SessionUnknown, SessionClosed."""
    session = await lock_session(work, session_id)
    await save_session(work, session.adjourned())
