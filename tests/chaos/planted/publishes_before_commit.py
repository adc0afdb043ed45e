"""Publish before commit: what is to be told stands in the outbox before the change is durable.

Written by who gives the outbox a connection of its own, so that a slow insert holds no locks of the change: the relay sends
what a rollback or a crash then undoes.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

import asyncpg

from shared.messaging import unit_of_work
from shared.messaging.outbox import Outgoing, queue
from shared.messaging.transactions import ACQUIRE_SECONDS, Transactions


def plant() -> None:
    """The records are queued, and committed, on another connection of the pool."""
    pools: list[asyncpg.Pool] = []
    begin_with = Transactions.__init__

    def keep_pool(self: Transactions, pool: asyncpg.Pool, service: Any, wake: Callable[[], None]) -> None:
        pools.append(pool)
        begin_with(self, pool, service, wake)

    async def queue_at_once(connection: asyncpg.Connection, records: Sequence[Outgoing]) -> None:
        async with pools[-1].acquire(timeout=ACQUIRE_SECONDS) as pooled:
            await queue(cast("asyncpg.Connection", pooled), records)

    Transactions.__init__ = keep_pool  # type: ignore[method-assign]
    unit_of_work.queue = queue_at_once  # type: ignore[attr-defined]
