"""The relay: how fast it drains a full outbox, how late a record is at Kafka, and what it takes from those who write."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from statistics import quantiles
from time import monotonic
from unittest.mock import patch
from uuid import uuid4

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from uuid6 import uuid7

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import ImpulseReceived
from shared.contracts.topics import FactTopic
from shared.messaging import relay as relay_module
from shared.messaging.metrics import RELAYED
from shared.messaging.outbox import MOST_RECORDS, Outbox
from shared.messaging.partitioner import partition_of
from shared.messaging.publishing import start_producer
from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import JOURNAL, prepare_database
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.eventually import eventually

FULL = 100_000
KEYS = 10_000
PER_SECOND = 1_000
LATENCY_SECONDS = 3.0
BARE_SENDS = 1_000
WRITERS = 32
WRITE_SECONDS = 3.0
TOPIC = FactTopic.IMPULSES.value

_FILL = """
INSERT INTO {table} (topic, key, partition_key, headers, value)
SELECT $1, key, key, $2::jsonb || jsonb_build_object('ce_id', key, 'ce_subject', key, 'ce_sequence', number::text), $3
FROM (SELECT number, md5((number % $4)::text)::uuid::text AS key FROM generate_series(1, $5) AS number) AS numbered
"""
_PLAIN_READ = """
SELECT position, topic, key, partition_key, headers, value
FROM plain
WHERE position > $1
ORDER BY position
LIMIT $2
"""
_QUEUE_ONE = """
INSERT INTO outbox (topic, key, partition_key, headers, value)
VALUES ($1, $2, $2, $3, $4)
RETURNING position
"""


async def measure(bench: Bench) -> list[Row]:
    """Drain, latency and the rate of writers, each on one database."""
    settings = await bench.new_settings()
    await prepare_database(settings, JOURNAL)
    await RequiredTopics("ideas", settings, []).for_writing()
    return [await _drain(bench, settings), *await _latency(bench, settings), await _writers(bench, settings)]


async def _drain(bench: Bench, settings: Settings) -> Row:
    """A full outbox that becomes visible at once.

    The limit reads the same rows from a table like it in the same portions, and sends them in the same batches, the next
    read while the last are on their way; it holds no locks, deletes nothing, and keeps no account of what was acknowledged.
    """
    connection = await connect(settings)
    await connection.execute("CREATE TABLE plain (LIKE outbox INCLUDING ALL)")
    await _fill(connection, "plain")
    try:
        async with _producer(settings) as producer, _relay(settings) as running:

            async def plain() -> float:
                before = monotonic()
                await _read_and_send(connection, producer)
                return FULL / (monotonic() - before)

            async def relayed() -> float:
                done = _acknowledged() + FULL
                await _fill(connection, "outbox")
                before = monotonic()
                running.wake()
                await eventually(partial(_have_acknowledged, done), seconds=60, every=0.001)
                await _emptied(connection)
                return FULL / (monotonic() - before)

            return await alternate("relay drain", plain, relayed, bar=0.40, unit="records/s", rounds=bench.rounds)
    finally:
        await connection.close()


async def _read_and_send(connection: asyncpg.Connection, producer: AIOKafkaProducer) -> None:
    partitions = len(await producer.partitions_for(TOPIC))
    last = 0
    on_their_way: asyncio.Future[list[None]] = asyncio.gather()
    while rows := await connection.fetch(_PLAIN_READ, last, MOST_RECORDS):
        builders: dict[int, list[BatchBuilder]] = {}
        for _, _, key, partition_key, headers, value in rows:
            record = {
                "timestamp": None,
                "key": key.encode(),
                "value": value,
                "headers": [(name, text.encode()) for name, text in headers.items()],
            }
            of_partition = builders.setdefault(partition_of(partition_key, partitions), [])
            if not of_partition or of_partition[-1].append(**record) is None:
                of_partition.append(producer.create_batch())
                of_partition[-1].append(**record)
        await on_their_way
        on_their_way = asyncio.gather(*(_send(number, each, producer) for number, each in builders.items()))
        last = rows[-1]["position"]
    await on_their_way


async def _send(partition: int, builders: list[BatchBuilder], producer: AIOKafkaProducer) -> None:
    for builder in builders:
        await (await producer.send_batch(builder, TOPIC, partition=partition))


async def _latency(bench: Bench, settings: Settings) -> list[Row]:
    """From the commit of one record to its acknowledgement, records coming at a fixed rate however late the answers are.

    The limit is one record sent and awaited after the other.
    """
    connection = await connect(settings)
    pool = await open_pool(settings.model_copy(update={"database_pool": 8}))
    try:
        with patch.object(relay_module, "Outbox", _Watched):
            async with _producer(settings) as producer, _relay(settings) as running:

                async def bare() -> float:
                    return quantiles([await _send_and_wait(producer) for _ in range(BARE_SENDS)], n=100)[49] * 1000

                async def p50() -> float:
                    return quantiles(await _commit_to_acknowledgement(pool, running), n=100)[49] * 1000

                async def p99() -> float:
                    return quantiles(await _commit_to_acknowledgement(pool, running), n=100)[98] * 1000

                return [
                    await alternate(
                        f"relay commit -> ack at 1,000/s, {name}",
                        bare,
                        path,
                        bar=bar,
                        unit="ms",
                        direction="at_most",
                        rounds=bench.rounds,
                    )
                    for name, path, bar in (("p50", p50, 8.0), ("p99", p99, 35.0))
                ]
    finally:
        await connection.close()
        await pool.close()


class _Watched(Outbox):
    """Notes when records were acknowledged."""

    at: dict[int, float] = {}  # noqa: RUF012

    def acknowledged(self, positions: Collection[int]) -> None:
        now = monotonic()
        self.at.update(dict.fromkeys(positions, now))
        super().acknowledged(positions)


async def _send_and_wait(producer: AIOKafkaProducer) -> float:
    headers = list(_headers().items())
    before = monotonic()
    await producer.send_and_wait(
        TOPIC, _value(), key=b"bare", partition=0, headers=[(name, text.encode()) for name, text in headers]
    )
    return monotonic() - before


async def _commit_to_acknowledgement(pool: asyncpg.Pool, running: Relay) -> list[float]:
    committed: dict[int, float] = {}
    _Watched.at.clear()

    async def write() -> None:
        key = str(uuid4())
        position = await pool.fetchval(_QUEUE_ONE, TOPIC, key, _headers(), _value())
        committed[position] = monotonic()
        running.wake()

    writing: set[asyncio.Task[None]] = set()
    started = monotonic()
    for number in range(int(PER_SECOND * LATENCY_SECONDS)):
        await asyncio.sleep(max(0.0, started + number / PER_SECOND - monotonic()))
        writing.add(asyncio.create_task(write()))
    await asyncio.gather(*writing)

    async def all_acknowledged() -> bool:
        return committed.keys() <= _Watched.at.keys()

    await eventually(all_acknowledged)
    return [max(0.0, _Watched.at[position] - then) for position, then in committed.items()]


async def _writers(bench: Bench, settings: Settings) -> Row:
    """Real transactions with one fact of a new aggregate each, in the process of the relay, as in a service."""
    connection = await connect(settings)
    pool = await open_pool(settings.model_copy(update={"database_pool": WRITERS}))
    try:

        async def stopped() -> float:
            rate = await _write(Transactions(pool, "ideas", lambda: None))
            await connection.execute("TRUNCATE outbox")
            return rate

        async def running() -> float:
            async with _relay(settings) as running:
                rate = await _write(Transactions(pool, "ideas", running.wake))
                await _emptied(connection)
                return rate

        return await alternate(
            "write rate with the relay running / stopped, 32 connections",
            stopped,
            running,
            bar=0.90,
            unit="transactions/s",
            rounds=bench.rounds,
        )
    finally:
        await connection.close()
        await pool.close()


async def _write(transactions: Transactions) -> float:
    started = monotonic()
    number = 0

    async def write() -> None:
        nonlocal number
        while monotonic() < started + WRITE_SECONDS:
            async with transactions.begin() as work:
                work.record(_fact())
            number += 1

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    return number / (monotonic() - started)


@asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    producer = await start_producer(settings.kafka)
    try:
        yield producer
    finally:
        await producer.stop()


@asynccontextmanager
async def _relay(settings: Settings) -> AsyncIterator[Relay]:
    """A relay that has published a first record."""
    relay = Relay(settings, RequiredTopics("ideas", settings, []))
    task = asyncio.create_task(relay.run())
    connection = await connect(settings)
    try:
        await connection.fetchval(_QUEUE_ONE, TOPIC, str(uuid4()), _headers(), _value())
        await _emptied(connection)
        yield relay
    finally:
        task.cancel()
        await asyncio.wait([task])
        await connection.close()


async def _fill(connection: asyncpg.Connection, table: str) -> None:
    await connection.execute(_FILL.format(table=table), TOPIC, _headers(), _value(), KEYS, FULL)


async def _emptied(connection: asyncpg.Connection) -> None:
    async def empty() -> bool:
        return bool(await connection.fetchval("SELECT NOT EXISTS (SELECT FROM outbox)"))

    await eventually(empty, every=0.005)


async def _have_acknowledged(number: float) -> bool:
    return _acknowledged() >= number


def _acknowledged() -> float:
    return float(RELAYED._value.get())


def _fact() -> ImpulseReceived:
    return ImpulseReceived(
        impulse_id=uuid7(),
        number="2026-0001",
        origin="citizens",
        channel="api",
        visibility="public",
        received_on=date(2026, 11, 2),
        imported=False,
        has_contact=False,
    )


_FACT = _fact()
_VALUE = orjson.dumps(_FACT.data() | {"submitter_marks": [uuid4().hex * 2 for _ in range(5)]})
_HEADERS = {
    name: value.decode()
    for name, value in encode(
        Envelope(
            id=str(uuid7()),
            type=_FACT.event_type,
            source="/impulswerk/ideas",
            subject=_FACT.subject,
            time=datetime.now(UTC),
            sequence=1,
            traceparent=f"00-{uuid4().hex}-{uuid4().hex[:16]}-01",
            chain_hash=uuid4().hex * 2,
        )
    )
}


def _headers() -> dict[str, str]:
    return _HEADERS


def _value() -> bytes:
    """Some 600 bytes, as an average fact has."""
    return _VALUE
