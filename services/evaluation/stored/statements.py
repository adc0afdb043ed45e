"""The table of statements: nothing else reads or writes it."""

from uuid import UUID

import asyncpg

from services.evaluation.domain.errors import StatementUnknown
from services.evaluation.domain.statements import Statement, StatementState
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


async def insert_statement(work: UnitOfWork, case_id: UUID, statement: Statement) -> None:
    """Keep a request."""
    await work.connection.execute(
        QUERIES["insert_statement"],
        statement.id,
        case_id,
        statement.unit,
        list(statement.criteria),
        statement.question,
        statement.due_on,
        statement.state,
    )


async def load_statements(connection: asyncpg.Connection, case_id: UUID) -> tuple[Statement, ...]:
    """All statements of a case, the oldest request first."""
    return tuple(_statement(row) for row in await connection.fetch(QUERIES["load_statements"], case_id))


async def load_statement(connection: asyncpg.Connection, case_id: UUID, statement_id: UUID) -> Statement:
    """One of them. Raises: StatementUnknown."""
    for statement in await load_statements(connection, case_id):
        if statement.id == statement_id:
            return statement
    raise StatementUnknown


async def save_statement(work: UnitOfWork, statement: Statement) -> None:
    """Keep what became of a request."""
    await work.connection.execute(
        QUERIES["save_statement"], statement.id, statement.state, statement.text, dict(statement.remarks)
    )


def _statement(row: asyncpg.Record) -> Statement:
    return Statement(
        id=row["statement_id"],
        unit=row["unit"],
        criteria=tuple(row["criteria"]),
        question=row["question"],
        due_on=row["due_on"],
        state=StatementState(row["state"]),
        text=row["answer"],
        remarks=row["remarks"],
    )
