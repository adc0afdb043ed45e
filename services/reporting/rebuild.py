"""Builds all views anew from offset 0 beside the live ones, compares them row for row, and swaps."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.reporting.projector import TOPICS, Projector
from services.reporting.storage import BEFORE, LIVE, NEXT, SERVICE, TABLES, create_views, search_path
from shared.messaging.applier import Applier
from shared.messaging.guard import QUERIES, Guard, Positions
from shared.messaging.parking import ParkingPlace
from shared.messaging.records import Record
from shared.messaging.topics import create_topics
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings, secret_bytes

BATCH = 5_000
POLL_MILLISECONDS = 1_000

_LOCK = 0x52454255494C44  # one rebuild at a time; held by the session

Offsets = Mapping[TopicPartition, int]
Progress = Callable[[int, int], None]
"""Is told how many records of how many have been read."""


class RebuildRunning(Exception):
    """Two rebuilds at once would fill the same schema."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A view before and after: how many rows it has now, and how many stand on one side only."""

    view: str
    rows: int
    only_live: int
    only_rebuilt: int

    @property
    def identical(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.only_live == self.only_rebuilt == 0


async def rebuild(settings: Settings, progress: Progress) -> list[Comparison]:
    """Rebuild, compare and swap; the views that were served before stay in the schema `views_before`.

    The live projector waits only while the last records are caught up and both are compared.
    Raises: RebuildRunning, aiokafka's KafkaError, asyncpg's errors; the live views are then unchanged.
    """
    cluster_id = await create_topics(settings.kafka, settings.partitions, settings.replication)
    connection = await connect(settings)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning("another rebuild is running on these views; wait until it has ended")
        await create_views(connection, NEXT)
        async with _replay(settings, cluster_id) as replay:
            await replay.up_to(await replay.ends(), progress)
            async with connection.transaction():
                await replay.up_to(await _hold_live(connection, cluster_id), progress)
                compared = [await _compare(connection, view) for view in TABLES]
                await _swap(connection)
        return compared
    finally:
        await connection.close()


class _Replay:
    """Reads every topic from its beginning and applies it as the live projector does; bad records are parked here, too."""

    def __init__(self, consumer: AIOKafkaConsumer, applier: Applier) -> None:
        self._consumer = consumer
        self._applier = applier
        self._partitions = [TopicPartition(*place) for place in applier.positions.next_offsets]

    async def ends(self) -> Offsets:
        """Where each partition ends now."""
        ends: Offsets = await self._consumer.end_offsets(self._partitions)
        return ends

    async def up_to(self, ends: Offsets, progress: Progress) -> None:
        """Apply everything before these offsets, and nothing after them."""
        total = sum(ends.values())
        while await self._read_so_far(ends) < total:
            found = await self._consumer.getmany(timeout_ms=POLL_MILLISECONDS, max_records=BATCH)
            records = [
                Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, tuple(raw.headers), raw.timestamp)
                for partition, raws in found.items()
                for raw in raws
                if raw.offset < ends.get(partition, 0)
            ]
            if records:
                await self._applier.take(records)
            progress(await self._read_so_far(ends), total)

    async def _read_so_far(self, ends: Offsets) -> int:
        """How many offsets before the ends lie behind the reader, which is put back where it has read too far.

        A compacted record leaves its offset behind, so the reader's position counts, not the last record's.
        """
        read = 0
        for partition, end in ends.items():
            position: int = await self._consumer.position(partition)
            if position > end:
                self._consumer.seek(partition, end)
            read += min(position, end)
        return read


@asynccontextmanager
async def _replay(settings: Settings, cluster_id: str) -> AsyncIterator[_Replay]:
    pool = await open_pool(settings, search_path(NEXT))
    consumer = AIOKafkaConsumer(
        *TOPICS, bootstrap_servers=settings.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        partitions = sorted(consumer.assignment())
        await consumer.seek_to_beginning(*partitions)
        transactions = Transactions(pool, SERVICE, _nobody)
        async with transactions.begin() as work:
            rows = await work.connection.fetch(
                QUERIES["load_offsets"],
                SERVICE,
                cluster_id,
                [p.topic for p in partitions],
                [p.partition for p in partitions],
            )
        positions = Positions(cluster_id, {(row["topic"], row["partition"]): row["next_offset"] for row in rows})
        parking = ParkingPlace(SERVICE, SERVICE, secret_bytes(settings.secrets.parked), dead_letters=False)
        yield _Replay(consumer, Applier(Guard(SERVICE, Projector(), parking), transactions, positions))
    finally:
        await consumer.stop()
        await pool.close()


def _nobody() -> None:
    """A rebuild queues nothing, so no relay is woken."""


async def _hold_live(connection: asyncpg.Connection, cluster_id: str) -> Offsets:
    """The live projector's offsets, locked: it cannot commit before the swap."""
    rows = await connection.fetch(
        f"SELECT topic, partition, next_offset FROM {LIVE}.consumer_offsets WHERE cluster_id = $1 FOR UPDATE",  # noqa: S608
        cluster_id,
    )
    return {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def _compare(connection: asyncpg.Connection, view: str) -> Comparison:
    row = await connection.fetchrow(
        f"""
        SELECT
            (SELECT count(*) FROM {NEXT}.{view}) AS rows,
            (SELECT count(*) FROM (SELECT * FROM {LIVE}.{view} EXCEPT ALL SELECT * FROM {NEXT}.{view}) AS lost) AS lost,
            (SELECT count(*) FROM (SELECT * FROM {NEXT}.{view} EXCEPT ALL SELECT * FROM {LIVE}.{view}) AS new) AS new
        """  # noqa: S608 - schema and view are constants of ours
    )
    assert row is not None
    return Comparison(view, row["rows"], row["lost"], row["new"])


async def _swap(connection: asyncpg.Connection) -> None:
    await connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
    await connection.execute(f"ALTER SCHEMA {LIVE} RENAME TO {BEFORE}")
    await connection.execute(f"ALTER SCHEMA {NEXT} RENAME TO {LIVE}")
