"""Public pages: one that is kept against constant bytes from the same server, and pages rendered from 1,000 and 100,000 impulses.

Limits. "cached page": an ASGI application on the same server that sends the same bytes and headers, knowing nothing of
addresses, versions or figures; 32 keep-alive connections. "page time ...": the same page of the same service with 1,000 impulses
in its views; each request differs in its query, so that nothing is kept; one connection. "search" and "first byte": what 95 of
100 such answers do not exceed, against the milliseconds that are allowed.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from statistics import median
from typing import cast

import asyncpg
import httpx

from deploy.local.ports import free_port
from services.reporting.projector import Projector
from services.reporting.storage import LIVE, SERVICE, ensure_live_views, search_path
from shared.messaging.records import Accepted, Record
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.history import history
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving
from tests.histories import accepted

TOLD, FEW, USUAL, MANY = 200, 1_000, 10_000, 100_000
"""Impulses whose lives are told; the others are copies of them."""
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
    "a typing error": "/impulse?q=Trinkbrunen",
    "with a filter": "/impulse?q=Haltestelle&status=rejected&handlungsfeld=mobilitaet",
}
NOT_OF_THE_PAGE = frozenset({"date", "transfer-encoding"})

_COPIES = """
WITH copies AS (
    SELECT
        gen_random_uuid() AS copy_id, impulse_id, copy, '2027-' || lpad(row_number() OVER ()::text, 6, '0') AS number
    FROM impulses, generate_series(2, $1) AS copy
), parts AS (
    INSERT INTO impulse_parts
    SELECT (jsonb_populate_record(parts, jsonb_build_object('impulse_id', copy_id))).*
    FROM copies
    JOIN impulse_parts AS parts USING (impulse_id)
), words AS (
    INSERT INTO impulse_words (impulse_id, words, title)
    SELECT copy_id, words, title
    FROM copies
    JOIN impulse_words USING (impulse_id)
)
INSERT INTO impulses
SELECT (jsonb_populate_record(shown, jsonb_build_object(
    'impulse_id', copy_id, 'number', copies.number, 'updated_at', updated_at + copy * interval '1 second'
))).*
FROM copies
JOIN impulses AS shown USING (impulse_id)
"""


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
    """Reporting as a process of its own, with so many impulses: those of one short history, each as often as it takes."""
    settings = await bench.new_settings()
    number = await _fill(settings, impulses // TOLD)
    port = free_port()
    arguments = ("deploy.cli", "serve", SERVICE, "--port", str(port))
    async with serving(*arguments, port=port, path="/health/ready", environment=environment_of(settings)):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            shown = (await client.get("/api/v1/overview")).json()["received"]
        assert shown == impulses, f"{shown} impulses are shown instead of {impulses}"
        yield Site(port, number)


async def _fill(settings: Settings, copies: int) -> str:
    """Project a history and copy its rows; returns the number of an impulse that the public sees."""
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await ensure_live_views(connection)
    await connection.close()
    async with (
        await open_pool(settings, search_path(LIVE)) as pool,
        pool.acquire() as pooled,
        pooled.transaction(),
    ):
        connection = cast("asyncpg.Connection", pooled)
        work = UnitOfWork(connection, SERVICE, datetime.now(UTC))
        await Projector().process(told(TOLD), work)
        number: str = await connection.fetchval(
            "SELECT number FROM impulses WHERE listed ORDER BY decision IS NOT NULL DESC, number LIMIT 1"
        )
        await connection.execute(_COPIES, copies)
        await connection.execute("UPDATE totals SET number = number * $1", copies)
    await _settle(settings)
    return number


def told(impulses: int) -> list[Accepted]:
    """What happened to the first impulses of a long history until some of them have ended and others have just begun."""
    sent = list(islice(history(20 * impulses, partitions=1), 20 * impulses))
    chosen = set(islice(dict.fromkeys(each.key[:36] for each in sent), impulses))
    kept = [each for each in sent if each.key[:36] in chosen]
    return accepted(
        Record(each.topic, 0, offset, each.key, each.value, tuple(each.headers), int(each.time.timestamp() * 1000))
        for offset, each in enumerate(kept)
    )


async def _settle(settings: Settings) -> None:
    """What autovacuum does after a while."""
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        await connection.execute(
            f"VACUUM ANALYZE {LIVE}.impulses, {LIVE}.impulse_words, {LIVE}.impulse_parts, {LIVE}.totals"
        )
    finally:
        await connection.close()
