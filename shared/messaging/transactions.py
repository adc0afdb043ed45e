"""Opens units of work: the one place that begins and commits a transaction."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

import asyncpg

from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.settings import ServiceName

ACQUIRE_SECONDS = 1.5
ROLLBACK_SECONDS = 0.25
"""A server that needs longer is gone for this request; its connection is given up."""

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InternalClientError,  # the connection was lost in the moment of the call
)

_BEGIN = """
SELECT service_now()
FROM set_config('statement_timeout', coalesce($1::integer::text, current_setting('statement_timeout')), true)
"""


def database_is_away(error: Exception) -> bool:
    """Whether the database, not what was asked of it, is the cause: restarting, unreachable, full, or not the primary.

    asyncpg has one InterfaceError for a closed connection and for wrong use or values that do not fit their type.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return "clos" in str(error)
    return isinstance(error, _AWAY) and not isinstance(error, asyncpg.QueryCanceledError)


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

        `statement_seconds` bounds the whole of it, from the wait for a connection to the commit, and each of its calls in
        the server, too; without it the pool's limit holds for each call.
        Raises: TimeoutError when that time is over or no connection is free in time, asyncpg's errors.
        """
        queued = False
        async with (
            asyncio.timeout(statement_seconds),
            self._pool.acquire(timeout=ACQUIRE_SECONDS) as pooled,
        ):
            connection = cast("asyncpg.Connection", pooled)
            async with transaction(connection):
                now = await connection.fetchval(
                    _BEGIN, None if statement_seconds is None else int(statement_seconds * 1000)
                )
                work = UnitOfWork(connection, self._service, now, actor)
                yield work
                queued = await work.flush()
        if queued:
            self._wake()


@asynccontextmanager
async def transaction(connection: asyncpg.Connection, *, reads_one_moment: bool = False) -> AsyncIterator[None]:
    """A transaction that ends soon after its block, also where the database no longer answers.

    With `reads_one_moment` all its queries see the same state, and it cannot write.

    asyncpg's own waits a whole command timeout for the ROLLBACK: a request past its deadline would hang on. Where not even
    the beginning was answered, the connection is given up, or giving it back would wait for that answer.
    """
    started = (
        connection.transaction(isolation="repeatable_read", readonly=True)
        if reads_one_moment
        else connection.transaction()
    )
    try:
        await started.start()
        yield
    except BaseException:
        await _roll_back(connection, started)
        raise
    await started.commit()


async def _roll_back(connection: asyncpg.Connection, started: asyncpg.transaction.Transaction) -> None:
    try:
        async with asyncio.timeout(ROLLBACK_SECONDS):
            await started.rollback()
    except DATABASE_ERRORS:
        with suppress(asyncpg.InterfaceError):  # the pool takes a lost connection back by itself
            connection.terminate()
