"""The event core on real servers: what is committed reaches every consumer once and in order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaProducer
from uuid6 import uuid7

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import ImpulseReceived, ImpulseSupported
from shared.contracts.topics import FactTopic
from shared.messaging.handlers import Handlers
from shared.messaging.journal import chain_hash
from shared.messaging.partitioner import partition_of
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core
from shared.messaging.topics import create_topics
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import ServiceName, Settings
from shared.runtime.tracing import continue_trace
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

Seen = list[tuple[UUID, int]]


def received(impulse_id: UUID, number: str = "2026-0001") -> ImpulseReceived:
    return ImpulseReceived(
        impulse_id=impulse_id,
        number=number,
        origin="citizens",
        channel="api",
        visibility="public",
        received_on=date(2026, 11, 2),
        imported=False,
        has_contact=False,
    )


class Counting:
    """Counts per impulse in the database: visible only what was committed."""

    def __init__(self) -> None:
        self.handlers = Handlers()
        self.handlers.on(ImpulseReceived)(self.on_received)
        self.handlers.on(ImpulseSupported)(self.on_supported)
        self.refused: set[UUID] = set()

    async def on_received(self, fact: ImpulseReceived, work: UnitOfWork) -> None:
        await self.count(fact.impulse_id, 0, work)

    async def on_supported(self, fact: ImpulseSupported, work: UnitOfWork) -> None:
        if fact.impulse_id in self.refused:
            raise RuntimeError("this handler has a fault")
        await self.count(fact.impulse_id, fact.count, work)

    async def count(self, impulse_id: UUID, count: int, work: UnitOfWork) -> None:
        await work.connection.execute("INSERT INTO seen (impulse_id, count) VALUES ($1, $2)", impulse_id, count)


async def seen(core: EventCore, impulse_id: UUID) -> list[int]:
    rows = await core.pool.fetch("SELECT count FROM seen WHERE impulse_id = $1 ORDER BY place", impulse_id)
    return [row["count"] for row in rows]


@asynccontextmanager
async def running(settings: Settings, counting: Counting, service: ServiceName) -> AsyncIterator[EventCore]:
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS seen (place bigint GENERATED ALWAYS AS IDENTITY, impulse_id uuid, count integer)"
    )
    await connection.close()
    handlers = counting.handlers
    async with event_core(service, settings, handlers, handlers.topics, [JOURNAL, CONSUMER, TEXTS]) as core:
        yield core


@pytest.fixture(scope="module")
async def counting() -> Counting:
    return Counting()


@pytest.fixture(scope="module")
async def core(new_settings: NewSettings, counting: Counting) -> AsyncIterator[EventCore]:
    async with running(await new_settings(), counting, "ideas") as core:
        yield core


async def record(core: EventCore, *facts: Any) -> None:
    async with core.transactions.begin() as work:
        for fact in facts:
            work.record(fact)


async def send(kafka: str, records: Sequence[tuple[str, list[tuple[str, bytes]], bytes | None]]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    try:
        for key, headers, value in records:
            await producer.send_and_wait(
                FactTopic.IMPULSES, value, key=key.encode(), partition=partition_of(key, 3), headers=headers
            )
    finally:
        await producer.stop()


def envelope(fact: Any, sequence: int, event_type: str | None = None) -> list[tuple[str, bytes]]:
    return encode(
        Envelope(
            id=str(uuid7()),
            type=event_type or fact.event_type,
            source="/impulswerk/ideas",
            subject=fact.subject,
            time=datetime.now(UTC),
            sequence=sequence,
        )
    )


async def test_what_is_committed_arrives_once_and_in_order(core: EventCore) -> None:
    impulse = uuid7()
    await record(core, received(impulse), *(ImpulseSupported(impulse_id=impulse, count=n) for n in range(1, 50)))
    await eventually(lambda: has_seen(core, impulse, 50))
    assert await seen(core, impulse) == list(range(50))
    assert await eventually(lambda: outbox_is_empty(core))


async def has_seen(core: EventCore, impulse_id: UUID, number: int) -> bool:
    return len(await seen(core, impulse_id)) >= number


async def outbox_is_empty(core: EventCore) -> bool:
    return bool(await core.pool.fetchval("SELECT count(*) = 0 FROM outbox"))


async def test_what_is_rolled_back_never_happened(core: EventCore) -> None:
    impulse = uuid7()

    async def fail_after_recording() -> None:
        async with core.transactions.begin() as work:
            work.record(received(impulse))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_after_recording()
    assert await core.pool.fetchval("SELECT count(*) FROM events WHERE subject = $1", str(impulse)) == 0
    assert await core.pool.fetchval("SELECT count(*) FROM outbox WHERE key = $1", str(impulse)) == 0


async def test_the_journal_is_numbered_chained_and_append_only(core: EventCore) -> None:
    impulse = uuid7()
    await record(core, received(impulse))
    await record(core, ImpulseSupported(impulse_id=impulse, count=1), ImpulseSupported(impulse_id=impulse, count=2))
    rows = await core.pool.fetch("SELECT * FROM events WHERE subject = $1 ORDER BY sequence", str(impulse))
    assert [row["sequence"] for row in rows] == [1, 2, 3]
    previous = b""
    for row in rows:
        assert row["hash"] == chain_hash(
            previous, row["type"], row["subject"], row["sequence"], row["time"], row["data"]
        )
        previous = row["hash"]
    for change in ("DELETE FROM events", "UPDATE events SET actor = 'x'", "TRUNCATE events"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await core.pool.execute(change)


async def test_parallel_writers_of_one_aggregate_leave_no_gap(core: EventCore) -> None:
    impulse = uuid7()
    await asyncio.gather(*(record(core, ImpulseSupported(impulse_id=impulse, count=n)) for n in range(40)))
    sequences = await core.pool.fetch("SELECT sequence FROM events WHERE subject = $1 ORDER BY 1", str(impulse))
    assert [row["sequence"] for row in sequences] == list(range(1, 41))
    await eventually(lambda: has_seen(core, impulse, 40))


async def test_a_fact_sent_again_changes_nothing(core: EventCore, kafka: str) -> None:
    impulse = uuid7()
    facts = [ImpulseSupported(impulse_id=impulse, count=n) for n in (1, 2, 3)]
    records = [(str(impulse), envelope(f, n), orjson.dumps(f.data())) for n, f in enumerate(facts, 1)]
    await send(kafka, records + records)
    last = ImpulseSupported(impulse_id=impulse, count=4)
    await send(kafka, [(str(impulse), envelope(last, 4), orjson.dumps(last.data()))])
    await eventually(lambda: has_seen(core, impulse, 4))
    assert await seen(core, impulse) == [1, 2, 3, 4]


async def test_a_gap_parks_the_subject_until_it_is_filled(core: EventCore, kafka: str) -> None:
    impulse, neighbour = uuid7(), uuid7()
    facts = {n: ImpulseSupported(impulse_id=impulse, count=n) for n in (1, 2, 3)}
    records = {n: (str(impulse), envelope(f, n), orjson.dumps(f.data())) for n, f in facts.items()}
    other = ImpulseSupported(impulse_id=neighbour, count=9)
    await send(kafka, [records[1], records[3], (str(neighbour), envelope(other, 1), orjson.dumps(other.data()))])
    await eventually(lambda: has_seen(core, neighbour, 1))
    await eventually(lambda: parked(core, impulse))
    assert await seen(core, impulse) == [1]
    await send(kafka, [records[2]])
    await eventually(lambda: has_seen(core, impulse, 3))
    assert await seen(core, impulse) == [1, 2, 3]
    assert await parked(core, impulse) == []


async def parked(core: EventCore, subject: UUID) -> list[str]:
    rows = await core.pool.fetch("SELECT state FROM parked WHERE subject = $1 ORDER BY sequence", str(subject))
    return [row["state"] for row in rows]


Headers = list[tuple[str, bytes]]
BAD: dict[str, tuple[Callable[[Headers], Headers], bytes]] = {
    "not JSON": (lambda h: h, b"{not json"),
    "not an object": (lambda h: h, b"[1]"),
    "empty": (lambda h: h, b""),
    "a header is missing": (lambda h: [x for x in h if x[0] != "ce_type"], b"{}"),
    "a header is not UTF-8": (lambda h: [*h, ("ce_id", b"\xff\xfe")], b"{}"),
    "unknown major": (
        lambda h: [(k, b"de.impulswerk.impulse.supported.v9" if k == "ce_type" else v) for k, v in h],
        b"{}",
    ),
    "data does not fit": (lambda h: h, b'{"count": -1}'),
}


@pytest.mark.parametrize("poison", BAD)
async def test_poison_leaves_a_dead_letter_and_neighbours_flow(core: EventCore, kafka: str, poison: str) -> None:
    impulse, neighbour = uuid7(), uuid7()
    spoil, value = BAD[poison]
    fact, other = ImpulseSupported(impulse_id=impulse, count=1), ImpulseSupported(impulse_id=neighbour, count=1)
    before = await core.pool.fetchval("SELECT count(*) FROM parked WHERE state = 'bad'")
    await send(
        kafka,
        [
            (str(impulse), spoil(envelope(fact, 1)), value),
            (str(neighbour), envelope(other, 1), orjson.dumps(other.data())),
        ],
    )
    await eventually(lambda: has_seen(core, neighbour, 1))

    async def one_more() -> bool:
        return bool(await core.pool.fetchval("SELECT count(*) FROM parked WHERE state = 'bad'") == before + 1)

    await eventually(one_more)
    assert await seen(core, impulse) == []


async def test_a_handler_that_fails_on_one_key_parks_that_key_only(core: EventCore, counting: Counting) -> None:
    impulse, neighbour = uuid7(), uuid7()
    counting.refused.add(impulse)
    await record(
        core,
        ImpulseSupported(impulse_id=impulse, count=1),
        ImpulseSupported(impulse_id=neighbour, count=1),
        ImpulseSupported(impulse_id=impulse, count=2),
    )
    await eventually(lambda: has_seen(core, neighbour, 1))
    await eventually(lambda: all_parked(core, impulse, ["bad", "waiting"]))
    assert await seen(core, impulse) == []
    assert core.live()


async def all_parked(core: EventCore, subject: UUID, states: list[str]) -> bool:
    return await parked(core, subject) == states


async def test_an_unknown_type_is_skipped_but_counts(core: EventCore, kafka: str) -> None:
    impulse = uuid7()
    unknown = ImpulseSupported(impulse_id=impulse, count=1)
    known = ImpulseSupported(impulse_id=impulse, count=2)
    await send(
        kafka,
        [
            (str(impulse), envelope(unknown, 1, "de.impulswerk.impulse.painted.v1"), b"{}"),
            (str(impulse), envelope(known, 2), orjson.dumps(known.data())),
        ],
    )
    await eventually(lambda: has_seen(core, impulse, 1))
    assert await seen(core, impulse) == [2]


async def test_a_restart_goes_on_where_the_database_says(new_settings: NewSettings) -> None:
    settings, counting = await new_settings(), Counting()
    impulse = uuid7()
    async with running(settings, counting, "evaluation") as core:
        await record(core, received(impulse))
        await eventually(lambda: has_seen(core, impulse, 1))
    async with running(settings, counting, "evaluation") as core:
        await record(core, ImpulseSupported(impulse_id=impulse, count=1))
        await eventually(lambda: has_seen(core, impulse, 2))
        assert await seen(core, impulse) == [0, 1]


async def test_topics_exist_already_without_complaint(kafka: str) -> None:
    assert await create_topics(kafka, 3) == await create_topics(kafka, 3)


async def test_a_trace_goes_on_from_the_cause_to_the_record(core: EventCore) -> None:
    impulse = uuid7()
    trace = "0af7651916cd43dd8448eb211c80319c"
    continue_trace(f"00-{trace}-b7ad6b7169203331-01")
    async with core.pool.acquire() as pooled:
        transaction = pooled.transaction()
        await transaction.start()
        work = UnitOfWork(cast("asyncpg.Connection", pooled), "ideas", datetime.now(UTC))
        work.record(received(impulse))
        await work.flush()
        headers = await pooled.fetchval("SELECT headers FROM outbox WHERE key = $1", str(impulse))
        await transaction.rollback()
    assert headers["traceparent"].split("-")[1] == trace
