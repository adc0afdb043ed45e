"""The table of queries to submitters: nothing else reads or writes it.

Whoever changes a query locks the status of its impulse first, so that nobody waits for each other in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import QueryNotFound
from services.ideas.domain.query import Query, QueryState
from services.ideas.store import QUERIES, lock_statuses
from shared.contracts.assessments import QueryRequested
from shared.contracts.lists import QueryStage
from shared.contracts.status import StatusParts
from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class EndedQuery:
    """A query that ended without an answer."""

    id: UUID
    impulse_id: UUID
    stage: QueryStage


async def insert_query(work: UnitOfWork, fact: QueryRequested, remind_on: date) -> None:
    """Keep a query that evaluation asks for."""
    await work.connection.execute(
        QUERIES["insert_query"],
        fact.query_id,
        fact.impulse_id,
        fact.case_id,
        fact.stage,
        remind_on,
        fact.reply_by,
        fact.text.text_id,
    )


async def lock_query(work: UnitOfWork, query_id: UUID) -> tuple[Query, StatusParts]:
    """The query with the status of its impulse, both locked until commit. Raises: QueryNotFound."""
    impulse_id = await work.connection.fetchval("SELECT impulse_id FROM queries WHERE query_id = $1", query_id)
    if impulse_id is None:
        raise QueryNotFound
    parts = await lock_statuses(work, [impulse_id])
    row = await work.connection.fetchrow(QUERIES["lock_query"], query_id)
    assert row is not None
    query = Query(
        id=row["query_id"],
        impulse_id=row["impulse_id"],
        stage=row["stage"],
        state=QueryState(row["state"]),
        reply_by=row["reply_by"],
        reply=row["reply"],
        may_be_published=row["may_be_published"],
    )
    return query, parts[impulse_id]


async def keep_reply(work: UnitOfWork, query_id: UUID, reply: str, may_be_published: bool) -> None:
    """Keep what the submitter wrote until it is screened."""
    await work.connection.execute(QUERIES["keep_reply"], query_id, reply, may_be_published)


async def keep_answer(work: UnitOfWork, query_id: UUID, answer: Text) -> None:
    """Keep that the answer was passed on; what the submitter wrote goes."""
    await work.connection.execute(QUERIES["keep_answer"], query_id, answer.text_id, answer.text_version)


async def refuse_reply(work: UnitOfWork, query_id: UUID, reason: str) -> None:
    """Ask for another answer, and tell why."""
    await work.connection.execute(QUERIES["refuse_reply"], query_id, reason)


async def end_queries(
    work: UnitOfWork, rows: Sequence[asyncpg.Record], states: Sequence[QueryState]
) -> list[EndedQuery]:
    """End those of these rows (`query_id`, `impulse_id`) that are in one of the states, without an answer."""
    if not rows:
        return []
    await lock_statuses(work, sorted({row["impulse_id"] for row in rows}))
    ended = await work.connection.fetch(QUERIES["end_queries"], [row["query_id"] for row in rows], list(states))
    return [EndedQuery(row["query_id"], row["impulse_id"], row["stage"]) for row in ended]
