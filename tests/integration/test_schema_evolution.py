"""Two releases beside each other on one topic: services are replaced one after the other, and facts are kept for ever."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from uuid6 import uuid7

from services.reporting.projector import Projector
from services.reporting.storage import LIVE, TABLES, create_views, search_path
from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import (
    Costs,
    Fact,
    MeasureFact,
    MeasurePlanned,
    MeasureProgressed,
    MeasureReplanned,
    TextRef,
)
from shared.contracts.fields import Cents, Day, Key
from shared.contracts.registry import EVENT_TYPES, REGISTRY, Registry
from shared.contracts.topics import FactTopic
from shared.messaging.applier import Applier
from shared.messaging.dead_letters import DeadLetters, Parked, Selection, by_subject, list_parked
from shared.messaging.guard import QUERIES, Guard, Positions
from shared.messaging.handlers import Handlers
from shared.messaging.parking import ParkingPlace
from shared.messaging.records import Record
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, prepare_database
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import connect, open_pool
from tests.conftest import NewSettings
from tests.histories import random_history

pytestmark = pytest.mark.servers

CLUSTER = "one-cluster"
TEXT = TextRef(text_id=uuid7(), text_version=1, text_hash="0" * 64)
UNKNOWN_MAJOR = "de.impulswerk.measure.replanned is known up to version 1, not 2"


class OldPlan(MeasureFact):
    """A plan as the release before this one knew it."""

    text: TextRef
    unit: Key
    due_on: Day
    planned_cents: Cents
    funding_cents: Cents | None = None


class OldPlanned(OldPlan):
    event_type = "de.impulswerk.measure.planned.v1"


class OldReplanned(OldPlan):
    event_type = "de.impulswerk.measure.replanned.v1"


BEFORE = Registry(
    {
        **{name: model for name, model in EVENT_TYPES.items() if model not in (MeasurePlanned, MeasureReplanned)},
        OldPlanned.event_type: OldPlanned,
        OldReplanned.event_type: OldReplanned,
    }
)
"""What the release before this one could read."""


def old_handlers() -> Handlers:
    handlers = Handlers()

    async def plan(fact: OldPlan, work: UnitOfWork) -> None:
        await keep(work, fact, fact.planned_cents, fact.funding_cents)

    handlers.on(OldPlanned)(plan)
    handlers.on(OldReplanned)(plan)
    handlers.on(MeasureProgressed)(progress)
    return handlers


def new_handlers() -> Handlers:
    handlers = Handlers()

    async def plan(fact: MeasurePlanned | MeasureReplanned, work: UnitOfWork) -> None:
        await keep(work, fact, fact.costs.planned_cents, fact.costs.funding_cents)

    handlers.on(MeasurePlanned)(plan)
    handlers.on(MeasureReplanned)(plan)
    handlers.on(MeasureProgressed)(progress)
    return handlers


async def progress(fact: MeasureProgressed, work: UnitOfWork) -> None:
    await keep(work, fact, fact.percent, None)


async def keep(work: UnitOfWork, fact: MeasureFact, number: int, funding: int | None) -> None:
    assert work.cause is not None
    kind = type(fact).__name__.removeprefix("Old").removeprefix("Measure").lower()
    await work.connection.execute(
        "INSERT INTO kept (impulse_id, kind, number, funding, sequence) VALUES ($1, $2, $3, $4, $5)",
        fact.impulse_id, kind, number, funding, work.cause.sequence,
    )  # fmt: skip


class Topic:
    """The topic of measures, one partition, written by releases of every age."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._sequences: dict[str, int] = {}

    def write(self, fact: Fact, event_type: str | None = None, **more: Any) -> None:
        sequence = self._sequences[fact.subject] = self._sequences.get(fact.subject, 0) + 1
        offset = len(self.records)
        envelope = Envelope(
            id=str(uuid7()),
            type=event_type or fact.event_type,
            source="/impulswerk/implementation",
            subject=fact.subject,
            time=datetime(2026, 11, 2, tzinfo=UTC) + timedelta(minutes=offset),
            sequence=sequence,
        )
        value = orjson.dumps({**fact.data(), **more})
        self.records.append(
            Record(FactTopic.MEASURES, 0, offset, fact.subject.encode(), value, tuple(encode(envelope)), offset)
        )


