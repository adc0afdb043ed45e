"""How faults write to Kafka and to the journal of ideas by themselves."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.contracts.event import Fact
from shared.messaging.partitioner import partition_of
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS
from tests.chaos.driver.attempts import Impulse
from tests.chaos.stage import Place, Stage
from tests.chaos.system import PARTITIONS
from tests.eventually import eventually

SEND_SECONDS = 30.0
Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Raw:
    """A record to write as it is."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @classmethod
    def copy_of(cls, record: Any) -> "Raw":
        """The same once more."""
        return cls(record.topic, record.partition, record.key, record.value, record.headers)


async def send(stage: Stage, records: Sequence[Raw]) -> list[Place]:
    """Write them in this order; each is repeated until Kafka has it. Returns where they stand, the first copy of each."""
    producer = await _producer(stage)
    places = []
    try:
        for record in records:
            places.append(await _send(producer, record))
    finally:
        await producer.stop()
    return places


async def _producer(stage: Stage) -> AIOKafkaProducer:
    end = monotonic() + SEND_SECONDS
    while True:
        producer = AIOKafkaProducer(
            bootstrap_servers=stage.system.bootstrap_servers,
            enable_idempotence=True,
            max_request_size=1_048_000,
            request_timeout_ms=5_000,
        )
        try:
            async with asyncio.timeout(5):
                await producer.start()
            return producer
        except (KafkaError, OSError, TimeoutError):
            await producer.stop()
            if monotonic() > end:
                raise
            await asyncio.sleep(0.2)


async def _send(producer: AIOKafkaProducer, record: Raw) -> Place:
    async with asyncio.timeout(SEND_SECONDS):
        sent = await producer.send_and_wait(
            record.topic, record.value, key=record.key, partition=record.partition, headers=list(record.headers)
        )
    return sent.topic, sent.partition, sent.offset


async def _at_once() -> None:
    """The transaction commits as soon as it can."""


async def journaled(
    stage: Stage, facts: Sequence[Fact], *, keep_back: bool, before_commit: Callable[[], Awaitable[None]] = _at_once
) -> list[Raw]:
    """Write facts into the journal of ideas as a command does; with `keep_back` its relay never sees them.

    The transaction stays open as long as `before_commit` takes. Returns what the relay would have published, for whoever
    publishes it instead.
    """
    end = monotonic() + SEND_SECONDS
    while True:
        try:
            return await _journaled(stage, facts, keep_back, before_commit)
        except DATABASE_ERRORS:
            if monotonic() > end:
                raise
            await asyncio.sleep(0.2)


async def _journaled(
    stage: Stage, facts: Sequence[Fact], keep_back: bool, before_commit: Callable[[], Awaitable[None]]
) -> list[Raw]:
    connection = await stage.system.connect("ideas")
    try:
        async with connection.transaction():
            last = await connection.fetchval("SELECT coalesce(max(position), 0) FROM outbox")
            work = UnitOfWork(connection, "ideas", await connection.fetchval("SELECT service_now()"), "chaos")
            for fact in facts:
                work.record(fact)
            await work.flush()
            rows = await connection.fetch(
                """
                SELECT position, topic, key, partition_key, headers, value
                FROM outbox
                WHERE position > $1
                AND key = ANY($2::text[])
                ORDER BY position
                """,
                last,
                [fact.subject for fact in facts],
            )
            if keep_back:
                await connection.execute(
                    "DELETE FROM outbox WHERE position = ANY($1::bigint[])", [row["position"] for row in rows]
                )
            await before_commit()
    finally:
        await connection.close()
    return [
        Raw(
            row["topic"],
            partition_of(row["partition_key"], PARTITIONS),
            row["key"].encode(),
            row["value"],
            [(name, value.encode()) for name, value in row["headers"].items()],
        )
        for row in rows
    ]


async def a_released_impulse(stage: Stage, taken: set[str]) -> Impulse:
    """One that ideas will say nothing more about by itself, and that no other fault uses; whose release is on Kafka."""

    async def look() -> Impulse | None:
        free = [each for each in stage.attempts.impulses if each.released and each.id not in taken | stage.used]
        return stage.driver.pick(free) if free else None

    impulse = await eventually(look, seconds=30)
    assert impulse is not None
    assert impulse.id is not None
    stage.used.add(impulse.id)
    await eventually(lambda: _is_out(stage, impulse.id or ""), seconds=30)
    return impulse


async def _is_out(stage: Stage, subject: str) -> bool:
    try:
        connection = await stage.system.connect("ideas")
    except DATABASE_ERRORS:
        return False
    try:
        return not await connection.fetchval("SELECT count(*) FROM outbox WHERE partition_key = $1", subject)
    finally:
        await connection.close()
