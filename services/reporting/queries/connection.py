"""A connection to read from, for the time of one request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg
from fastapi import Request

from shared.messaging.transactions import ACQUIRE_SECONDS, transaction


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose queries all see one moment.

    Raises: TimeoutError when none is free in time, asyncpg's errors.
    """
    pool: asyncpg.Pool = request.app.state.pool
    async with pool.acquire(timeout=ACQUIRE_SECONDS) as pooled:
        connection = cast("asyncpg.Connection", pooled)
        async with transaction(connection, reads_one_moment=True):
            yield connection
