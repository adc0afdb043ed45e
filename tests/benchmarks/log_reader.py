"""Reads the whole log in one of four ways and prints how many records per second that were.

`log_reader WAY`, with the settings of a service in the environment: a process of its own, set up like a service's.
"""

import logging
import sys
from collections.abc import Callable, Coroutine, Mapping
from itertools import chain
from operator import attrgetter
from time import monotonic
from typing import Any

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.reporting.projector import TOPICS, Projector
from services.reporting.rebuild import rebuild
from services.reporting.storage import LIVE, SERVICE, create_views, reporting_core, search_path
from shared.messaging.consumer import BATCH
from shared.messaging.guard import Guard, Positions
from shared.messaging.parking import ParkingPlace
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings, secret_bytes
from tests.eventually import eventually

NAIVE_RECORDS = 2_000
LOOK_SECONDS = 0.02

_NARROW = ("topic", "subject", "type", "sequence", "position")


async def narrow(settings: Settings) -> float:
    """The limit: type, subject and number from the headers, the value parsed, one COPY of narrow rows per batch."""
    connection = await connect(settings)
    await connection.execute("DROP TABLE IF EXISTS narrow")
    await connection.execute(
        "CREATE TABLE narrow (topic text, subject text, type text, sequence bigint, position bigint)"
    )
    consumer, total = await _from_the_beginning(settings)
    done, started = 0, monotonic()
    while done < total:
        found = await consumer.getmany(timeout_ms=500, max_records=BATCH)
        rows = [_narrow(raw) for raw in chain(*found.values())]
        await connection.copy_records_to_table("narrow", records=rows, columns=_NARROW)
        done += len(rows)
    rate = total / (monotonic() - started)
    await consumer.stop()
    await connection.close()
    return rate


async def replay(settings: Settings) -> float:
    """The service's own projector on empty views, from its first poll to its last commit."""
    consumer, total = await _from_the_beginning(settings)
    await consumer.stop()
    connection = await connect(settings)
    await connection.execute(f"DROP SCHEMA IF EXISTS {LIVE} CASCADE")
    await connection.close()
    async with reporting_core(settings) as core:

        async def knows_its_place() -> bool:
            return bool(core.consumer.positions.next_offsets)

        async def took_all() -> bool:
            return sum(core.consumer.positions.next_offsets.values()) >= total

        await eventually(knows_its_place, seconds=60, every=LOOK_SECONDS)
        started = monotonic()
        await eventually(took_all, seconds=300, every=LOOK_SECONDS)
        return total / (monotonic() - started)


async def rebuilt(settings: Settings) -> float:
    """The operators' command, from its start until the new views are compared with the live ones and served."""
    consumer, total = await _from_the_beginning(settings)
    await consumer.stop()
    started = monotonic()
    compared = await rebuild(settings, lambda done, total: None)
    took = monotonic() - started
    assert all(each.identical for each in compared), compared
    return total / took


async def one_by_one(settings: Settings) -> float:
    """The naive way: the same guard and the same fold, with one transaction per record, over the first ones of each partition."""
    schema = "views_naive"
    connection = await connect(settings)
    await create_views(connection, schema)
    await connection.close()
    pool = await open_pool(settings, search_path(schema))
    consumer, _ = await _from_the_beginning(settings)
    records: list[Any] = []
    while len(records) < NAIVE_RECORDS:
        records += chain(*(await consumer.getmany(timeout_ms=500, max_records=NAIVE_RECORDS)).values())
    await consumer.stop()
    positions = Positions("naive", {(place.topic, place.partition): 0 for place in _places(settings)})
    await pool.executemany(
        f"INSERT INTO {schema}.consumer_offsets VALUES ($1, $2, $3, $4, 0)",
        [(SERVICE, positions.cluster_id, *place) for place in positions.next_offsets],
    )
    guard = Guard(SERVICE, Projector(), ParkingPlace(SERVICE, SERVICE, secret_bytes(settings.secrets.parked)))
    transactions = Transactions(pool, SERVICE, lambda: None)
    started = monotonic()
    for record in sorted(records[:NAIVE_RECORDS], key=attrgetter("topic", "partition", "offset")):
        async with transactions.begin() as work:
            positions = await guard.take([record], positions, work)
    rate = NAIVE_RECORDS / (monotonic() - started)
    await pool.close()
    return rate


WAYS: Mapping[str, Callable[[Settings], Coroutine[Any, Any, float]]] = {
    way.__name__: way for way in (narrow, replay, rebuilt, one_by_one)
}


def _narrow(raw: Any) -> tuple[str, str, str, int | None, int]:
    headers = dict(raw.headers)
    if raw.value is not None:
        orjson.loads(raw.value)
    number = headers.get("ce_sequence")
    return (
        raw.topic,
        headers["ce_subject"].decode(),
        headers["ce_type"].decode(),
        None if number is None else int(number),
        raw.offset,
    )


async def _from_the_beginning(settings: Settings) -> tuple[AIOKafkaConsumer, int]:
    """A consumer with the client's settings of the real one, and how many records there are."""
    await RequiredTopics(SERVICE, settings, TOPICS).for_reading()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    await consumer.start()
    places = _places(settings)
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    return consumer, sum((await consumer.end_offsets(places)).values())


def _places(settings: Settings) -> list[TopicPartition]:
    return [TopicPartition(topic, partition) for topic in TOPICS for partition in range(settings.partitions)]


if __name__ == "__main__":
    given = Settings()
    configure_logging(given, SERVICE)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    look_for_garbage_less_often()
    print(uvloop.run(WAYS[sys.argv[1]](given)))  # noqa: T201
