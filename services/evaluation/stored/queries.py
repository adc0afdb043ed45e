"""The table of queries to submitters: nothing else reads or writes it."""

from uuid import UUID

import asyncpg

from services.evaluation.domain.query import Query, QueryState
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


async def load_queries(connection: asyncpg.Connection, case_id: UUID) -> tuple[Query, ...]:
    """The queries of a case, the oldest first."""
    return tuple(
        Query(
            id=row["query_id"],
            state=QueryState(row["state"]),
            stage=row["stage"],
            may_be_published=row["may_be_published"],
            reply_by=row["reply_by"],
            question=row["question"],
            answer=row["answer"],
            answer_to_come=row["answer_to_come"],
        )
        for row in await connection.fetch(QUERIES["load_queries"], case_id)
    )


async def case_of_query(connection: asyncpg.Connection, query_id: UUID) -> UUID | None:
    """The case from which the query was asked, None for a query of somebody else."""
    case_id: UUID | None = await connection.fetchval("SELECT case_id FROM queries WHERE query_id = $1", query_id)
    return case_id


async def insert_query(work: UnitOfWork, case_id: UUID, query: Query, question_id: UUID) -> None:
    """Keep a new query; its words are the text with that id."""
    await work.connection.execute(
        QUERIES["insert_query"],
        query.id,
        case_id,
        query.reply_by,
        question_id,
        query.stage,
    )


async def save_end(
    work: UnitOfWork, query_id: UUID, state: QueryState, answer_id: UUID | None, *, may_be_published: bool
) -> None:
    """Keep how a query ended; its answer, if there is one, is the text with that id."""
    await work.connection.execute(QUERIES["end_query"], query_id, state, answer_id, may_be_published)


async def publishable_hearing(connection: asyncpg.Connection, case_id: UUID) -> str | None:
    """What the submitter had to say about a rejection, if it may be printed beside the decision and is here."""
    words: str | None = await connection.fetchval(QUERIES["publishable_hearing"], case_id)
    return words
