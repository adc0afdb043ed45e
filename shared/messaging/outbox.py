"""Records on their way to Kafka, stored in the transaction of the change that they announce."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import asyncpg

from shared.messaging.horizon import Horizon
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")
MOST_RECORDS = 2_000
MOST_BYTES = 8_000_000
"""Of the values that are read at once, but for the last one: bounds the relay's memory."""
RECORDS_UNTIL_HORIZON = 4_000
"""So many are read until the horizon moves."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to publish. `key` is Kafka's key; `partition_key` decides the partition; a value of None erases the key."""

    topic: str
    key: str
    partition_key: str
    headers: Mapping[str, str]
    value: bytes | None


async def queue(connection: asyncpg.Connection, records: Sequence[Outgoing]) -> None:
    """Store the records in the order given, in the caller's transaction; the relay publishes them after its commit."""
    await connection.execute(
        QUERIES["queue_records"],
        [record.topic for record in records],
        [record.key for record in records],
        [record.partition_key for record in records],
        [record.headers for record in records],
        [record.value for record in records],
    )


class Outbox:
    """The outbox as the relay sees it that holds these slots.

    The connection's own limit is the deadline of every call. Raises: what asyncpg raises, TimeoutError.
    """

    def __init__(self, connection: asyncpg.Connection, slots: Sequence[int]) -> None:
        self._connection = connection
        self._slots = list(slots)
        self._acknowledged: list[int] = []
        self._horizon = Horizon()
        self._found = 0
        self._answered = float("-inf")

    @property
    def after(self) -> int:
        """Looks begin after this position."""
        return self._horizon.position

    def silent_seconds(self) -> float:
        """Since something was asked that the session has answered: at most so long ago it has ended, and its locks with it."""
        return monotonic() - self._answered

    def acknowledged(self, positions: Collection[int]) -> None:
        """Kafka has these records: they are deleted together with the next look."""
        self._acknowledged += positions

    async def next(self, on_their_way: Collection[int]) -> list[asyncpg.Record]:
        """The oldest records but those on their way, in order."""
        asked, acknowledged = monotonic(), list(self._acknowledged)
        if self._found >= RECORDS_UNTIL_HORIZON:
            row = await self._connection.fetchrow(QUERIES["outbox_horizon"])
            assert row is not None
            self._horizon.note(row)
            self._found = 0
        rows: list[asyncpg.Record] = await self._connection.fetch(
            QUERIES["next_records"],
            acknowledged,
            on_their_way,
            self._slots,
            MOST_RECORDS,
            MOST_BYTES,
            self.after,
        )
        self._answered = asked
        del self._acknowledged[: len(acknowledged)]  # others may have been acknowledged meanwhile
        self._found += len(rows)
        self._horizon.looked(rows[-1]["position"] if rows else None)
        return rows

    async def delete_acknowledged(self) -> None:
        """Delete what is still to be deleted, without looking for more."""
        if self._acknowledged:
            await self._connection.execute("DELETE FROM outbox WHERE position = ANY($1::bigint[])", self._acknowledged)
            self._acknowledged = []

    async def park(self, position: int, reason: str) -> None:
        """Kafka will never take this record: its key waits until an operator decides."""
        await self._connection.execute("UPDATE outbox SET parked_reason = $2 WHERE position = $1", position, reason)
        self._horizon.forget()

    async def still_there(self) -> None:
        """Ask for a sign of life: a session that has ended holds its slots no longer."""
        asked = monotonic()
        await self._connection.fetchval("SELECT 1")
        self._answered = asked
