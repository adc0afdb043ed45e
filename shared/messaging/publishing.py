"""Puts records into batches as Kafka stores them, and sends them in order."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RecordListTooLargeError
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.messaging.partitioner import partition_of

BATCH_BYTES = 500_000
LARGEST_BYTES = 1_000_000
"""Of a record with its headers. A broker takes 1,048,588 as it comes."""
START_SECONDS = 15.0
STOP_SECONDS = 3.0
REFUSALS = (MessageSizeTooLargeError, RecordListTooLargeError)
"""What Kafka answers where sending again cannot help."""


@dataclass(slots=True)
class Batch:
    """Records of one partition in the order of the outbox."""

    topic: str
    partition: int
    builder: BatchBuilder
    positions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Packed:
    """Batches by partition, and records too large for any."""

    partitions: Collection[Sequence[Batch]] = ()
    too_large: Sequence[int] = ()


async def pack(rows: Sequence[asyncpg.Record], producer: AIOKafkaProducer, *, one_by_one: bool = False) -> Packed:
    """Put records into batches of their partitions. A record that is too large keeps back what follows of its key.

    `one_by_one` gives each record a batch of its own, to find the one that Kafka refuses.
    """
    numbers = {topic: len(await producer.partitions_for(topic)) for topic in {row["topic"] for row in rows}}
    partitions: dict[tuple[str, int], list[Batch]] = defaultdict(list)
    kept_back: set[tuple[str, str]] = set()
    too_large: list[int] = []
    for position, topic, key, partition_key, headers, value in rows:
        if kept_back and (topic, key) in kept_back:
            continue
        place = topic, partition_of(partition_key, numbers[topic])
        batches = partitions[place]
        record = {
            "timestamp": None,
            "key": key.encode(),
            "value": value,
            "headers": [(name, text.encode()) for name, text in headers.items()],
        }
        if one_by_one or not batches or batches[-1].builder.append(**record) is None:
            batch = Batch(*place, producer.create_batch())
            batch.builder.append(**record)  # the first one always fits
            if batch.builder.size() > LARGEST_BYTES:
                kept_back.add((topic, key))
                too_large.append(position)
                continue
            batches.append(batch)
        batches[-1].positions.append(position)
    return Packed(partitions.values(), too_large)


class Sending:
    """Batches on their way: several partitions at the same time, in each one batch after the other.

    A batch goes only after Kafka has acknowledged the one before, so that nothing passes a record that fails, and only as
    long as `allowed` says so. Ends by itself; `ended` is called then. Nothing can call back the one batch of a partition
    that aiokafka has already: what a process that stands still has not yet written to the network, or what Kafka has to
    be sent again, goes when the process moves on, even after newer records of the next relay.
    """

    def __init__(
        self, packed: Packed, producer: AIOKafkaProducer, ended: Callable[[], None], allowed: Callable[[], bool]
    ) -> None:
        self.positions = [
            position for batches in packed.partitions for batch in batches for position in batch.positions
        ]
        self._acknowledged: list[int] = []
        self.failures: list[tuple[Batch, KafkaError]] = []
        self.held_back = False
        self._allowed = allowed
        self._given_up = False
        self._since = monotonic()
        self._until: float | None = None
        self._tasks = {asyncio.create_task(self._send(batches, producer)) for batches in packed.partitions if batches}
        for task in self._tasks:
            task.add_done_callback(lambda _: self._end(ended) if self.done() else None)

    def done(self) -> bool:
        """Whether there is nothing more to wait for."""
        return all(task.done() for task in self._tasks)

    async def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; returns whether it has come."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return self.done()

    def take_acknowledged(self) -> list[int]:
        """The positions of the records that Kafka has, those taken before left out."""
        taken, self._acknowledged = self._acknowledged, []
        return taken

    def seconds(self) -> float:
        """From the start to the end, or until now."""
        return (self._until or monotonic()) - self._since

    def succeeded(self) -> bool:
        """Whether Kafka has acknowledged everything."""
        return self.done() and not (
            self.failures or self.held_back or any(task.cancelled() or task.exception() for task in self._tasks)
        )

    async def give_up(self) -> None:
        """Send no further batch and wait a moment for those on their way; what becomes of them later is unknown."""
        self._given_up = True
        try:
            await self.wait(STOP_SECONDS)
        finally:
            for task in self._tasks:
                task.cancel()

    def check(self) -> None:
        """Raise what no server is to blame for."""
        for task in self._tasks:
            task.result()

    def _end(self, ended: Callable[[], None]) -> None:
        self._until = monotonic()
        ended()

    async def _send(self, batches: Iterable[Batch], producer: AIOKafkaProducer) -> None:
        for batch in batches:
            if self._given_up or not self._allowed():
                self.held_back = True
                return
            try:
                await (await producer.send_batch(batch.builder, batch.topic, partition=batch.partition))
            except KafkaError as error:
                self.failures.append((batch, error))
                return
            self._acknowledged += batch.positions


async def start_producer(kafka: str) -> AIOKafkaProducer:
    """A producer whose batches go at once, each stored once however often it is sent. Raises: KafkaError."""
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka,
        enable_idempotence=True,
        acks="all",
        linger_ms=0,
        max_batch_size=BATCH_BYTES,
        request_timeout_ms=10_000,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await producer.start()
    except BaseException as error:
        await stop_producer(producer)
        if isinstance(error, TimeoutError):
            raise KafkaTimeoutError(f"Kafka did not answer within {START_SECONDS:.0f} s") from error
        raise
    return producer


async def stop_producer(producer: AIOKafkaProducer) -> None:
    """Stop a producer, if need be without Kafka's answer: on its own it would flush for as long as Kafka is away.

    It must not live on, or it would send old records after the next relay's newer ones.
    """
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await producer.stop()
    except TimeoutError:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await producer._sender.close()
        await producer.client.close()
