"""Much that cannot be applied: a portal's flood stops no fact, a bad deployment stops the consumer before it empties a topic."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any
from uuid import UUID

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from uuid6 import uuid7

from shared.contracts.errors import DomainError
from shared.contracts.facts import ImpulseSupported
from shared.contracts.intake import ImpulseSubmitted
from shared.contracts.topics import INTAKE, FactTopic, dead_letter_topic
from shared.messaging.guard import QUERIES, Guard, Positions
from shared.messaging.handlers import Handlers
from shared.messaging.parking import Limits, ParkingPlace, TooManyParked
from shared.messaging.records import Record
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, EventCore, event_core
from shared.messaging.share_of_bad import ShareOfBad
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.e2e.topics import Topic
from tests.eventually import eventually
from tests.integration.test_messaging import envelope

pytestmark = pytest.mark.servers

IMPULSES = FactTopic.IMPULSES.value
FLOOD = 1_200
KEPT = Limits().intake
FACT_SECONDS = 5.0
INTAKE_HEADERS = [("ce_type", ImpulseSubmitted.event_type.encode()), ("ce_id", b"1"), ("ce_source", b"/portal/one")]


class Refused(DomainError):
    """What a handler refuses for good."""

    code = "test.refused"


class Taking:
    """A service that refuses every portal event, and facts while it is `broken`."""

    def __init__(self) -> None:
        self.heard: set[UUID] = set()
        self.broken = False
        self.handlers = Handlers()
        self.handlers.on_intake(self.refuse)
        self.handlers.on(ImpulseSupported)(self.hear)

    async def refuse(self, _: Any, work: UnitOfWork) -> None:
        raise Refused("Nein.", "reference")

    async def hear(self, fact: ImpulseSupported, work: UnitOfWork) -> None:
        if self.broken:
            raise Refused("Kaputt.")
        self.heard.add(fact.impulse_id)


@asynccontextmanager
async def running(settings: Settings, taking: Taking) -> AsyncIterator[EventCore]:
    handlers = taking.handlers
    async with event_core("ideas", settings, handlers, handlers.topics, [JOURNAL, CONSUMER, TEXTS]) as core:
        yield core


async def record_facts(core: EventCore, number: int = 1) -> list[UUID]:
    impulse_ids: list[UUID] = [uuid7() for _ in range(number)]
    async with core.transactions.begin() as work:
        for impulse_id in impulse_ids:
            work.record(ImpulseSupported(impulse_id=impulse_id, count=1))
    return impulse_ids


def posted(**changed: str) -> bytes:
    return orjson.dumps({"reference": f"r-{uuid7().hex}", "title": "T", "text": "X", "origin": "citizens"} | changed)


async def post(kafka: str, values: Sequence[bytes]) -> set[tuple[int, int]]:
    """Partitions and offsets of the events posted."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=5)
    await producer.start()
    try:
        sent = [await producer.send(INTAKE, value, key=uuid7().bytes, headers=INTAKE_HEADERS) for value in values]
        return {(done.partition, done.offset) for done in [await each for each in sent]}
    finally:
        await producer.stop()