class Release:
    """One release of a service on its database: reads the topic from where the database is."""

    def __init__(self, pool: asyncpg.Pool, handlers: Handlers, registry: Registry) -> None:
        self.pool = pool
        self.transactions = Transactions(pool, "ideas", wake=lambda: None)
        self._parking = ParkingPlace("ideas", "ideas", b"k" * 32)
        self._guard = Guard("ideas", handlers, self._parking, registry)

    async def read(self, records: Sequence[Record]) -> None:
        async with self.transactions.begin() as work:
            (row,) = await work.connection.fetch(QUERIES["load_offsets"], "ideas", CLUSTER, [FactTopic.MEASURES], [0])
        positions = Positions(CLUSTER, {(row["topic"], row["partition"]): row["next_offset"]})
        await Applier(self._guard, self.transactions, positions).take(records)

    async def replay(self, entries: Sequence[Parked]) -> list[str]:
        letters = DeadLetters("ideas", self.transactions.begin, self._guard, self._parking)
        return [(await letters.replay(each, "Ada")).result for group in by_subject(entries) for each in group]

    async def parked(self, **wanted: Any) -> list[Parked]:
        async with self.pool.acquire() as connection:
            return await list_parked(connection, "ideas", Selection(**wanted))  # type: ignore[arg-type]

    async def kept(self, impulse_id: UUID | None = None) -> list[tuple[Any, ...]]:
        rows = await self.pool.fetch(
            """
            SELECT impulse_id, kind, number, funding
            FROM kept
            WHERE $1::uuid IS NULL OR impulse_id = $1
            ORDER BY impulse_id, place
            """,
            impulse_id,
        )
        return [tuple(row) for row in rows] if impulse_id is None else [tuple(row)[1:] for row in rows]


@asynccontextmanager
async def database(new_settings: NewSettings) -> AsyncIterator[asyncpg.Pool]:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL, CONSUMER, TEXTS)
    pool = await open_pool(settings)
    try:
        await pool.execute(
            """
            CREATE TABLE kept (
                place bigint GENERATED ALWAYS AS IDENTITY,
                impulse_id uuid,
                kind text,
                number bigint,
                funding bigint,
                sequence integer,
                UNIQUE (impulse_id, sequence)
            )
            """
        )
        yield pool
    finally:
        await pool.close()


@pytest.fixture
async def pool(new_settings: NewSettings) -> AsyncIterator[asyncpg.Pool]:
    async with database(new_settings) as pool:
        yield pool


class Measures:
    """One impulse with one measure, by releases of every age."""

    def __init__(self) -> None:
        self.ids = {"impulse_id": uuid7(), "measure_id": uuid7()}
        self.id = self.ids["impulse_id"]
        self._plan: dict[str, Any] = {**self.ids, "text": TEXT, "unit": "tiefbau", "due_on": date(2027, 1, 4)}

    def old_planned(self, cents: int, funding: int | None = None) -> OldPlanned:
        return OldPlanned(**self._plan, planned_cents=cents, funding_cents=funding)

    def old_replanned(self, cents: int) -> OldReplanned:
        return OldReplanned(**self._plan, planned_cents=cents)

    def planned(self, cents: int, funding: int | None = None) -> MeasurePlanned:
        return MeasurePlanned(**self._plan, costs=Costs(planned_cents=cents, funding_cents=funding))

    def replanned(self, cents: int) -> MeasureReplanned:
        return MeasureReplanned(**self._plan, costs=Costs(planned_cents=cents))

    def progressed(self, percent: int) -> MeasureProgressed:
        return MeasureProgressed(**self.ids, percent=percent)


async def test_a_new_consumer_reads_an_old_producer(pool: asyncpg.Pool) -> None:
    topic, measure = Topic(), Measures()
    topic.write(measure.old_planned(100, funding=60))
    topic.write(measure.progressed(10))
    topic.write(measure.replanned(200))
    topic.write(measure.old_replanned(300))
    release = Release(pool, new_handlers(), REGISTRY)
    await release.read(topic.records)
    assert await release.kept(measure.id) == [
        ("planned", 100, 60), ("progressed", 10, None), ("replanned", 200, None), ("replanned", 300, None),
    ]  # fmt: skip
    assert await release.parked() == []


async def test_an_old_consumer_ignores_what_is_added_and_skips_what_it_does_not_know(pool: asyncpg.Pool) -> None:
    topic, measure = Topic(), Measures()
    topic.write(measure.old_planned(100), lender="kfw", loan={"cents": 5})
    topic.write(measure.progressed(10), "de.impulswerk.measure.painted.v1")
    topic.write(measure.progressed(20))
    release = Release(pool, old_handlers(), BEFORE)
    await release.read(topic.records)
    assert await release.kept(measure.id) == [("planned", 100, None), ("progressed", 20, None)]
    assert await release.parked() == []


