"""Builds all views anew from offset 0 beside the live ones, compares them row for row, and swaps."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import asyncpg
from aiokafka import TopicPartition

from services.reporting.projector import TOPICS, Projector
from services.reporting.storage import BEFORE, LIVE, NEXT, SERVICE, TABLES, create_indexes, create_views, search_path
from shared.messaging.applier import Applier
from shared.messaging.guard import QUERIES, Guard, Positions
from shared.messaging.parking import ParkingPlace
from shared.messaging.reading_ahead import ReadBatch, ReadingAhead
from shared.messaging.topics import create_topics
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings, secret_bytes

BATCH = 20_000
FETCH_BYTES = 4_000_000
"""Of each topic: the more there is at once, the more of a life is folded before its row is written."""
POLL_MILLISECONDS = 1_000

_LOCK = 0x52454255494C44  # one rebuild at a time; held by the session

T = TypeVar("T")
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
    cluster_id = await create_topics(settings.kafka, settings.partitions, settings.replication, TOPICS)
    connection = await connect(settings)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning("another rebuild is running on these views; wait until it has ended")
        await create_views(connection, NEXT, indexed=False)
        async with _replay(settings, cluster_id) as replay:
            await replay.up_to(await replay.ends(), progress)
            await create_indexes(connection, NEXT)
            async with connection.transaction():
                await replay.up_to(await _hold_live(connection, cluster_id), progress)
                compared = [await _compare(connection, view) for view in TABLES]
                await _swap(connection)
        return compared
    finally:
        await connection.close()


class _Replay:
    """Reads every topic from its beginning and applies it as the live projector does; bad records are parked here, too.

    One partition number after the other, the same of all topics at once: together they tell whole lives of impulses, so
    most rows are written only once or twice. What is read at once bounds the memory.
    """

    def __init__(self, consumer: ReadingAhead, applier: Applier) -> None:
        self._consumer = consumer
        self._applier = applier
        self._partitions = [TopicPartition(*place) for place in applier.positions.next_offsets]

    async def ends(self) -> Offsets:
        """Where each partition ends now."""
        ends: Offsets = await self._consumer.end_offsets(self._partitions)
        return ends

    async def up_to(self, ends: Offsets, progress: Progress) -> None:
        """Apply everything before these offsets, and nothing after them."""
        done, total = 0, sum(ends.values())
        for number in sorted({place.partition for place in ends}):
            some = {place: end for place, end in ends.items() if place.partition == number}
            self._consumer.assign(list(some))
            for place in some:
                self._consumer.seek(place, self._applier.positions.next_offsets[place.topic, place.partition])
            async with aclosing(_one_ahead(self._batches(some))) as batches:
                async for batch, read in batches:
                    if batch.records:
                        await self._applier.take(batch.records, told=batch.told or None)
                    progress(done + read, total)
            done += sum(some.values())
        progress(done, total)

    async def _batches(self, ends: Offsets) -> AsyncIterator[tuple[ReadBatch, int]]:
        """The records before these offsets, each time with how many offsets lie behind the reader."""
        total, read = sum(ends.values()), await self._read_so_far(ends)
        while read < total:
            batch = ReadBatch([], [])
            while read < total and len(batch.records) < BATCH:
                found = await self._consumer.next_batch(POLL_MILLISECONDS, BATCH - len(batch.records))
                batch.records.extend(found.records)
                batch.told.extend(found.told)
                read = await self._read_so_far(ends)
            yield _before(ends, batch), read

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


async def _one_ahead(batches: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The same ones; the next is fetched while one is in use."""
    following = asyncio.ensure_future(anext(batches, None))
    try:
        while (batch := await following) is not None:
            following = asyncio.ensure_future(anext(batches, None))
            yield batch
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def _before(ends: Offsets, batch: ReadBatch) -> ReadBatch:
    """The part of the batch that lies before these offsets."""
    known = {(place.topic, place.partition): end for place, end in ends.items()}
    records = [each for each in batch.records if each.offset < known[each.topic, each.partition]]
    return batch if len(records) == len(batch.records) else ReadBatch(records, [])


