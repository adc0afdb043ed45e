"""The row of an impulse as the views keep it, listed or not."""

from pathlib import Path
from uuid import UUID

import asyncpg

from services.reporting.views.impulse import ImpulseRow
from shared.contracts.status import StatusParts
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


async def find_row(connection: asyncpg.Connection, impulse_id: UUID) -> ImpulseRow | None:
    """The row, or None where no topic has spoken of this impulse yet. Not for public answers: those ask for listed ones."""
    row = await connection.fetchrow(QUERIES["find_row"], impulse_id)
    return None if row is None else kept_row(row)


def kept_row(row: asyncpg.Record) -> ImpulseRow:
    """The parts of a row as they are folded."""
    return ImpulseRow(
        row["impulse"], row["assessment"], row["measure"], row["texts"], StatusParts.from_json(row["status_parts"])
    )
