"""Commit without outbox: the change commits first, what is to be told is queued in a second transaction.

Written by who wants to queue nothing that a rollback undoes: a crash between the two leaves a change that nobody is told.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg

from shared.messaging.outbox import queue
from shared.messaging.transactions import ACQUIRE_SECONDS, Transactions
from shared.messaging.unit_of_work import UnitOfWork


def plant() -> None:
    """Only the journal is written in the transaction of the change."""
    begin = Transactions.begin

    @asynccontextmanager
    async def begin_and_queue(
        self: Transactions, actor: str | None = None, *, statement_seconds: float | None = None
    ) -> AsyncIterator[UnitOfWork]:
        async with begin(self, actor, statement_seconds=statement_seconds) as work:
            yield work
        if work._records:
            async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as pooled:
                await queue(cast("asyncpg.Connection", pooled), work._records)
            self._wake()

    async def write_journal(self: UnitOfWork) -> bool:
        if self._entries:
            self._records += await self._append_entries()
        return False

    Transactions.begin = begin_and_queue  # type: ignore[method-assign]
    UnitOfWork.flush = write_journal  # type: ignore[method-assign]
