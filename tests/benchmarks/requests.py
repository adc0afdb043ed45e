"""How near the way in comes to its limits: handing in over HTTP, and portals' events from Kafka."""

import asyncio
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer

from services.ideas.consumers import ideas_handlers
from services.ideas.main import MIGRATIONS
from services.ideas.setup import Setup
from shared.contracts.intake import ImpulseSubmitted
from shared.contracts.topics import INTAKE
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.parking import ParkingPlace
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import prepare_database
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings, secret_bytes
from tests.benchmarks.bench import Bench
from tests.benchmarks.posting import CONNECTIONS, ideas_server
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.eventually import eventually

SECONDS: Final = 2.0
SECONDS_ALONE: Final = 1.0
EVENTS: Final = 20_000
TOGETHER: Final = 2_000

TABLES: Final = ("impulses", "impulse_status", "heads", "events", "outbox")
"""Every table in which the intake writes a row for each event."""


async def measure(bench: Bench) -> list[Row]:
    """The rows of this section."""
    return [*await _posts(bench), await _intake(bench)]


# Handing in over HTTP


async def _posts(bench: Bench) -> list[Row]:
    """`durable POST`: answers per second, at the limit the same app without storage (see `post_server`).

    In the durable one relay and consumer run as in production; between two rounds the outbox empties. `durable POST alone`
    is the median time of one request when nobody else asks.
    """
    settings = await bench.new_settings()
    async with ideas_server(bench, settings, "unstored") as unstored, ideas_server(bench, settings, "stored") as stored:
        connection = await connect(settings)

        async def limit() -> float:
            return (await unstored.load(CONNECTIONS, SECONDS)).rate

        async def path() -> float:
            rate = (await stored.load(CONNECTIONS, SECONDS)).rate
            await _relayed(connection)
            return rate

        async def limit_alone() -> float:
            return (await unstored.load(1, SECONDS_ALONE)).median_ms

        async def path_alone() -> float:
            return (await stored.load(1, SECONDS_ALONE)).median_ms

        try:
            return [
                await alternate("durable POST", limit, path, bar=0.60, unit="/s", rounds=bench.rounds),
                await alternate(
                    "durable POST alone, p50",
                    limit_alone,
                    path_alone,
                    bar=None,
                    unit="ms",
                    direction="at_most",
                    rounds=bench.rounds,
                ),
            ]
        finally:
            await connection.close()


async def _relayed(connection: asyncpg.Connection) -> None:
    async def empty() -> bool:
        return not await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)")

    await eventually(empty, seconds=30, every=0.1)


# Portals' events from Kafka


async def _intake(bench: Bench) -> Row:
    """`Kafka intake`: events per second, from the start of reading until all are committed.

    The limit inserts the same rows, made before, into the same tables with their indexes: all that the intake writes but
    for its place in the topic, one statement of `unnest` and one commit for 2,000 events. The relay does not run.
    """
    first = await bench.new_settings()
    await _post_events(bench, first)
    await _take_up(first)
    rows = await _rows_of(first)

    async def limit() -> float:
        return await _insert(rows, await bench.new_settings())

    async def path() -> float:
        return await _take_up(await bench.new_settings())

    return await alternate("Kafka intake", limit, path, bar=0.70, unit="/s", rounds=bench.rounds)


async def _post_events(bench: Bench, settings: Settings) -> None:
    await RequiredTopics("ideas", settings, [INTAKE]).for_reading()
    text = "Im Sommer ist der Spielplatz ab 11 Uhr zu heiß. Bitte pflanzen Sie Bäume oder spannen Sie Segel. " * 4
    async with AIOKafkaProducer(bootstrap_servers=bench.servers.kafka, linger_ms=20) as producer:
        sent = []
        for number in range(EVENTS):
            reference = f"ref-{number}"
            event = {
                "reference": reference,
                "title": f"Mehr Schatten am Spielplatz {number}",
                "text": text,
                "origin": "citizens",
                "field_of_action": "Grün in der Stadt",
            }
            headers = [
                ("ce_type", ImpulseSubmitted.event_type.encode()),
                ("ce_id", uuid4().hex.encode()),
                ("ce_source", b"/portals/bench"),
            ]
            sent.append(await producer.send(INTAKE, orjson.dumps(event), key=reference.encode(), headers=headers))
        await asyncio.gather(*sent)


async def _take_up(settings: Settings) -> float:
    await prepare_database(settings, *MIGRATIONS)
    pool = await open_pool(settings)
    handlers = ideas_handlers(Setup.of(settings))
    parking = ParkingPlace("ideas", "ideas", secret_bytes(settings.secrets.parked))
    transactions = Transactions(pool, "ideas", wake=lambda: None)
    required = RequiredTopics("ideas", settings, [INTAKE])
    consumer = Consumer("ideas", [INTAKE], Guard("ideas", handlers, parking), transactions, settings, required)

    async def knows_its_place() -> bool:
        return bool(consumer.positions.next_offsets)

    async def took_all() -> bool:
        return sum(consumer.positions.next_offsets.values()) >= EVENTS

    running = asyncio.create_task(consumer.run())
    try:
        await eventually(knows_its_place, seconds=60, every=0.001)
        begin = perf_counter()
        await eventually(took_all, seconds=120, every=0.001)
        return EVENTS / (perf_counter() - begin)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pool.close()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of all tables as columns, in batches, and the statement that inserts a batch of all of them."""

    statement: str
    batches: list[list[list[Any]]]


async def _rows_of(settings: Settings) -> Rows:
    connection = await connect(settings)
    try:
        parts: list[str] = []
        columns: list[list[Any]] = []
        for table in TABLES:
            names = await connection.fetch(
                """
                SELECT attname AS name, format_type(atttypid, atttypmod) AS type
                FROM pg_attribute
                WHERE attrelid = $1::text::regclass AND attnum > 0 AND attidentity = '' AND attgenerated = ''
                """,
                table,
            )
            # jsonb goes as text, so that nothing is left to write or to parse on our side.
            sent = {row["name"]: "text" if row["type"] == "jsonb" else row["type"] for row in names}
            parameters = ", ".join(
                f"${place}::{type_}[]" for place, type_ in enumerate(sent.values(), start=len(columns) + 1)
            )
            values = ", ".join(f"new.{row['name']}::{row['type']}" for row in names)
            parts.append(
                f"INSERT INTO {table} ({', '.join(sent)}) SELECT {values} "
                f"FROM unnest({parameters}) AS new ({', '.join(sent)})"
            )
            read = ", ".join(f"{name}::{type_}" for name, type_ in sent.items())
            found = await connection.fetch(f"SELECT {read} FROM {table} ORDER BY ctid")
            assert len(found) == EVENTS
            columns += [[row[name] for row in found] for name in sent]
        statement = "WITH " + ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(parts[:-1])) + " " + parts[-1]
        iterators = [iter(column) for column in columns]
        batches = [[list(islice(each, TOGETHER)) for each in iterators] for _ in range(0, EVENTS, TOGETHER)]
        return Rows(statement, batches)
    finally:
        await connection.close()


async def _insert(rows: Rows, settings: Settings) -> float:
    await prepare_database(settings, *MIGRATIONS)
    connection = await connect(settings)
    try:
        begin = perf_counter()
        for batch in rows.batches:
            await connection.execute(rows.statement, *batch)
        return EVENTS / (perf_counter() - begin)
    finally:
        await connection.close()
