"""How near the way in comes to its limits: handing in over HTTP, and portals' events from Kafka."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from typing import Final, Literal
from uuid import uuid4

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer

from shared.contracts.intake import ImpulseSubmitted
from shared.contracts.topics import INTAKE
from shared.messaging.required_topics import RequiredTopics
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.intake import EVENTS
from tests.benchmarks.posting import CONNECTIONS, ideas_server
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of
from tests.eventually import eventually

SECONDS: Final = 2.0
SECONDS_ALONE: Final = 1.0


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
    """`Kafka intake`: events per second, from the start of reading until all are committed (see `intake`).

    The limit inserts the same rows, made before, into the same tables with their indexes: all that the intake writes but
    for its place in the topic, one statement of `unnest` and one commit for 2,000 events. The relay does not run.
    """
    first = await bench.new_settings()
    await _post_events(bench, first)
    await _in_process("take_up", first)

    async def limit() -> float:
        return await _in_process("insert", await bench.new_settings(), first.database_url.get_secret_value())

    async def path() -> float:
        return await _in_process("take_up", await bench.new_settings())

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


async def _in_process(way: Literal["take_up", "insert"], settings: Settings, *arguments: str) -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.intake",
        way,
        *arguments,
        env=os.environ | environment_of(settings),
        stdout=PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    return float(printed)
