"""One change is one tree of spans, from the request or the portal's event to the view, over processes and Kafka."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from secrets import token_hex
from uuid import uuid4

import httpx
import orjson
import pytest
from aiokafka import AIOKafkaProducer

from shared.contracts.topics import INTAKE, FactTopic
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.observed import Collector, Span, collector, served

pytestmark = pytest.mark.servers

CANARY = "canary"
IMPULSES = FactTopic.IMPULSES.value
SUBMISSION = {"title": f"Mehr Schatten {CANARY}", "text": f"Zu heiß, {CANARY}.", "origin": "citizens"}
EVENT_TYPE = b"de.impulswerk.intake.impulse_submitted.v1"
PRODUCER, CONSUMER = 4, 5
PORTAL = ("ideenportal", "a secret of the portal")


@pytest.fixture(scope="module")
def spans() -> Iterator[Collector]:
    with collector() as found:
        yield found


@pytest.fixture(scope="module")
async def ideas(
    settings_on_own_kafka: NewSettings, spans: Collector, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    portals = tmp_path_factory.mktemp("portals") / "portals.json"
    portals.write_text(orjson.dumps({PORTAL[0]: sha256(PORTAL[1].encode()).hexdigest()}).decode())
    ideas, reporting = await settings_on_own_kafka(), await settings_on_own_kafka()
    tracing = {"OTEL_EXPORTER_OTLP_ENDPOINT": spans.url, "OTEL_BSP_SCHEDULE_DELAY": "100"}
    async with (
        served("ideas", ideas, IMPULSWERK_PORTALS=str(portals), **tracing) as caller,
        served("reporting", reporting, **tracing),
    ):
        caller.auth = PORTAL
        yield caller


async def submit(ideas: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await ideas.post(
        f"/api/ideas/v1/impulses?{CANARY}=1", json=SUBMISSION, headers={"Idempotency-Key": uuid4().hex} | headers
    )


async def post_event(own_kafka: str, **headers: str) -> tuple[int, int]:
    value = orjson.dumps({"reference": token_hex(8), "title": CANARY, "text": CANARY, "origin": "citizens"})
    given: list[tuple[str, bytes]] = [
        ("ce_type", EVENT_TYPE),
        ("ce_id", uuid4().hex.encode()),
        ("ce_source", b"/portal"),
        *((name, text.encode()) for name, text in headers.items()),
    ]
    producer = AIOKafkaProducer(bootstrap_servers=own_kafka)
    await producer.start()
    try:
        sent = await producer.send_and_wait(INTAKE, value, key=CANARY.encode(), headers=given)
        return sent.partition, sent.offset
    finally:
        await producer.stop()


async def tree_with_a_view(spans: Collector, trace: str, *, below: str | None = None) -> list[Span]:
    """The spans of a trace once they reach the view and each has its parent among them; the first one's may be `below`."""

    async def look() -> list[Span]:
        tree = spans.of(trace)
        unknown = {span.parent for span in tree} - {span.id for span in tree} - {""}
        shown = any(span.name == f"view {IMPULSES}" for span in tree)
        return tree if shown and unknown == ({below} if below else set()) else []

    return await eventually(look)


def way_up(tree: list[Span], name: str) -> list[tuple[str, str]]:
    """From the span of this name up to the root: service and name of each."""
    by_id = {span.id: span for span in tree}
    (span,) = [each for each in tree if each.name == name and each.service == "reporting"]
    way: list[tuple[str, str]] = []
    at: Span | None = span
    while at is not None:
        way.append((at.service, at.name))
        at = by_id.get(at.parent)
    return way


def assert_no_word(tree: list[Span]) -> None:
    for span in tree:
        assert CANARY not in span.words
        assert CANARY not in span.name


async def test_from_the_request_to_the_view(ideas: httpx.AsyncClient, spans: Collector) -> None:
    assert (await submit(ideas)).status_code == 201

    async def request() -> list[str]:
        return [span.trace for span in spans.spans if span.name == "POST /api/ideas/v1/impulses"]

    (trace,) = await eventually(request)
    tree = await tree_with_a_view(spans, trace)
    way = way_up(tree, f"view {IMPULSES}")
    assert way[:2] == [("reporting", f"view {IMPULSES}"), ("reporting", f"process {IMPULSES}")]
    assert way[-1] == ("ideas", "POST /api/ideas/v1/impulses")
    assert [span.name for span in tree if not span.parent] == ["POST /api/ideas/v1/impulses"]
    by_id = {span.id: span for span in tree}
    (published,) = [span for span in tree if span.kind == PRODUCER and span.name == f"publish {IMPULSES}"]
    assert published.service == "ideas"
    assert by_id[published.parent].service == "ideas"
    assert_no_word(tree)


async def test_a_request_continues_the_trace_of_its_caller(ideas: httpx.AsyncClient, spans: Collector) -> None:
    trace, parent = token_hex(16), token_hex(8)
    await submit(ideas, traceparent=f"00-{trace}-{parent}-01")
    tree = await tree_with_a_view(spans, trace, below=parent)
    assert [span.name for span in tree if span.parent == parent] == ["POST /api/ideas/v1/impulses"]
    assert way_up(tree, f"view {IMPULSES}")[-1] == ("ideas", "POST /api/ideas/v1/impulses")


async def test_from_the_portals_event_to_the_view(ideas: httpx.AsyncClient, spans: Collector, own_kafka: str) -> None:
    trace, parent = token_hex(16), token_hex(8)
    await post_event(own_kafka, traceparent=f"00-{trace}-{parent}-01")
    tree = await tree_with_a_view(spans, trace, below=parent)
    assert [(span.name, span.kind) for span in tree if span.parent == parent] == [(f"process {INTAKE}", CONSUMER)]
    assert way_up(tree, f"view {IMPULSES}")[-1] == ("ideas", f"process {INTAKE}")
    assert_no_word(tree)


async def test_a_portals_event_without_a_context_begins_a_trace(
    ideas: httpx.AsyncClient, spans: Collector, own_kafka: str
) -> None:
    partition, offset = await post_event(own_kafka)

    async def handled() -> list[str]:
        found = [span for span in spans.spans if span.name == f"process {INTAKE}"]
        return [span.trace for span in found if span.place == (str(partition), offset)]

    tree = await tree_with_a_view(spans, (await eventually(handled))[0])
    assert [span.name for span in tree if not span.parent] == [f"process {INTAKE}"]
    assert way_up(tree, f"view {IMPULSES}")[-1] == ("ideas", f"process {INTAKE}")


async def test_what_is_not_sampled_is_not_recorded(ideas: httpx.AsyncClient, spans: Collector, own_kafka: str) -> None:
    unsampled, sampled, parent = token_hex(16), token_hex(16), token_hex(8)
    await submit(ideas, traceparent=f"00-{unsampled}-{parent}-00")
    await submit(ideas, traceparent=f"00-{sampled}-{parent}-01")
    await tree_with_a_view(spans, sampled, below=parent)
    assert spans.of(unsampled) == []


def test_without_a_collector_no_sdk_is_loaded() -> None:
    code = "import sys, services.reporting.main; sys.exit(any(name.startswith('opentelemetry.sdk') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
