"""Public pages: one that is kept against constant bytes from the same server, and pages rendered from 10 and 100,000 impulses.

Limits. "cached page": an ASGI application on the same server that sends the same bytes and headers, knowing nothing of
addresses, versions or figures; 32 keep-alive connections. "page time ...": the same page of the same service with 10 impulses
in its views; each request differs in its query, so that nothing is kept; one connection.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import cast

import asyncpg
import httpx

from deploy.local.ports import free_port
from services.reporting.projector import Projector
from services.reporting.storage import LIVE, SERVICE, ensure_live_views, search_path
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving
from tests.histories import accepted, random_history

FEW, MANY = 10, 100_000
SEED = 4
PAGES = {"overview": "/", "list": "/impulse", "impulse": "/impulse/{number}"}
NOT_OF_THE_PAGE = frozenset({"date", "transfer-encoding"})

_COPIES = """
WITH copies AS (
    SELECT
        gen_random_uuid() AS impulse_id, impulses.impulse_id AS of, copy,
        '2027-' || lpad(row_number() OVER ()::text, 6, '0') AS number
    FROM impulses, generate_series(2, $1) AS copy
), parts AS (
    INSERT INTO impulse_parts (impulse_id, impulse, assessment, measure, texts, status_parts)
    SELECT copies.impulse_id, impulse, assessment, measure, texts, status_parts
    FROM copies
    JOIN impulse_parts ON impulse_parts.impulse_id = of
), words AS (
    INSERT INTO impulse_words (impulse_id, words)
    SELECT copies.impulse_id, words
    FROM copies
    JOIN impulse_words ON impulse_words.impulse_id = of
)
INSERT INTO impulses (
    impulse_id, number, status, sub_state, visibility, listed, title, decision, origin, field_of_action, received_on,
    updated_at
)
SELECT
    copies.impulse_id, copies.number, status, sub_state, visibility, listed, title, decision, origin, field_of_action,
    received_on, updated_at + copy * interval '1 second'
FROM copies
JOIN impulses ON impulses.impulse_id = of
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
        few = await stack.enter_async_context(_site(bench, 1))
        many = await stack.enter_async_context(_site(bench, MANY // FEW))
        rows = [await _cached(bench, few)]
        rows += [await _rendered(bench, few, many, name, path) for name, path in PAGES.items()]
    return rows


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


async def _rendered(bench: Bench, few: Site, many: Site, name: str, path: str) -> Row:
    return await alternate(
        f"page time independent of the number of impulses ({FEW} -> {MANY:,}): {name}",
        partial(_load, "milliseconds", few.port, few.address(path)),
        partial(_load, "milliseconds", many.port, many.address(path)),
        bar=1.5,
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
async def _site(bench: Bench, copies: int) -> AsyncIterator[Site]:
    """Reporting as a process of its own, with the impulses of one short history, each as often as `copies` says."""
    settings = await bench.new_settings()
    number = await _fill(settings, copies)
    port = free_port()
    arguments = ("deploy.cli", "serve", SERVICE, "--port", str(port))
    async with serving(*arguments, port=port, path="/health/ready", environment=environment_of(settings)):
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            shown = (await client.get("/api/v1/overview")).json()["received"]
        assert shown == FEW * copies, f"{shown} impulses are shown instead of {FEW * copies}"
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
        await Projector().process(accepted(random_history(FEW, random.Random(SEED)).records()), work)
        number: str = await connection.fetchval(
            "SELECT number FROM impulses WHERE listed ORDER BY decision IS NOT NULL DESC, number LIMIT 1"
        )
        await connection.execute(_COPIES, copies)
        await connection.execute("UPDATE totals SET number = number * $1", copies)
    await _settle(settings)
    return number


async def _settle(settings: Settings) -> None:
    """What autovacuum does after a while."""
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        await connection.execute(f"VACUUM ANALYZE {LIVE}.impulses")
    finally:
        await connection.close()
