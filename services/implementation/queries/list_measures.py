"""Measures page by page, for programs."""

from uuid import UUID

import asyncpg

from services.implementation.store import QUERIES, ShownMeasure

PAGE = 50


async def list_measures(
    connection: asyncpg.Connection, impulse_id: UUID | None, after: UUID | None
) -> tuple[list[ShownMeasure], UUID | None]:
    """Measures (of one impulse) in the order of planning, and where the next page begins."""
    rows = await connection.fetch(QUERIES["list_measures"], impulse_id, after, PAGE + 1)
    page = [ShownMeasure(**row) for row in rows[:PAGE]]
    return page, page[-1].measure_id if len(rows) > PAGE else None
