"""Services as processes of their own, and a collector that takes in their spans."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from deploy.local.ports import free_port
from shared.runtime.settings import ServiceName, Settings
from tests.eventually import eventually


@dataclass(frozen=True, slots=True)
class Span:
    """A span as the collector received it.

    `parent` is empty for a root; `words` are attributes, events and status; `place` is the partition and offset of a record.
    """

    service: str
    name: str
    kind: int
    trace: str
    id: str
    parent: str
    words: str
    place: tuple[str, int]


class Collector:
    """What has come in so far."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.spans: list[Span] = []

    def take(self, body: bytes) -> None:
        """One export of a service."""
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = next(a.value.string_value for a in resource.resource.attributes if a.key == "service.name")
            self.spans += [
                Span(
                    service.removeprefix("impulswerk-"),
                    span.name,
                    span.kind,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    f"{span.attributes} {span.events} {span.status.message}",
                    _place(span.attributes),
                )
                for scope in resource.scope_spans
                for span in scope.spans
            ]

    def of(self, trace: str) -> list[Span]:
        """The spans of one trace."""
        return [span for span in self.spans if span.trace == trace]


def _place(attributes: Iterable[KeyValue]) -> tuple[str, int]:
    """Partition and offset of the record that a span is about."""
    values = {each.key: each.value for each in attributes}
    if "messaging.kafka.offset" not in values:
        return "", 0
    return values["messaging.destination.partition.id"].string_value, values["messaging.kafka.offset"].int_value


@contextmanager
def collector() -> Iterator[Collector]:
    """Take in spans by OTLP over HTTP until the block ends."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            found.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    found = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@asynccontextmanager
async def served(service: ServiceName, settings: Settings, **environment: str) -> AsyncIterator[httpx.AsyncClient]:
    """A service as a process of its own, and somebody who calls it."""
    port = free_port()
    own = {
        "IMPULSWERK_MODE": settings.mode,
        "IMPULSWERK_DATABASE_URL": settings.database_url.get_secret_value(),
        "IMPULSWERK_KAFKA": settings.kafka,
        "IMPULSWERK_PARTITIONS": str(settings.partitions),
        "IMPULSWERK_SECRETS_FILE": str(settings.secrets_file),
        "IMPULSWERK_CHECK_JOURNAL": "false",
        "IMPULSWERK_LOG_LEVEL": "ERROR",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "deploy.cli",
        "serve",
        service,
        "--port",
        str(port),
        env={**os.environ, **own, **environment},
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as caller:

            async def is_ready() -> bool:
                assert process.returncode is None, f"{service} has ended"
                try:
                    return (await caller.get("/health/ready")).is_success
                except httpx.TransportError:
                    return False

            await eventually(is_ready, seconds=60, every=0.1)
            yield caller
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def all_applied(settings: Settings, kafka: str, topics: Sequence[str]) -> None:
    """Wait until a service has applied all that these topics hold; other tests may have published before."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        places = [TopicPartition(topic, number) for topic in topics for number in range(settings.partitions)]
        ends = sum((await consumer.end_offsets(places)).values())
    finally:
        await consumer.stop()
    connection = await asyncpg.connect(settings.database_url.get_secret_value())

    async def caught_up() -> bool:
        applied: int = await connection.fetchval(
            """
            SELECT coalesce(sum(next_offset), 0)
            FROM consumer_offsets
            WHERE topic = ANY($1::text[])
            """,
            topics,
        )
        return bool(applied >= ends)

    try:
        await connection.execute("SET search_path = views, public")
        await eventually(caught_up, seconds=60)
    finally:
        await connection.close()
