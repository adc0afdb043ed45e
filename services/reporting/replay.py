"""Reads topics from where a schema of views stands, and applies them to it as the live projector does."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

from aiokafka import TopicPartition

from services.reporting.storage import SERVICE, search_path
from shared.messaging.applier import Applier
from shared.messaging.guard import QUERIES, Guard, Positions
from shared.messaging.parking import ParkingPlace
from shared.messaging.processor import Processor
from shared.messaging.reading_ahead import ReadBatch, ReadingAhead
from shared.messaging.transactions import Transactions
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings, secret_bytes

BATCH = 20_000
FETCH_BYTES = 4_000_000
"""Of each topic: the more there is at once, the more of a life is folded before its row is written."""
POLL_MILLISECONDS = 1_000

T = TypeVar("T")
Offsets = Mapping[TopicPartition, int]
Progress = Callable[[int, int], None]
"""Is told how many records of how many have been read."""


class Replay:
    """Reads every topic from the offsets of its schema on; what cannot be applied is parked there, without dead letters.

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
async def replaying(
    settings: Settings, cluster_id: str, schema: str, processor: Processor, topics: Sequence[str]
) -> AsyncIterator[Replay]:
    """A replay of these topics into that schema, as long as the block lasts.

    Raises: aiokafka's KafkaError, asyncpg's errors.
    """
    pool = await open_pool(settings, search_path(schema), can_be_made_again=True)
    parking = ParkingPlace(SERVICE, SERVICE, secret_bytes(settings.secrets.parked), dead_letters=False)
    guard = Guard(SERVICE, processor, parking)
    consumer = ReadingAhead(
        *topics,
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
        yield Replay(consumer, Applier(guard, transactions, positions))
    finally:
        await consumer.stop()
        await pool.close()


def _nobody() -> None:
    """A replay queues nothing, so no relay is woken."""
