"""A connection to read from, for the time of one request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import asyncpg
from fastapi import Request

from services.reporting.place import place_of
from services.reporting.queries.states import enter_state
from shared.messaging.transactions import ACQUIRE_SECONDS, transaction
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings

QUERIES = load_queries(Path(__file__).parent / "sql")


@asynccontextmanager
async def reading(request: Request, seconds: float | None = None) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose queries all see one moment, for as long as the settings or `seconds` say; at the place of a state
    they read that state.

    Raises: StateUnknown, TimeoutError when none is free or not all is read in time, asyncpg's errors.
    """
    pool: asyncpg.Pool = request.app.state.pool
    settings: Settings = request.app.state.settings
    limit = settings.statement_seconds if seconds is None else seconds
    async with asyncio.timeout(limit), pool.acquire(timeout=ACQUIRE_SECONDS) as pooled:
        connection = cast("asyncpg.Connection", pooled)
        async with transaction(connection, reads_one_moment=True):
            day = place_of(request).day
            if day is not None:
                request.state.shown_state = await enter_state(connection, day)
            yield connection


async def known_place(request: Request) -> None:
    """Refuse the place of a state that is not kept, also for pages that read nothing. Raises: StateUnknown."""
    if place_of(request).day is not None:
        async with reading(request):
            pass


async def service_time(connection: asyncpg.Connection) -> datetime:
    """The time by the service's own clock, as everywhere: a test and the sample city may have set it.

    In a state it is the end of its day.
    """
    now: datetime = await connection.fetchval(QUERIES["now"])
    return now
