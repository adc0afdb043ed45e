"""A connection to read from, for the time of one request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg
from fastapi import Request

from shared.messaging.transactions import ACQUIRE_SECONDS, transaction
from shared.runtime.settings import Settings


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose queries all see one moment.

    Raises: TimeoutError when none is free or not all is read in time, asyncpg's errors.
    """
    pool: asyncpg.Pool = request.app.state.pool
    settings: Settings = request.app.state.settings
    async with asyncio.timeout(settings.statement_seconds), pool.acquire(timeout=ACQUIRE_SECONDS) as pooled:
        connection = cast("asyncpg.Connection", pooled)
        async with transaction(connection, reads_one_moment=True):
            yield connection
