"""Which state of the views is served: what is rendered from one stays right until its rows change."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple, cast

import asyncpg

from shared.contracts.days import CITY_TIME
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

TRUSTED_SECONDS: Final = 0.05
ASK_SECONDS: Final = 0.5
BATCHES: Final = 100
"""So many changes are remembered, as the table `changed_rows` keeps them."""


class Surroundings(NamedTuple):
    """What every answer depends on: which schema, which states of earlier days, what is parked, and the day in the city."""

    projection: int
    states: int
    parked: int
    incomplete_since: datetime | None
    today: date


class Version(NamedTuple):
    """A state of the views: the surroundings, and the number of the last batch that changed rows."""

    surroundings: Surroundings
    batch: int


class ProjectionVersion:
    """The version of the views, asked for at most every 50 ms, by one request for all that wait.

    So a change is seen at most 50 ms after its commit, whoever made it: this process, another replica, a rebuild or an
    operator's command.
    """

    def __init__(self, pool: Callable[[], asyncpg.Pool], trusted_seconds: float = TRUSTED_SECONDS) -> None:
        self.trusted_seconds = trusted_seconds
        self._pool = pool
        self._version: Version | None = None
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[Version | None] | None = None
        self._changes: OrderedDict[int, frozenset[str] | None] = OrderedDict()

    @property
    def incomplete_since(self) -> datetime | None:
        """Since when a record could not be read and lacks in the views; None while all of them are there."""
        return None if self._version is None else self._version.surroundings.incomplete_since

    def known(self) -> Version | None:
        """The version, if it was learned lately."""
        return self._version if self._is_fresh() else None

    async def ask(self) -> Version | None:
        """The version now; None while the database does not tell it at once. Whoever asks meanwhile gets the same answer."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._learn(), name="ask for the version of the views")
        return await asyncio.shield(self._asking)

    async def _learn(self) -> Version | None:
        try:
            self._version = await self._fetch(None if self._version is None else self._version.batch)
            self._asked_at = monotonic()
            return self._version
        finally:
            self._asking = None

    def changed_since(self, version: Hashable) -> Collection[str] | None:
        """The impulses that have changed between that version and the last one learned; None where anything may have."""
        now = self._version
        if now is None or not isinstance(version, Version) or version.surroundings != now.surroundings:
            return None
        found: set[str] = set()
        for batch in range(version.batch + 1, now.batch + 1):
            rows = self._changes.get(batch)
            if rows is None:
                return None
            found |= rows
        return found

    def _is_fresh(self) -> bool:
        return monotonic() - self._asked_at < self.trusted_seconds

    async def _fetch(self, since: int | None) -> Version | None:
        try:
            async with asyncio.timeout(ASK_SECONDS), self._pool().acquire() as pooled:
                rows = await _ask(cast("asyncpg.Connection", pooled), since)
        except DATABASE_ERRORS:
            return None
        if self._version is not None and self._version.surroundings.projection != rows[0]["projection"]:
            self._changes.clear()  # another schema counts its own batches
        for row in rows:
            if row["batch"] is not None:
                self._changes[row["batch"]] = None if row["rows"] is None else frozenset(row["rows"])
        while len(self._changes) > BATCHES:
            self._changes.popitem(last=False)
        row = rows[0]
        surroundings = Surroundings(
            row["projection"], row["states"], row["parked"], row["incomplete_since"], row["today"]
        )
        return Version(surroundings, row["number"])


async def _ask(connection: asyncpg.Connection, since: int | None) -> list[asyncpg.Record]:
    """Give the connection up where the server does not answer: giving it back would wait for that answer."""
    try:
        return await connection.fetch(QUERIES["projection_version"], since, CITY_TIME.key)
    except BaseException:
        connection.terminate()
        raise
