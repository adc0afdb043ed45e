"""Committee sessions as their desks, the invitation and the minutes show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from services.evaluation.domain.ballots import Votes
from services.evaluation.domain.decision import Proposal
from services.evaluation.domain.decision_routes import Body
from services.evaluation.domain.meeting_bodies import known_body, label_of, proposed_resolution
from services.evaluation.domain.sessions import Item, Outcome, Session, SessionState
from services.evaluation.queries.cursors import Position, write_cursor
from services.evaluation.stored.sessions import (
    ListedSession,
    Matter,
    agendas_of_case,
    coming_sessions,
    load_matters,
    load_session,
    past_sessions,
)
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork

MOST_COMING, PAGE = 200, 50
LAST = Position(date.max, UUID(int=2**128 - 1))


@dataclass(frozen=True, slots=True)
class SessionItem:
    """An item of the agenda; `position` 1 is TOP 1.

    `number` and `title` are those of the impulse; the title is empty when it was erased. `public`: the item may be dealt with
    in public, because session and impulse are. `may_vote` is how many may vote on it, or could when it was voted on.
    `proposed_resolution` is the number that its resolution gets unless another one is typed.
    `withdrawn`: what was adopted was taken back before its publication.
    """

    position: int
    case_id: UUID
    impulse_id: UUID
    number: str
    title: str
    public: bool
    track: str
    case_state: str
    proposal: Proposal | None
    left_room: tuple[str, ...]
    may_vote: int
    votes: Votes | None
    en_bloc: bool
    outcome: Outcome | None
    resolution: str | None
    proposed_resolution: str
    oparl_url: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with everything about it, names of those present included: for coordinators and deciders only.

    `label` is „2026/3“ for the third session of the body in its year. A circular one has `ends_on` and neither place nor time.
    """

    id: UUID
    body: Body
    label: str
    session_on: date
    starts_at: time | None
    place: str | None
    ends_on: date | None
    public: bool
    state: SessionState
    present: tuple[str, ...]
    absent: tuple[str, ...]
    items: tuple[SessionItem, ...]

    @property
    def circular(self) -> bool:
        """Whether the members are asked in writing."""
        return self.ends_on is not None

    @property
    def has_quorum(self) -> bool:
        """Whether enough members are present."""
        return self.circular or len(self.present) >= (self.body.quorum or 0)

    @property
    def waiting(self) -> tuple[SessionItem, ...]:
        """The items without an outcome."""
        return tuple(item for item in self.items if item.outcome is None)


@dataclass(frozen=True, slots=True)
class CaseOnAgenda:
    """Where a case stands or stood on an agenda; without an outcome it waits for its vote."""

    session_id: UUID
    body: str
    label: str
    session_on: date
    position: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A line of the list of sessions, with so many items on its agenda."""

    id: UUID
    body: str
    label: str
    session_on: date
    starts_at: time | None
    place: str | None
    ends_on: date | None
    state: SessionState
    items: int


@dataclass(frozen=True, slots=True)
class SessionLists:
    """Coming sessions, the next one first, and past ones, the last one first; `next` is the cursor of earlier ones."""

    coming: Sequence[SessionLine]
    past: Sequence[SessionLine]
    next: str | None


async def list_sessions(before: Position | None, work: UnitOfWork, surroundings: Surroundings) -> SessionLists:
    """The sessions that are not over (the first 200), and those that are, page by page."""
    coming = await coming_sessions(work.connection, MOST_COMING) if before is None else []
    start = before or LAST
    past = await past_sessions(work.connection, (start.due_on, start.case_id), PAGE + 1)
    shown = past[:PAGE]
    last = shown[-1].session if len(past) > PAGE else None
    return SessionLists(
        [_line(each, surroundings) for each in coming],
        [_line(each, surroundings) for each in shown],
        None if last is None else write_cursor(Position(last.meeting.session_on, last.id)),
    )


async def view_session(session_id: UUID, work: UnitOfWork, surroundings: Surroundings) -> SessionView:
    """The session with its agenda. Raises: SessionUnknown."""
    session = await load_session(work.connection, session_id)
    matters = await load_matters(work.connection, session_id)
    body = known_body(surroundings.decision_routes, session.body)
    meeting = session.meeting
    return SessionView(
        id=session.id,
        body=body,
        label=label_of(session),
        session_on=meeting.session_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        ends_on=meeting.ends_on,
        public=meeting.public,
        state=session.state,
        present=session.present,
        absent=session.absent,
        items=tuple(_item(item, matters[item.case_id], session, body) for item in session.items),
    )


async def agendas_of(case_id: UUID, work: UnitOfWork, surroundings: Surroundings) -> tuple[CaseOnAgenda, ...]:
    """The agendas on which the case stands or stood, the last one first."""
    places = await agendas_of_case(work.connection, case_id)
    return tuple(
        CaseOnAgenda(
            session_id=place.session_id,
            body=known_body(surroundings.decision_routes, place.body).name,
            label=place.label,
            session_on=place.session_on,
            position=place.position,
            outcome=place.outcome,
        )
        for place in places
    )


def _item(item: Item, matter: Matter, session: Session, body: Body) -> SessionItem:
    able = body.members or 0 if session.meeting.circular else session.entitled(item)
    return SessionItem(
        position=session.position(item.case_id),
        case_id=item.case_id,
        impulse_id=matter.impulse_id,
        number=matter.number,
        title=matter.title or "",
        public=session.meeting.public and matter.visibility == "public",
        track=matter.track,
        case_state=matter.state,
        proposal=item.proposal,
        left_room=item.left_room,
        may_vote=able if item.entitled is None else item.entitled,
        votes=item.votes,
        en_bloc=item.en_bloc,
        outcome=item.outcome,
        resolution=item.resolution,
        proposed_resolution=proposed_resolution(body, session, item.case_id),
        oparl_url=item.oparl_url,
        withdrawn=matter.withdrawn,
    )


def _line(listed: ListedSession, surroundings: Surroundings) -> SessionLine:
    session = listed.session
    meeting = session.meeting
    return SessionLine(
        id=session.id,
        body=known_body(surroundings.decision_routes, session.body).name,
        label=label_of(session),
        session_on=meeting.session_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        ends_on=meeting.ends_on,
        state=session.state,
        items=listed.items,
    )
