"""Which state of the views is served: what is rendered from one stays right until it changes."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import cast

import asyncpg

from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

TRUSTED_SECONDS = 0.25
ASK_SECONDS = 0.5

Version = tuple[int, int, int]


class ProjectionVersion:
    """The version of the views, asked for at most every quarter of a second, and after each batch of this process.

    So the own projector's changes are seen by the next request; those of another replica, a rebuild or an operator's
    command up to a quarter of a second later.
    """

    def __init__(self, pool: Callable[[], asyncpg.Pool], progress: Callable[[], object]) -> None:
        """`progress` gives another object after each commit of the projector in this process."""
        self._pool = pool
        self._progress = progress
        self._version: Version | None = None
        self._asked_at = float("-inf")
        self._asked_after: object = None
        self._asking = asyncio.Lock()

    def known(self) -> Version | None:
        """The version, if it was learned lately and this process has applied nothing since."""
        return self._version if self._is_fresh() else None

    async def ask(self) -> Version | None:
        """The version now; None while the database does not tell it at once."""
        async with self._asking:
            if not self._is_fresh():
                after = self._progress()
                self._version = await self._fetch()
                self._asked_after, self._asked_at = after, monotonic()
            return self._version

    def _is_fresh(self) -> bool:
        return monotonic() - self._asked_at < TRUSTED_SECONDS and self._progress() is self._asked_after

    async def _fetch(self) -> Version | None:
        try:
            async with asyncio.timeout(ASK_SECONDS), self._pool().acquire() as pooled:
                row = await _ask(cast("asyncpg.Connection", pooled))
        except DATABASE_ERRORS:
            return None
        return row["projection"], row["applied"], row["parked"]


async def _ask(connection: asyncpg.Connection) -> asyncpg.Record:
    """Give the connection up where the server does not answer: giving it back would wait for that answer."""
    try:
        row = await connection.fetchrow(QUERIES["projection_version"])
    except BaseException:
        connection.terminate()
        raise
    assert row is not None
    return row