@asynccontextmanager
async def _replay(settings: Settings, cluster_id: str) -> AsyncIterator[_Replay]:
    pool = await open_pool(settings, search_path(NEXT), can_be_made_again=True)
    parking = ParkingPlace(SERVICE, SERVICE, secret_bytes(settings.secrets.parked), dead_letters=False)
    guard = Guard(SERVICE, Projector(), parking)
    consumer = ReadingAhead(
        *TOPICS,
        read=guard.read,
        bootstrap_servers=settings.kafka,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    try:
        await consumer.start()
        partitions = sorted(consumer.assignment())
        consumer.unsubscribe()
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
        yield _Replay(consumer, Applier(guard, transactions, positions))
    finally:
        await consumer.stop()
        await pool.close()


def _nobody() -> None:
    """A rebuild queues nothing, so no relay is woken."""


async def _hold_live(connection: asyncpg.Connection, cluster_id: str) -> Offsets:
    """The live projector's offsets, locked: its next batch waits, and then finds the new views under the old name.

    Rows alone must not be locked: a batch that waits for a row has looked up the tables already, and would go on in those
    of before.
    """
    await connection.execute(f"LOCK TABLE {LIVE}.consumer_offsets IN EXCLUSIVE MODE")
    rows = await connection.fetch(
        f"SELECT topic, partition, next_offset FROM {LIVE}.consumer_offsets WHERE cluster_id = $1",  # noqa: S608
        cluster_id,
    )
    return {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}


_PARTS = "impulse_parts"
_PARTS_AS_WRITTEN = """
    impulse_id, impulse::text AS impulse, assessment::text AS assessment, measure::text AS measure, texts::text AS texts,
    status_parts::text AS status_parts
"""
# In any order of the names, and without what is left of erased texts: Kafka drops tombstones after a while, and a rebuild
# knows of those no more.
_PARTS_AS_SHOWN = """
    impulse_id, impulse::jsonb, assessment::jsonb, measure::jsonb, status_parts::jsonb,
    (SELECT jsonb_object_agg(name, text) FROM jsonb_each(texts::jsonb) AS each (name, text) WHERE text ? 'kind')
"""


async def _compare(connection: asyncpg.Connection, view: str) -> Comparison:
    written, shown = (_PARTS_AS_WRITTEN, _PARTS_AS_SHOWN) if view == _PARTS else ("*", "*")
    row = await connection.fetchrow(
        f"""
        WITH only_live AS (
            SELECT {written} FROM {LIVE}.{view} EXCEPT ALL SELECT {written} FROM {NEXT}.{view}
        ), only_next AS (
            SELECT {written} FROM {NEXT}.{view} EXCEPT ALL SELECT {written} FROM {LIVE}.{view}
        ), shown_live AS (
            SELECT {shown} FROM only_live
        ), shown_next AS (
            SELECT {shown} FROM only_next
        )
        SELECT
            (SELECT count(*) FROM {NEXT}.{view}) AS rows,
            (SELECT count(*) FROM (SELECT * FROM shown_live EXCEPT ALL SELECT * FROM shown_next) AS lost) AS lost,
            (SELECT count(*) FROM (SELECT * FROM shown_next EXCEPT ALL SELECT * FROM shown_live) AS new) AS new
        """  # noqa: S608 - schema and view are constants of ours
    )
    assert row is not None
    return Comparison(view, row["rows"], row["lost"], row["new"])


async def _swap(connection: asyncpg.Connection) -> None:
    await connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
    await connection.execute(f"ALTER SCHEMA {LIVE} RENAME TO {BEFORE}")
    await connection.execute(f"ALTER SCHEMA {NEXT} RENAME TO {LIVE}")
