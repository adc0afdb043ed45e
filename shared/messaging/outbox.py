"""Records on their way to Kafka, stored in the transaction of the change that they announce."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to publish. `key` is Kafka's key; `partition_key` decides the partition; a value of None erases the key."""

    topic: str
    key: str
    partition_key: str
    headers: Sequence[tuple[str, bytes]]
    value: bytes | None


async def queue(connection: asyncpg.Connection, records: Sequence[Outgoing]) -> None:
    """Store the records in the order given, in the caller's transaction; the relay publishes them after its commit."""
    await connection.execute(
        QUERIES["queue_records"],
        [record.topic for record in records],
        [record.key for record in records],
        [record.partition_key for record in records],
        [{name: value.decode() for name, value in record.headers} for record in records],
        [record.value for record in records],
    )
