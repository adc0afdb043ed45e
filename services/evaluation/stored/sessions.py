"""The tables of committee sessions: nothing else reads or writes them, but the erasure of words."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.evaluation.domain.ballots import Votes
from services.evaluation.domain.decision import Proposal
from services.evaluation.domain.session_errors import CaseOnAgenda, SessionUnknown
from services.evaluation.domain.sessions import Item, Meeting, Outcome, Session, SessionState
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork

WAITING_INDEX = "agenda_items_waiting"
PROPOSAL: TypeAdapter[Proposal] = TypeAdapter(Proposal)


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A line of the list of sessions, with so many items on its agenda."""

    session: Session
    items: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What an item is about; the title is None when it was erased.

    `withdrawn`: it was resolved, and the decision was taken back before its publication.
    """

    case_id: UUID
    impulse_id: UUID
    number: str
    title: str | None
    visibility: str
    state: str
    track: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """Where a case stands or stood on an agenda; an item without an outcome waits."""

    session_id: UUID
    body: str
    label: str
    session_on: date
    position: int
    outcome: Outcome | None


async def next_session_number(work: UnitOfWork, body: str, year: int) -> int:
    """The running number of a new session; nobody else gets it."""
    return int(await work.connection.fetchval(QUERIES["next_session_number"], body, year))


async def save_session(work: UnitOfWork, session: Session) -> None:
    """Keep a session and its agenda. The caller has locked it, or made it. Raises: CaseOnAgenda."""
    meeting = session.meeting
    await work.connection.execute(
        QUERIES["save_session"],
        session.id,
        session.body,
        session.year,
        session.number,
        meeting.session_on,
        meeting.starts_at,
        meeting.place,
        meeting.ends_on,
        meeting.public,
        session.state,
        list(session.present),
        list(session.absent),
    )
    agenda = [_item_row(item, position) for position, item in enumerate(session.items, 1)]
    try:
        await work.connection.execute(QUERIES["save_agenda"], session.id, agenda)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == WAITING_INDEX:
            raise CaseOnAgenda("case_id") from error
        raise


async def lock_session(work: UnitOfWork, session_id: UUID) -> Session:
    """The session with its cases, locked until commit. Raises: SessionUnknown."""
    await work.connection.execute(QUERIES["lock_session"], session_id)
    await work.connection.execute(QUERIES["lock_agenda"], session_id)
    return await load_session(work.connection, session_id)


async def load_session(connection: asyncpg.Connection, session_id: UUID) -> Session:
    """The session to look at. Raises: SessionUnknown."""
    row = await connection.fetchrow(QUERIES["load_session"], session_id)
    if row is None:
        raise SessionUnknown
    items = await connection.fetch(QUERIES["load_agenda"], session_id)
    return _session(row, tuple(_item(item) for item in items))


async def load_matters(connection: asyncpg.Connection, session_id: UUID) -> dict[UUID, Matter]:
    """What the items are about, by case."""
    rows = await connection.fetch(QUERIES["agenda_matters"], session_id)
    return {row["case_id"]: Matter(**row) for row in rows}


async def last_proposal(connection: asyncpg.Connection, case_id: UUID) -> Proposal | None:
    """What was proposed about the case when a body put it off."""
    proposal = await connection.fetchval(QUERIES["last_proposal"], case_id)
    return None if proposal is None else PROPOSAL.validate_python(proposal)


async def proposal_on_agenda(connection: asyncpg.Connection, case_id: UUID) -> Proposal | None:
    """What a body is to decide about the case, or was to decide last."""
    proposal = await connection.fetchval(QUERIES["proposal_on_agenda"], case_id)
    return None if proposal is None else PROPOSAL.validate_python(proposal)


async def coming_sessions(connection: asyncpg.Connection, limit: int) -> list[ListedSession]:
    """Those that are not over, the next one first."""
    return [_listed(row) for row in await connection.fetch(QUERIES["coming_sessions"], limit)]


async def past_sessions(connection: asyncpg.Connection, before: tuple[date, UUID], limit: int) -> list[ListedSession]:
    """Those that are over and stand before this day and id, the last one first."""
    rows = await connection.fetch(QUERIES["past_sessions"], *before, limit)
    return [_listed(row) for row in rows]


async def agendas_of_case(connection: asyncpg.Connection, case_id: UUID) -> tuple[AgendaPlace, ...]:
    """Where the case stands or stood on an agenda, the last one first."""
    rows = await connection.fetch(QUERIES["agendas_of_case"], case_id)
    return tuple(
        AgendaPlace(**{**row, "outcome": None if row["outcome"] is None else Outcome(row["outcome"])}) for row in rows
    )


def _listed(row: asyncpg.Record) -> ListedSession:
    return ListedSession(_session(row, ()), row["items"])


def _session(row: asyncpg.Record, items: tuple[Item, ...]) -> Session:
    return Session(
        id=row["session_id"],
        body=row["body"],
        year=row["year"],
        number=row["number"],
        meeting=Meeting(row["session_on"], row["starts_at"], row["place"], row["ends_on"], row["public"]),
        state=SessionState(row["state"]),
        present=tuple(row.get("present", ())),
        absent=tuple(row.get("absent", ())),
        items=items,
    )


def _item(row: asyncpg.Record) -> Item:
    votes = Votes(row["in_favour"], row["against"], row["abstained"], row["secret"], row["objections"])
    return Item(
        case_id=row["case_id"],
        proposal=None if row["proposal"] is None else PROPOSAL.validate_python(row["proposal"]),
        left_room=tuple(row["left_room"]),
        votes=None if row["in_favour"] is None else votes,
        entitled=row["entitled"],
        en_bloc=row["en_bloc"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        resolution=row["resolution"],
        oparl_url=row["oparl_url"],
    )


def _item_row(item: Item, position: int) -> dict[str, Any]:
    votes = item.votes
    return {
        "case_id": str(item.case_id),
        "position": position,
        "proposal": None if item.proposal is None else PROPOSAL.dump_python(item.proposal, mode="json"),
        "left_room": list(item.left_room),
        "in_favour": votes and votes.in_favour,
        "against": votes and votes.against,
        "abstained": votes and votes.abstained,
        "secret": votes and votes.secret,
        "objections": votes and votes.objections,
        "entitled": item.entitled,
        "en_bloc": item.en_bloc,
        "outcome": item.outcome,
        "resolution": item.resolution,
        "oparl_url": item.oparl_url,
    }
