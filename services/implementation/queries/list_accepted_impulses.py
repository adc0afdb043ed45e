"""Accepted impulses page by page, for programs."""

from uuid import UUID

import asyncpg

from services.implementation.store import QUERIES, ShownImpulse

PAGE = 50


async def list_accepted_impulses(
    connection: asyncpg.Connection, after: UUID | None
) -> tuple[list[ShownImpulse], UUID | None]:
    """Accepted impulses in the order of arrival, with or without measures, and where the next page begins."""
    rows = await connection.fetch(QUERIES["list_accepted_impulses"], after, PAGE + 1)
    page = [ShownImpulse.read(row) for row in rows[:PAGE]]
    return page, page[-1].impulse_id if len(rows) > PAGE else None
