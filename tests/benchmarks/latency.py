"""How long it takes from a commit until the views show it, while a thousand impulses a second come in."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import median, quantiles
from time import monotonic

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from uuid6 import uuid7

from services.reporting.storage import reporting_core
from shared.contracts.facts import ImpulseReceived
from shared.contracts.topics import RECEIPTS, FactTopic, TextTopic
from shared.messaging.consumer import Consumer
from shared.messaging.handlers import Handlers
from shared.messaging.partitioner import partition_of
from shared.messaging.service import CONSUMER, JOURNAL, EventCore, event_core
from tests.benchmarks.bench import Bench
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.eventually import eventually

PER_SECOND = 1_000
SECONDS = 3.0
LOOK_SECONDS = 0.00025
TOPIC = FactTopic.IMPULSES.value
UNREAD = TextTopic.IMPULSE_CASE_TEXTS.value
"""A topic that neither of the two services reads."""


async def measure(bench: Bench) -> list[Row]:
    """Commit to view, p50 and p99, both in units of the limit's p50.

    The limit is what Kafka needs for itself: a record of the same size handed to a producer until a consumer of the same
    client has it, at the same rate. The path: a transaction with what is due is committed (mostly one fact), the relay
    sends it, reporting reads it and commits its row. Both services share this process.
    """
    writer, reader = await bench.new_settings(), await bench.new_settings()
    nothing = Handlers()
    migrations = [JOURNAL, CONSUMER]
    async with (
        event_core("ideas", writer, nothing, [RECEIPTS], migrations) as ideas,
        reporting_core(reader) as reporting,
    ):
        await eventually(lambda: _knows_its_place(reporting.consumer), seconds=60)
        slowest: list[float] = []

        async def path() -> float:
            p50, p99 = await _commit_to_view(ideas, reporting.consumer, writer.partitions)
            slowest.append(p99)
            return p50

        limits: list[float] = []

        async def limit() -> float:
            limits.append(await _produce_to_consume(bench.servers.kafka, writer.partitions))
            return limits[-1]

        half = await alternate(
            "commit -> view at 1,000/s, p50", limit, path, bar=3, unit="ms", direction="at_most", rounds=bench.rounds
        )
    ratios = [late / limited for late, limited in zip(slowest[1:], limits[1:], strict=True)]
    note = f"{median(slowest[1:]):.3g} of {median(limits[1:]):.3g} ms (p50 of the limit)"
    late = Row(
        "commit -> view at 1,000/s, p99", median(ratios), min(ratios), max(ratios), 8, "at_most", half.peak_mib, note
    )
    return [half, late]


async def _knows_its_place(consumer: Consumer) -> bool:
    return bool(consumer.positions.next_offsets)


async def _commit_to_view(ideas: EventCore, reader: Consumer, partitions: int) -> tuple[float, float]:
    """p50 and p99 in milliseconds. A partition has one order from the outbox to the view, so its oldest commit is next."""
    applied = dict(reader.positions.next_offsets)
    committed: dict[int, deque[float]] = defaultdict(deque)
    took: list[float] = []
    number = int(PER_SECOND * SECONDS)

    async def commit(due: int) -> None:
        impulses = [uuid7() for _ in range(due)]
        async with ideas.transactions.begin() as work:
            for impulse_id in impulses:
                work.record(
                    ImpulseReceived(
                        impulse_id=impulse_id,
                        number="2026-0001",
                        origin="citizens",
                        channel="api",
                        visibility="public",
                        received_on=date(2026, 3, 2),
                    )
                )
        now = monotonic()
        for impulse_id in impulses:
            committed[partition_of(str(impulse_id), partitions)].append(now)

    async def all_seen() -> bool:
        now, positions = monotonic(), reader.positions.next_offsets
        for partition in range(partitions):
            place = TOPIC, partition
            while applied.get(place, 0) < positions.get(place, 0) and committed[partition]:
                applied[place] += 1
                took.append(now - committed[partition].popleft())
        return len(took) >= number

    await asyncio.gather(_at_the_rate(commit), eventually(all_seen, seconds=60, every=LOOK_SECONDS))
    return median(took) * 1000, quantiles(took, n=100)[-1] * 1000


async def _produce_to_consume(kafka: str, partitions: int) -> float:
    """p50 in milliseconds."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True, acks="all")
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await producer.start()
    await consumer.start()
    places = [TopicPartition(UNREAD, partition) for partition in range(partitions)]
    consumer.assign(places)
    await consumer.seek_to_end(*places)
    for place in places:
        await consumer.position(place)
    took: list[float] = []
    number = 0

    async def produce(due: int) -> None:
        nonlocal number
        for _ in range(due):
            number += 1
            begun = repr(monotonic()).encode()
            await producer.send(UNREAD, begun.ljust(800), key=b"any", partition=number % partitions)

    async def consume() -> None:
        while len(took) < PER_SECOND * SECONDS:
            for records in (await consumer.getmany(timeout_ms=500)).values():
                took.extend(monotonic() - float(record.value) for record in records)

    try:
        await asyncio.gather(_at_the_rate(produce), consume())
    finally:
        await producer.stop()
        await consumer.stop()
    return median(took) * 1000


async def _at_the_rate(act: Callable[[int], Awaitable[None]]) -> None:
    """Let `act` handle what is due, again and again: mostly one, more of them where it was slow, as in a group commit."""
    begun, done, number = monotonic(), 0, int(PER_SECOND * SECONDS)
    while done < number:
        due = min(number, int((monotonic() - begun) * PER_SECOND) + 1) - done
        if due:
            await act(due)
            done += due
        else:
            await asyncio.sleep(begun + done / PER_SECOND - monotonic())
