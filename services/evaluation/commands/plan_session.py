"""A coordinator plans the session of a body, or moves it to another time."""

from dataclasses import dataclass, replace
from uuid import UUID

from uuid6 import uuid7

from services.evaluation.domain.meeting_bodies import meeting_body
from services.evaluation.domain.sessions import Session, WantedMeeting
from services.evaluation.stored.sessions import lock_session, next_session_number, save_session
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PlanSession:
    """Which body meets when and where, or answers in writing until when."""

    body: str
    meeting: WantedMeeting


@dataclass(frozen=True, slots=True)
class MoveSession:
    """Another time or place of a planned session."""

    session_id: UUID
    meeting: WantedMeeting


async def plan_session(command: PlanSession, work: UnitOfWork, surroundings: Surroundings) -> Session:
    """Keep a new session with the next number of its body in that year; its day may be past.

    Raises: BodyDoesNotMeet, CircularNotAllowed, SessionInvalid.
    """
    body = meeting_body(surroundings.decision_routes, command.body)
    meeting = command.meeting.checked(may_circulate=body.circular, usually_public=body.public)
    year = meeting.session_on.year
    session = Session(uuid7(), body.id, year, await next_session_number(work, body.id, year), meeting)
    await save_session(work, session)
    return session


async def move_session(command: MoveSession, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep another time or place; in another year the session gets another number.

    Raises: SessionUnknown, SessionNotPlanned, CircularNotAllowed, SessionInvalid.
    """
    session = await lock_session(work, command.session_id)
    body = meeting_body(surroundings.decision_routes, session.body)
    meeting = command.meeting.checked(may_circulate=body.circular, usually_public=body.public)
    moved = session.moved_to(meeting)
    year = moved.meeting.session_on.year
    if year != session.year:
        moved = replace(moved, year=year, number=await next_session_number(work, body.id, year))
    await save_session(work, moved)
