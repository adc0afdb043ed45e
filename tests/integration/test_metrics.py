"""What running services tell about themselves after some work, read as Prometheus reads it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
import rfc8785
from aiokafka import AIOKafkaProducer
from prometheus_client.parser import text_string_to_metric_families
from uuid6 import uuid7

from services.reporting.projector import TOPICS
from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import ImpulseReceived
from shared.contracts.topics import FactTopic
from shared.messaging import metrics as of_the_core
from shared.messaging.partitioner import partition_of
from shared.web import metrics as of_the_doors
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.observed import all_applied, served

pytestmark = pytest.mark.servers

IMPULSES = FactTopic.IMPULSES.value
PORTAL = ("ideenportal", "a secret of the portal")


@dataclass(frozen=True, slots=True)
class Figures:
    """All samples of one scrape."""

    samples: dict[tuple[str, frozenset[tuple[str, str]]], float]
    families: frozenset[str]

    @classmethod
    async def of(cls, caller: httpx.AsyncClient) -> "Figures":
        families = list(text_string_to_metric_families((await caller.get("/metrics")).text))
        return cls(
            {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples},
            frozenset(family.name for family in families),
        )

    def __call__(self, name: str, **labels: str) -> float:
        return self.samples.get((f"impulswerk_{name}", frozenset(labels.items())), 0)


@pytest.fixture(scope="module")
async def ideas(
    settings_on_own_kafka: NewSettings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    portals = tmp_path_factory.mktemp("portals") / "portals.json"
    portals.write_text(orjson.dumps({PORTAL[0]: sha256(PORTAL[1].encode()).hexdigest()}).decode())
    async with served("ideas", await settings_on_own_kafka(), IMPULSWERK_PORTALS=str(portals)) as caller:
        caller.auth = httpx.BasicAuth(*PORTAL)
        yield caller


@pytest.fixture(scope="module")
async def reporting(settings_on_own_kafka: NewSettings, own_kafka: str) -> AsyncIterator[httpx.AsyncClient]:
    settings = await settings_on_own_kafka()
    async with served("reporting", settings) as caller:
        await all_applied(settings, own_kafka, TOPICS)
        yield caller


async def until(caller: httpx.AsyncClient, fits: Callable[[Figures], bool]) -> Figures:
    async def look() -> Figures | None:
        now = await Figures.of(caller)
        return now if fits(now) else None

    found = await eventually(look, every=0.1)
    assert found is not None
    return found


def record(impulse: UUID, sequence: int) -> tuple[list[tuple[str, bytes]], bytes]:
    fact = ImpulseReceived(
        impulse_id=impulse,
        number="2026-0001",
        origin="citizens",
        channel="form",
        visibility="public",
        received_on=date(2026, 3, 2),
        imported=False,
        has_contact=False,
    )
    envelope = Envelope(
        id=str(uuid4()),
        type=fact.event_type,
        source="/impulswerk/test",
        subject=str(impulse),
        time=datetime.now(UTC),
        sequence=sequence,
    )
    return list(encode(envelope)), rfc8785.dumps(fact.data())


async def test_every_metric_of_the_catalogue_is_told(ideas: httpx.AsyncClient, reporting: httpx.AsyncClient) -> None:
    for caller in (ideas, reporting):
        told = (await Figures.of(caller)).families
        for entry in (*of_the_core.CATALOGUE.entries, *of_the_doors.CATALOGUE.entries):
            assert entry.name.removesuffix("_total") in told


async def test_what_a_consumer_does_with_records(reporting: httpx.AsyncClient, own_kafka: str) -> None:
    before = await Figures.of(reporting)
    whole, broken, gap = uuid7(), uuid7(), uuid7()
    producer = AIOKafkaProducer(bootstrap_servers=own_kafka)
    await producer.start()
    try:

        async def send(impulse: UUID, sequence: int, value: bytes | None = None) -> None:
            headers, right = record(impulse, sequence)
            place = partition_of(str(impulse), 3)
            await producer.send_and_wait(IMPULSES, value or right, str(impulse).encode(), place, headers=headers)

        await send(whole, 1)
        await send(whole, 1)
        await send(broken, 1, b"no json")
        await send(gap, 2)
    finally:
        await producer.stop()

    def more(now: Figures, name: str, **labels: str) -> float:
        return now(name, **labels) - before(name, **labels)

    def counted(now: Figures) -> bool:
        return [
            more(now, "consumed_records_total", topic=IMPULSES, outcome="applied"),
            more(now, "consumed_records_total", topic=IMPULSES, outcome="duplicate"),
            more(now, "consumed_records_total", topic=IMPULSES, outcome="bad"),
            more(now, "consumed_records_total", topic=IMPULSES, outcome="waiting"),
            more(now, "dead_letters_total", reason="unreadable"),
            now("consumer_lag_records", topic=IMPULSES),
            now("consumer_lag_seconds", topic=IMPULSES),
            now("consumer_stopped"),
        ] == [1, 1, 1, 1, 1, 0, 0, 0]

    def told(
        now: Figures,
    ) -> bool:  # by gauges that are measured every few seconds, and of what other tests have left, too
        parked = (
            now("parked_records", state="bad", reason="unreadable"),
            now("parked_records", state="waiting", reason="waiting"),
        )
        return min(parked) >= 1 and now("parked_keys") >= 2 and more(now, "relay_records_total") >= 1

    await until(reporting, counted)
    now = await until(reporting, told)
    assert more(now, "effect_delay_seconds_bucket", le="60.0") == 4
    assert now("database_connections", state="limit") == 10


async def test_what_becomes_of_a_submission(ideas: httpx.AsyncClient) -> None:
    before = await Figures.of(ideas)
    answer = await ideas.post(
        "/api/ideas/v1/impulses",
        json={"title": "Mehr Schatten", "text": "Zu heiß.", "origin": "citizens"},
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert answer.status_code == 201
    posted = {"method": "POST", "route": "/api/ideas/v1/impulses", "status": "201"}

    def published(now: Figures) -> bool:
        told = ("relay_records_total", "relay_batch_records_count", "relay_ack_seconds_count")
        return all(now(name) > before(name) for name in told) and now("outbox_records") == 0

    now = await until(ideas, published)
    assert now("journal_entries_total", stream=IMPULSES) - before("journal_entries_total", stream=IMPULSES) == 1
    assert now("group_commit_commands_bucket", le="1.0") - before("group_commit_commands_bucket", le="1.0") == 1
    assert now("http_request_seconds_count", **posted) == 1
    assert now("outbox_age_seconds") == 0
    assert now("outbox_parked_keys") == 0
    assert 0 <= now("checkpoint_age_seconds") < 600
    assert now("journal_alarm", cause="late") == now("journal_alarm", cause="failed") == 0


async def test_pages_that_were_kept_and_addresses_that_nobody_knows(reporting: httpx.AsyncClient) -> None:
    before = await Figures.of(reporting)
    for _ in range(3):
        await reporting.get("/methode")
    await reporting.get(f"/{uuid4()}")
    now = await Figures.of(reporting)
    pages = {"method": "GET", "route": "/methode", "status": "200"}
    assert now("http_request_seconds_count", **pages) - before("http_request_seconds_count", **pages) == 3
    assert now("page_cache_requests_total", outcome="hit") - before("page_cache_requests_total", outcome="hit") >= 1
    unknown = {"method": "GET", "route": "unknown", "status": "404"}
    assert now("http_request_seconds_count", **unknown) - before("http_request_seconds_count", **unknown) == 1
    assert now("page_cache_bytes") > 0
