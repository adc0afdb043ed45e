"""2xx before the commit: the answer is on its way while the change is still to be written.

Written as a unit of work in a FastAPI dependency that yields: what stands after the `yield`, the commit, runs when the answer
has been sent. A crash in between loses what somebody was told is there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork


def plant() -> None:
    """A request's transaction, which is the one with a deadline, commits in the background; all others as before."""
    begin = Transactions.begin
    commits: set[asyncio.Task[bool | None]] = set()

    @asynccontextmanager
    async def begin_and_commit_later(
        self: Transactions, actor: str | None = None, *, statement_seconds: float | None = None
    ) -> AsyncIterator[UnitOfWork]:
        opened = begin(self, actor, statement_seconds=statement_seconds)
        if statement_seconds is None:
            async with opened as work:
                yield work
            return
        work = await opened.__aenter__()
        try:
            yield work
        except BaseException as error:
            await opened.__aexit__(type(error), error, error.__traceback__)
            raise
        commit = asyncio.create_task(opened.__aexit__(None, None, None))
        commits.add(commit)
        commit.add_done_callback(commits.discard)

    Transactions.begin = begin_and_commit_later  # type: ignore[method-assign]
