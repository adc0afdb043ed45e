"""Opens units of work: the one place that begins and commits a transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import asyncpg

from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import ServiceName

ACQUIRE_SECONDS = 2.0

_BEGIN = """
SELECT service_now()
FROM set_config('statement_timeout', coalesce($1::integer::text, current_setting('statement_timeout')), true)
"""


class Transactions:
    """Transactions of one service on its pool; whatever a unit of work has queued wakes the relay after the commit."""

    def __init__(self, pool: asyncpg.Pool, service: ServiceName, wake: Callable[[], None]) -> None:
        self._pool = pool
        self._service: ServiceName = service
        self._wake = wake

    @asynccontextmanager
    async def begin(
        self, actor: str | None = None, *, statement_seconds: float | None = None
    ) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed when the block ends, rolled back when it raises.

        `statement_seconds` bounds each database call, waiting for locks included; without it the pool's limit holds.
        Raises: TimeoutError when no connection is free in time, asyncpg's errors.
        """
        queued = False
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as pooled, pooled.transaction():
            connection = cast("asyncpg.Connection", pooled)
            now = await connection.fetchval(
                _BEGIN, None if statement_seconds is None else int(statement_seconds * 1000)
            )
            work = UnitOfWork(connection, self._service, now, actor)
            yield work
            queued = await work.flush()
        if queued:
            self._wake()
