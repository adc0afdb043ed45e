"""Queries that have not ended yet, for the coordinators."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import QueryNotFound
from services.ideas.domain.query import QueryState
from services.ideas.store import QUERIES
from shared.contracts.lists import QueryStage

MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingQuery:
    """A query that waits for its answer or for the screening of it.

    `can_answer` says whether there is an access code; without one nobody answers. `question` is None while its words are
    still to come.
    """

    id: UUID
    impulse_id: UUID
    number: str
    title: str
    stage: QueryStage
    state: QueryState
    question: str | None
    reply: str | None
    remind_on: date
    reply_by: date
    has_contact: bool
    can_answer: bool
    may_be_published: bool


async def waiting_queries(connection: asyncpg.Connection) -> list[WaitingQuery]:
    """The first 200: answers to screen, then by their last day."""
    return await _load(connection, None)


async def waiting_query(connection: asyncpg.Connection, query_id: UUID) -> WaitingQuery:
    """One of them. Raises: QueryNotFound, also when the query has ended."""
    found = await _load(connection, query_id)
    if not found:
        raise QueryNotFound
    return found[0]


async def count_replies(connection: asyncpg.Connection) -> int:
    """How many answers wait for screening."""
    count: int = await connection.fetchval(QUERIES["count_replies"])
    return count


async def _load(connection: asyncpg.Connection, query_id: UUID | None) -> list[WaitingQuery]:
    return [
        WaitingQuery(
            id=row["query_id"],
            impulse_id=row["impulse_id"],
            number=row["number"],
            title=row["title"],
            stage=row["stage"],
            state=QueryState(row["state"]),
            question=row["question"],
            reply=row["reply"],
            remind_on=row["remind_on"],
            reply_by=row["reply_by"],
            has_contact=row["has_contact"],
            can_answer=row["can_answer"],
            may_be_published=row["may_be_published"],
        )
        for row in await connection.fetch(QUERIES["waiting_queries"], query_id, MOST)
    ]
