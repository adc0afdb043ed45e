"""Ideas on a real Kafka: what a plain producer posts as a portal would, and what cannot be taken up."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI

from services.ideas.main import ideas_app
from shared.contracts.topics import INTAKE, FactTopic
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

TYPE = "de.impulswerk.intake.impulse_submitted.v1"


@pytest.fixture(scope="module")
async def settings(new_settings: NewSettings) -> Settings:
    return await new_settings()


@pytest.fixture(scope="module")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    made = ideas_app(settings)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture(scope="module")
async def portal(kafka: str, app: FastAPI) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    yield producer
    await producer.stop()


def event(reference: str, **changed: Any) -> dict[str, Any]:
    return {
        "reference": reference,
        "title": "Mehr Bänke",
        "text": "Am Fluss fehlen Bänke.",
        "origin": "administration",
    } | changed


def headers(source: str, event_type: str = TYPE) -> list[tuple[str, bytes]]:
    return [("ce_type", event_type.encode()), ("ce_id", uuid4().hex.encode()), ("ce_source", source.encode())]


async def post(portal: AIOKafkaProducer, source: str, content: Any, *, head: Any = None) -> tuple[int, int]:
    value = content if isinstance(content, bytes) else orjson.dumps(content)
    sent = await portal.send_and_wait(
        INTAKE, value, key=b"a-reference", headers=headers(source) if head is None else head
    )
    return sent.partition, sent.offset


async def taken_up(pool: asyncpg.Pool, source: str) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await pool.fetch("SELECT * FROM impulses WHERE source = $1 ORDER BY id", source)
    return rows


async def parked(pool: asyncpg.Pool, place: tuple[int, int]) -> asyncpg.Record | None:
    return await pool.fetchrow(
        'SELECT reason, encrypted, value FROM parked WHERE topic = $1 AND partition = $2 AND "offset" = $3',
        INTAKE,
        *place,
    )


async def test_a_portal_event_becomes_an_impulse_and_a_fact(portal: AIOKafkaProducer, app: FastAPI, kafka: str) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    mark = "a" * 64
    await post(portal, source, event("ref-1", field_of_action="Mobilität", received_on="2026-03-01", own_marks=[mark]))
    (row,) = await eventually(lambda: taken_up(pool, source))
    assert (row["channel"], row["reference"], row["field_of_action"]) == ("portal", "ref-1", "Mobilität")
    consumer = AIOKafkaConsumer(FactTopic.IMPULSES, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async for record in consumer:
            if record.key == str(row["id"]).encode():
                break
    finally:
        await consumer.stop()
    received = orjson.loads(record.value)
    assert (received["number"], received["portal_reference"]) == (row["number"], "ref-1")
    assert received["submitter_marks"] == [mark]
    assert dict(record.headers)["ce_sequence"] == b"1"


async def test_an_event_that_comes_twice_is_taken_up_once(portal: AIOKafkaProducer, app: FastAPI) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    for reference in ("ref-1", "ref-1", "ref-2"):
        last = await post(portal, source, event(reference))
    await eventually(lambda: _two(pool, source))
    assert [row["reference"] for row in await taken_up(pool, source)] == ["ref-1", "ref-2"]
    assert await parked(pool, last) is None


async def _two(pool: asyncpg.Pool, source: str) -> bool:
    return len(await taken_up(pool, source)) == 2


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"[]",
        event("ref-2", field_of_action="Verkehr"),
        event("ref-2", text=""),
        event("ref-2", text="x" * 50_000),
        event("ref-2", title="x" * 251),
        event("ref-2", origin="martians"),
        event("ref-2", surprise=1),
        event("ref-2", own_marks=["a" * 64] * 21),
        event("Anna.Müller"),
        event("Hauptstrasse-12"),
        event("ref-1", text="Etwas anderes."),
        {"reference": "ref-2"},
    ],
)
async def test_a_bad_event_is_parked_encrypted_and_its_neighbours_are_taken_up(
    portal: AIOKafkaProducer, app: FastAPI, bad: Any
) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    await post(portal, source, event("ref-1"))
    place = await post(portal, source, bad)
    await post(portal, source, event("ref-3"))
    await eventually(lambda: _two(pool, source))
    assert [row["reference"] for row in await taken_up(pool, source)] == ["ref-1", "ref-3"]
    row = await eventually(lambda: parked(pool, place))
    assert row is not None
    assert row["encrypted"]
    assert row["reason"]


async def test_many_events_at_once_are_taken_up_but_for_the_bad_one_and_each_goes_on_with_its_trace(
    portal: AIOKafkaProducer, app: FastAPI
) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    sent = []
    for number in range(100):
        content = b"not json" if number == 40 else event("Anna.Müller" if number == 50 else f"ref-{number % 90}")
        value = content if isinstance(content, bytes) else orjson.dumps(content)
        trace = ("traceparent", f"00-{number + 1:032x}-{number + 1:016x}-01".encode())
        sent.append(await portal.send(INTAKE, value, key=b"a-reference", headers=[*headers(source), trace]))
    places = [(each.partition, each.offset) for each in [await future for future in sent]]
    assert await eventually(lambda: parked(pool, places[40]))
    assert await eventually(lambda: parked(pool, places[50]))

    async def all_there() -> bool:
        return len(await taken_up(pool, source)) == 88

    await eventually(all_there)
    assert await parked(pool, places[99]) is None
    row = next(row for row in await taken_up(pool, source) if row["reference"] == "ref-7")
    kept = await pool.fetchrow("SELECT actor, hash FROM events WHERE subject = $1", str(row["id"]))
    assert kept is not None
    assert kept["actor"] is None


@pytest.mark.parametrize("missing", ["ce_type", "ce_id", "ce_source"])
async def test_an_event_without_its_headers_is_parked(portal: AIOKafkaProducer, app: FastAPI, missing: str) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    place = await post(portal, source, event("ref-1"), head=[pair for pair in headers(source) if pair[0] != missing])
    await eventually(lambda: parked(pool, place))
    assert await taken_up(pool, source) == []


async def test_an_event_of_another_type_is_parked(portal: AIOKafkaProducer, app: FastAPI) -> None:
    source, pool = f"/portal/{uuid4()}", app.state.pool
    place = await post(portal, source, event("ref-1"), head=headers(source, "de.impulswerk.intake.other.v1"))
    await eventually(lambda: parked(pool, place))
    assert await taken_up(pool, source) == []
