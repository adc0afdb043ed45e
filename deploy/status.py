"""`impulswerk status`: how far each service is behind, and what needs a person."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import asyncpg
import httpx
import typer
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.table import Table

from shared.contracts.topics import dead_letter_topic
from shared.runtime.running import RunningSystem, locate
from shared.runtime.settings import SERVICES, ServiceName

app = typer.Typer()

CONNECT_SECONDS = 3.0

# The tables of a consumer lie in the schema `views` where there is one (reporting), else in `public`.
_STATE = """
SELECT
    (SELECT count(*) FROM outbox) AS outbox,
    (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0)::float FROM outbox) AS outbox_seconds,
    (SELECT count(*) FROM parked WHERE state = 'bad') AS bad,
    (SELECT count(*) FROM parked WHERE state = 'waiting') AS waiting
"""
_OFFSETS = "SELECT topic, partition, next_offset FROM consumer_offsets WHERE cluster_id = $1"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service: None stands for what could not be asked. `lag` counts records, `outbox_seconds` the oldest one's age."""

    service: ServiceName
    ready: bool
    lag: int | None
    outbox: int | None
    outbox_seconds: float | None
    bad: int | None
    waiting: int | None
    dead_letters: int | None

    @property
    def well(self) -> bool:
        """Whether nothing needs a person."""
        return self.ready and self.bad == 0 and self.waiting == 0 and self.lag is not None


@app.command()
def status(
    ready_file: Annotated[Path | None, typer.Option(help="Ready file of the running system.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per service.")] = False,
) -> None:
    """Show lag, outbox, parked records and dead letters of each service.

    Ends with code 1 when a service is not ready, cannot be asked, or has records that cannot be applied.
    """
    found = asyncio.run(_all(locate(ready_file)))
    if as_json:
        for each in found:
            typer.echo(json.dumps(asdict(each)))
    else:
        _print(found)
    if not all(each.well for each in found):
        raise typer.Exit(1)


async def _all(system: RunningSystem) -> list[ServiceStatus]:
    consumer = AIOKafkaConsumer(bootstrap_servers=system.bootstrap_servers)
    try:
        await consumer.start()
    except KafkaError:
        await consumer.stop()
        return [await _one(service, system, None) for service in SERVICES]
    try:
        return [await _one(service, system, consumer) for service in SERVICES]
    finally:
        await consumer.stop()


async def _one(service: ServiceName, system: RunningSystem, kafka: AIOKafkaConsumer | None) -> ServiceStatus:
    ready = await _is_ready(system.url(service))
    lag, state, letters = None, None, None
    try:
        connection = await asyncpg.connect(
            system.dsn(service), timeout=CONNECT_SECONDS, server_settings={"search_path": "views, public"}
        )
    except (OSError, TimeoutError, asyncpg.PostgresError):
        connection = None
    try:
        if connection is not None:
            state = await connection.fetchrow(_STATE)
        if connection is not None and kafka is not None:
            cluster = await _cluster_id(system.bootstrap_servers)
            rows = await connection.fetch(_OFFSETS, cluster)
            next_offsets = {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}
            # Without offsets on this cluster the consumer has not begun: unknown, not 0.
            lag = await _lag(next_offsets, kafka) if next_offsets else None
    finally:
        if connection is not None:
            await connection.close()
    if kafka is not None:
        letters = await _records(TopicPartition(dead_letter_topic(service), 0), kafka)
    return ServiceStatus(
        service,
        ready,
        lag,
        None if state is None else state["outbox"],
        None if state is None else state["outbox_seconds"],
        None if state is None else state["bad"],
        None if state is None else state["waiting"],
        letters,
    )


async def _is_ready(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=CONNECT_SECONDS) as client:
            return (await client.get(f"{url}/health/ready")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


async def _cluster_id(kafka: str) -> str:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


async def _lag(next_offsets: dict[TopicPartition, int], kafka: AIOKafkaConsumer) -> int:
    ends = await kafka.end_offsets(list(next_offsets))
    return sum(max(0, end - next_offsets[partition]) for partition, end in ends.items())


async def _records(partition: TopicPartition, kafka: AIOKafkaConsumer) -> int:
    first, last = await asyncio.gather(kafka.beginning_offsets([partition]), kafka.end_offsets([partition]))
    return int(last[partition] - first[partition])


def _print(found: Iterable[ServiceStatus]) -> None:
    table = Table()
    table.add_column("service", no_wrap=True)
    for name in ("ready", "lag", "outbox", "oldest (s)", "bad", "waiting", "dead letters"):
        table.add_column(name)
    for each in found:
        age = None if each.outbox_seconds is None else f"{each.outbox_seconds:.1f}"
        figures = (each.lag, each.outbox, age, each.bad, each.waiting, each.dead_letters)
        table.add_row(each.service, "yes" if each.ready else "no", *("?" if f is None else str(f) for f in figures))
    Console().print(table)
