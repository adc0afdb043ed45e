"""A connection to read from, for the time of one request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg
from fastapi import Request

ACQUIRE_SECONDS = 2.0


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[asyncpg.Connection]:
    """A connection whose queries all see one moment.

    Raises: TimeoutError when none is free in time, asyncpg's errors.
    """
    pool: asyncpg.Pool = request.app.state.pool
    async with (
        pool.acquire(timeout=ACQUIRE_SECONDS) as pooled,
        pooled.transaction(isolation="repeatable_read", readonly=True),
    ):
        yield cast("asyncpg.Connection", pooled)