def as_version_1(record: Record) -> Record:
    """A plan as the release before this one would have written it; other records as they are."""
    headers = dict(record.headers)
    event_type = headers["ce_type"].decode()
    if event_type not in (MeasurePlanned.event_type, MeasureReplanned.event_type) or record.value is None:
        return record
    data = orjson.loads(record.value)
    amounts = data.pop("costs")
    headers["ce_type"] = event_type.replace(".v2", ".v1").encode()
    return replace(record, value=orjson.dumps({**data, **amounts}), headers=tuple(headers.items()))


async def test_the_views_of_old_and_new_records_are_the_same_row_for_row(new_settings: NewSettings) -> None:
    records = random_history(40, Random(4)).records()
    old = [as_version_1(record) for record in records]
    assert sum(one != other for one, other in zip(records, old, strict=True)) > 5
    assert await projected(records, new_settings) == await projected(old, new_settings)


async def projected(records: Sequence[Record], new_settings: NewSettings) -> list[list[Any]]:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL)
    connection = await connect(settings)
    await create_views(connection, LIVE)
    await connection.close()
    pool = await open_pool(settings, search_path(LIVE))
    try:
        transactions = Transactions(pool, "reporting", wake=lambda: None)
        guard = Guard("reporting", Projector(), ParkingPlace("reporting", "reporting", b"k" * 32))
        places = sorted({(record.topic, record.partition) for record in records})
        async with transactions.begin() as work:
            await work.connection.fetch(
                QUERIES["load_offsets"], "reporting", CLUSTER, [name for name, _ in places], [at for _, at in places]
            )
        await Applier(guard, transactions, Positions(CLUSTER, dict.fromkeys(places, 0))).take(records)
        assert await pool.fetchval("SELECT count(*) FROM parked") == 0
        assert await pool.fetchval("SELECT count(*) FROM impulse_parts WHERE measure::text LIKE '%planned_cents%'") > 0
        return [await pool.fetch(f"SELECT * FROM {table} ORDER BY {table}::text") for table in TABLES]
    finally:
        await pool.close()


async def test_an_old_consumer_parks_a_new_major_and_the_upgraded_one_applies_it_in_its_turn(
    pool: asyncpg.Pool, new_settings: NewSettings
) -> None:
    topic, measure, neighbour, late = Topic(), Measures(), Measures(), Measures()
    topic.write(measure.old_planned(100))
    topic.write(measure.progressed(10))
    topic.write(measure.replanned(200))
    topic.write(neighbour.old_planned(7))
    topic.write(measure.progressed(30))
    topic.write(measure.replanned(300))
    topic.write(neighbour.progressed(50))
    topic.write(measure.progressed(40))

    old = Release(pool, old_handlers(), BEFORE)
    await old.read(topic.records)
    assert await old.kept(measure.id) == [("planned", 100, None), ("progressed", 10, None)]
    assert await old.kept(neighbour.id) == [("planned", 7, None), ("progressed", 50, None)]
    assert sorted((each.sequence, each.state, each.type) for each in await old.parked(subject=str(measure.id))) == [
        (3, "bad", MeasureReplanned.event_type),
        (4, "waiting", MeasureProgressed.event_type),
        (5, "bad", MeasureReplanned.event_type),
        (6, "waiting", MeasureProgressed.event_type),
    ]
    bad = await old.parked(state="bad")
    assert {each.reason for each in bad} == {UNKNOWN_MAJOR}
    letters = await pool.fetchval("SELECT count(*) FROM outbox WHERE topic = 'impulswerk.ideas.dlq.v1'")
    assert letters == len(bad) == 2

    assert await old.replay(bad[:1]) == ["failed"]  # not before the upgrade

    new = Release(pool, new_handlers(), REGISTRY)
    topic.write(late.planned(9, funding=4))
    topic.write(measure.progressed(60))
    await new.read(topic.records)
    assert await new.kept(late.id) == [("planned", 9, 4)]
    assert await new.kept(measure.id) == [("planned", 100, None), ("progressed", 10, None)]

    assert await new.replay(bad) == ["applied", "applied"]
    assert await new.kept(measure.id) == [
        ("planned", 100, None), ("progressed", 10, None), ("replanned", 200, None), ("progressed", 30, None),
        ("replanned", 300, None), ("progressed", 40, None), ("progressed", 60, None),
    ]  # fmt: skip
    assert await new.parked() == []
    assert await new.replay(bad) == ["gone", "gone"]
    await new.read(topic.records)

    async with database(new_settings) as other:
        never_old = Release(other, new_handlers(), REGISTRY)
        await never_old.read(topic.records)
        assert await never_old.kept() == await new.kept()
