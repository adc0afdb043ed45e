"""Public pages: one that is kept against constant bytes from the same server, and pages rendered from 1,000 and 100,000 impulses.

The impulses come with their whole histories through Kafka, so that the pages show what a city of many years would.

Limits. "cached page": an ASGI application on the same server that sends the same bytes and headers, knowing nothing of
addresses, versions or figures; 32 keep-alive connections. "page time ...": the same page of the same service with 1,000 impulses
in its views; each request differs in its query, so that nothing is kept; one connection. "search" and "first byte": what 95 of
100 such answers do not exceed, against the milliseconds that are allowed.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median

import httpx

from deploy.local.kafka import EmbeddedKafka
from deploy.local.ports import free_port
from services.reporting.storage import LIVE, SERVICE
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.history import Sent, history, publish
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving
from tests.eventually import eventually

FEW, USUAL, MANY = 1_000, 10_000, 100_000
A_YEAR = 5_000
PARTITIONS = 4
LOAD_SECONDS = 900
BAR = 1.3
ALLOWED_MILLISECONDS = 50.0
PAGES = {
    "overview": "/",
    "list": "/impulse",
    "list of one field": "/impulse?handlungsfeld=mobilitaet",
    "impulse": "/impulse/{number}",
    "late ones": "/listen/ueberfaellig",
}
RARE = "/impulse?handlungsfeld=kulturelles-leben&herkunft=council&entscheidung=forwarded&jahr=2001"
"""Nothing fits: the whole list must be looked through."""
SEARCHES = {
    "a word that many hold": "/impulse?q=Schatten",
    "several words": "/impulse?q=Rollstuhl+Kinderwagen+Verein",
    "a word that nothing holds": "/impulse?q=Nilpferdgehege",
    "a typing error": "/impulse?q=Bahnhofrdaweg",
    "with a filter": "/impulse?q=Haltestelle&status=rejected&handlungsfeld=mobilitaet",
}
NOT_OF_THE_PAGE = frozenset({"date", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Site:
    """A running service and the number of an impulse that it shows."""

    port: int
    number: str

    def address(self, path: str) -> str:
        """The path of a page."""
        return path.format(number=self.number)


async def measure(bench: Bench) -> list[Row]:
    """The rows of the goal table about pages."""
    async with AsyncExitStack() as stack:
        few = await stack.enter_async_context(_site(bench, FEW))
        usual = await stack.enter_async_context(_site(bench, USUAL))
        many = await stack.enter_async_context(_site(bench, MANY))
        rows = [await _cached(bench, few)]
        rows += [await _rendered(bench, few, many, name, path, BAR) for name, path in PAGES.items()]
        rows.append(await _rendered(bench, few, many, "list that nothing fits", RARE, None))
        rows += [await _slowest(bench, many, f"search at {MANY:,}: {name}", path) for name, path in SEARCHES.items()]
        rows += [await _slowest(bench, usual, f"first byte at {USUAL:,}: {name}", path) for name, path in PAGES.items()]
    return rows


async def _slowest(bench: Bench, site: Site, name: str, path: str) -> Row:
    found = [await _load("slow_milliseconds", site.port, site.address(path)) for _ in range(bench.rounds)]
    ratios = [each / ALLOWED_MILLISECONDS for each in found]
    note = f"p95 {median(found):.3g} of {ALLOWED_MILLISECONDS:g} ms"
    return Row(name, median(ratios), min(ratios), max(ratios), 1.0, "at_most", 0.0, note)


async def _cached(bench: Bench, site: Site) -> Row:
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}") as client,
        client.stream("GET", "/") as answer,
    ):
        body = b"".join([part async for part in answer.aiter_raw()])
        headers = [pair for pair in answer.headers.items() if pair[0] not in NOT_OF_THE_PAGE]
    file = bench.folder / "page.json"
    file.write_text(json.dumps({"headers": headers, "body": body.hex()}))
    port = free_port()
    async with serving("tests.benchmarks.constant_page", str(file), str(port), port=port, path="/"):
        return await alternate(
            "cached page",
            partial(_load, "rate", port, "/"),
            partial(_load, "rate", site.port, "/"),
            bar=0.65,
            unit="answers/s",
            rounds=bench.rounds,
        )


async def _rendered(bench: Bench, few: Site, many: Site, name: str, path: str, bar: float | None) -> Row:
    return await alternate(
        f"page time independent of the number of impulses ({FEW:,} -> {MANY:,}): {name}",
        partial(_load, "milliseconds", few.port, few.address(path)),
        partial(_load, "milliseconds", many.port, many.address(path)),
        bar=bar,
        unit="ms",
        direction="at_most",
        rounds=bench.rounds,
    )


async def _load(what: str, port: int, path: str) -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.load", what, str(port), path, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, "the load generator has failed"
    return float(output)


@asynccontextmanager
async def _site(bench: Bench, impulses: int) -> AsyncIterator[Site]:
    """Reporting as a process of its own, fed by a Kafka of its own with the lives of so many impulses."""
    async with EmbeddedKafka(bench.folder / f"kafka-{impulses}") as broker:
        bench.console.print(f"Loading {impulses:,} impulses through Kafka ...")
        records = await publish(broker.bootstrap_servers, lives_of(impulses), PARTITIONS)
        given = await bench.new_settings(PARTITIONS)
        settings = given.model_copy(update={"kafka": broker.bootstrap_servers})
        port = free_port()
        arguments = ("deploy.cli", "serve", SERVICE, "--port", str(port))
        async with serving(*arguments, port=port, path="/health/ready", environment=environment_of(settings)):
            yield Site(port, await _when_all_is_there(settings, records))


async def _when_all_is_there(settings: Settings, records: int) -> str:
    """Wait until everything is shown and the database has settled; the number of a decided impulse."""
    connection = await connect(settings)
    try:
        # As on a day whose file of facts has been made: without a checkpoint in the topics none can be, and all would be read
        # again and again.
        await connection.execute("INSERT INTO facts_downloads (impulses, facts, bytes, sha256) VALUES (0, 0, 0, '')")

        async def all_is_there() -> bool:
            return bool(
                await connection.fetchval(f"SELECT sum(next_offset) = $1 FROM {LIVE}.consumer_offsets", records)
            )

        await eventually(all_is_there, seconds=LOAD_SECONDS, every=0.5)
        await connection.execute(
            f"VACUUM ANALYZE {LIVE}.impulses, {LIVE}.impulse_words, {LIVE}.title_words, {LIVE}.impulse_parts, {LIVE}.totals"
        )
        number: str = await connection.fetchval(
            f"SELECT number FROM {LIVE}.impulses WHERE listed AND decision = 'accepted' ORDER BY number LIMIT 1"
        )
        return number
    finally:
        await connection.close()


def lives_of(impulses: int) -> Iterator[Sent]:
    """What happens until so many impulses have begun: the first have ended by then, the last have just come in."""
    begun: set[bytes] = set()
    for sent in history(100 * impulses, PARTITIONS, a_year=A_YEAR):
        begun.add(sent.key[:36])
        if len(begun) > impulses:
            return
        yield sent
