"""All rows that fit a filter, for files: read in batches, so that memory stays bounded however many there are."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg

from services.reporting.queries.find_row import kept_row
from services.reporting.queries.list_impulses import Filter, beginnings, narrowed
from services.reporting.views.impulse import ImpulseRow
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

ROWS_AT_ONCE: Final = 50
"""With their texts some 100 KB and some milliseconds; the service answers others in between."""


async def export_rows(connection: asyncpg.Connection, chosen: Filter) -> AsyncIterator[list[ImpulseRow]]:
    """The listed impulses that fit, in the order of their numbers; the connection must be in a transaction."""
    if chosen.text is None:
        query, given = QUERIES["export_impulses"], [*narrowed(chosen), chosen.number]
    else:
        query, given = QUERIES["export_found"], [*narrowed(chosen), chosen.text, beginnings(chosen.text)]
    # Sorting would first write all parts of all rows to disk; along the index of numbers they come as they are read.
    await connection.execute("SET LOCAL enable_sort = off")
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    cursor = await connection.cursor(query, *given)
    while rows := await cursor.fetch(ROWS_AT_ONCE):
        yield [kept_row(row) for row in rows]


async def last_change(connection: asyncpg.Connection) -> datetime | None:
    """When anything of the public list changed last; None while it is empty."""
    changed: datetime | None = await connection.fetchval(QUERIES["last_change"])
    return changed