async def test_a_flood_of_bad_portal_events_delays_facts_by_seconds_and_stops_nothing(
    new_settings: NewSettings,
) -> None:
    settings, taking = await new_settings(), Taking()
    async with running(settings, taking) as core:
        kinds = [b"{", posted(origin="martians"), posted()]
        places = await post(settings.kafka, kinds * (FLOOD // len(kinds)))
        delays = []

        async def letters() -> list[dict[str, Any]]:
            topic = await Topic.read(settings.kafka, dead_letter_topic("ideas"))
            found = [orjson.loads(record.value) for record in topic.records]
            return [each for each in found if each["topic"] == INTAKE and (each["partition"], each["offset"]) in places]

        async def flood_is_over() -> bool:
            began = monotonic()
            (impulse_id,) = await record_facts(core)

            async def heard() -> bool:
                return impulse_id in taking.heard

            await eventually(heard, seconds=60)
            delays.append(monotonic() - began)
            return len(await letters()) == FLOOD

        await eventually(flood_is_over, seconds=120)
        assert max(delays) < FACT_SECONDS
        assert core.live()
        # At least the last ones did not fit any more; other tests may have left bad events in the topic, too.
        assert await core.pool.fetchval("SELECT count(*) FROM parked WHERE topic = $1", INTAKE) == KEPT
        told = await letters()
        assert [each["kept"] for each in told].count(False) >= FLOOD - KEPT
        assert not [each for each in told if "value" in each]


async def test_a_bad_deployment_stops_and_goes_on_where_it_stopped_when_mended(new_settings: NewSettings) -> None:
    settings, taking = await new_settings(), Taking()
    limit = Limits().subjects
    async with running(settings, taking) as core:
        await record_facts(core)

        async def started() -> bool:
            return bool(taking.heard)

        await eventually(started, seconds=60)
        taking.broken = True
        wanted = set(await record_facts(core, 3 * limit))

        async def stopped() -> bool:
            return not core.live()

        await eventually(stopped, seconds=60)
        assert f"facts or texts of {limit} subjects could not be applied" in str(core.consumer.failure)
        parked = await parked_subjects(core)
        assert len(parked) < limit
    # The old code again: the table remembers.
    async with running(settings, taking) as core:
        await eventually(stopped, seconds=60)
        assert len(await parked_subjects(core)) < limit
    taking.broken = False
    async with running(settings, taking) as core:

        async def all_but_the_parked() -> bool:
            return wanted - parked <= taking.heard

        await eventually(all_but_the_parked, seconds=60)
        assert core.live()


async def parked_subjects(core: EventCore) -> set[UUID]:
    rows = await core.pool.fetch("SELECT subject FROM parked WHERE state = 'bad' AND topic = $1", IMPULSES)
    return {UUID(row["subject"]) for row in rows}


class Reader:
    """A guard without Kafka; reads facts of new subjects, good ones and unreadable ones."""

    def __init__(self, core: EventCore) -> None:
        self._core = core
        self._name = uuid7().hex
        self._next_offset = 0
        self.restart()

    def restart(self, limits: Limits | None = None) -> None:
        self._guard = Guard(self._name, Handlers(), ParkingPlace(self._name, "ideas", b"k" * 32, limits=limits))

    async def read(self, *, good: int = 0, bad: int = 0) -> None:
        records = [self._record(number, b"{}") for number in range(good)]
        records += [self._record(good + number, b"{") for number in range(bad)]
        async with self._core.transactions.begin() as work:
            await work.connection.fetch(QUERIES["load_offsets"], self._name, "cluster", [IMPULSES], [0])
            await self._guard.take(records, Positions("cluster", {(IMPULSES, 0): self._next_offset}), work)
        self._next_offset += len(records)

    def _record(self, number: int, value: bytes) -> Record:
        fact = ImpulseSupported(impulse_id=uuid7(), count=1)
        offset = self._next_offset + number
        return Record(IMPULSES, 0, offset, fact.subject.encode(), value, tuple(envelope(fact, 1)), 0)


@pytest.fixture(scope="module")
async def core(new_settings: NewSettings) -> AsyncIterator[EventCore]:
    async with running(await new_settings(), Taking()) as found:
        yield found


async def test_few_bad_ones_among_many_good_ones_stop_nothing(core: EventCore) -> None:
    reader = Reader(core)
    for _ in range(15):
        await reader.read(good=100, bad=10)


async def test_many_bad_ones_among_few_good_ones_stop_the_consumer(core: EventCore) -> None:
    reader = Reader(core)
    await reader.read(good=200, bad=99)
    with pytest.raises(
        TooManyParked, match=r"of 100 subjects could not be applied within an hour, and 33% of the last"
    ):
        await reader.read(bad=1)
    await reader.read(good=800)  # now they are few
    await reader.read(bad=1)


async def test_after_a_restart_the_first_bad_one_of_many_stops_again(core: EventCore) -> None:
    reader = Reader(core)
    await reader.read(bad=99)
    reader.restart()
    with pytest.raises(TooManyParked):
        await reader.read(good=9, bad=1)
    reader.restart()
    await reader.read(good=10, bad=1)


async def test_what_was_parked_long_ago_does_not_count(core: EventCore) -> None:
    reader = Reader(core)
    await reader.read(bad=99)
    await core.pool.execute("UPDATE parked SET parked_at = parked_at - interval '61 minutes'")
    await reader.read(bad=99)


async def test_the_table_is_bounded(core: EventCore) -> None:
    reader = Reader(core)
    reader.restart(Limits(rows=50))
    await reader.read(good=1_000, bad=50)
    with pytest.raises(TooManyParked, match=r"51 records cannot be applied \(limit 50\)"):
        await reader.read(bad=1)


def test_the_share_is_that_of_the_last_records() -> None:
    share = ShareOfBad(window=10)
    assert share.after(1, 1) == 1
    share.saw(0, 0)
    share.saw(10, 5)
    assert share.after(0, 0) == 0.5
    share.saw(5, 0)
    share.saw(5, 0)
    assert share.after(0, 0) == 0
    assert share.after(10, 5) == 0.25
