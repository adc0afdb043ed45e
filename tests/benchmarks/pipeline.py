"""How many impulses a second the whole product takes in for good: from the POST to the public view, without falling behind."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from deploy.local.ports import free_port
from services.reporting.storage import LIVE, SERVICE
from shared.runtime.database import connect
from tests.benchmarks.bench import Bench
from tests.benchmarks.posting import CONNECTIONS, Server, ideas_server
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of, serving
from tests.eventually import eventually

LIMIT_SECONDS: Final = 2.0
SECONDS: Final = 4.0
LOOK_SECONDS: Final = 0.05
BEHIND_SECONDS: Final = 1.0
KEPT: Final = 0.97
"""Of the answers due: a load that gets fewer was more than the service takes."""
FIRST_RATE: Final = 100.0
STEPS: Final = (2.0, 1.4, 1.2, 1.1)


async def measure(bench: Bench) -> list[Row]:
    """`whole pipeline sustained`: impulses per second, at the limit answers to the same POST without storage (`post_server`).

    Ideas with its relay and its consumer, Kafka, and reporting with its projector and its pages run as in production, each a
    process of its own. 32 connections hand in at a fixed rate for four seconds, then at a higher one, by steps that grow
    smaller down to a tenth. A rate is sustained if nearly all answers that are due come, and if at each look, about 20 a
    second, the view lacks less than what comes in within one second. The view has an impulse when reporting's total of
    received ones counts it, which is written together with its row; ideas has it from the moment it has taken a number for
    it, a little before its commit. Before the next rate the view catches up until its total is what ideas has stored.

    The limit answers as fast as it can on as many connections, while nothing else has anything to do.
    """
    ideas, reporting = await bench.new_settings(), await bench.new_settings()
    port = free_port()
    serve = ("deploy.cli", "serve", SERVICE, "--port", str(port))
    async with (
        ideas_server(bench, ideas, "unstored") as unstored,
        ideas_server(bench, ideas, "stored") as stored,
        serving(*serve, port=port, path="/health/ready", environment=environment_of(reporting)),
        _connection(connect(ideas)) as handed_in,
        _connection(connect(reporting)) as shown,
    ):
        pipeline = Pipeline(stored, handed_in, shown)

        async def limit() -> float:
            return (await unstored.load(CONNECTIONS, LIMIT_SECONDS)).rate

        return [
            await alternate(
                "whole pipeline sustained, view lag < 1 s of input",
                limit,
                pipeline.sustained,
                bar=0.22,
                unit="/s",
                rounds=bench.rounds,
            )
        ]


@asynccontextmanager
async def _connection(opening: Awaitable[asyncpg.Connection]) -> AsyncIterator[asyncpg.Connection]:
    connection = await opening
    try:
        yield connection
    finally:
        await connection.close()


@dataclass(slots=True)
class Pipeline:
    """The running services; `begin_at` is the rate to try first."""

    ideas: Server
    handed_in: asyncpg.Connection
    shown: asyncpg.Connection
    begin_at: float = field(default=FIRST_RATE)

    async def sustained(self) -> float:
        """The highest rate, in impulses per second, that was sustained; the next time it begins a little below."""
        rate = self.begin_at
        while not await self._is_sustained(rate):
            rate /= STEPS[-1]
        for step in STEPS:
            while await self._is_sustained(rate * step):
                rate *= step
        self.begin_at = rate / STEPS[-2]
        return rate

    async def _is_sustained(self, rate: float) -> bool:
        await self._catch_up()
        before = await self._numbers_taken() - await self._received()
        load = asyncio.create_task(self.ideas.load(CONNECTIONS, SECONDS, rate))
        behind = 0
        while not load.done():
            received = await self._received()
            behind = max(behind, await self._numbers_taken() - before - received)
            await asyncio.wait([load], timeout=LOOK_SECONDS)
        return (await load).rate >= KEPT * rate and behind < BEHIND_SECONDS * rate

    async def _catch_up(self) -> None:
        async def all_are_shown() -> bool:
            stored: int = await self.handed_in.fetchval("SELECT count(*) FROM impulses")
            return await self._received() == stored

        await eventually(all_are_shown, seconds=60, every=0.1)

    async def _numbers_taken(self) -> int:
        taken: int = await self.handed_in.fetchval(
            "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM impulse_count"
        )
        return taken

    async def _received(self) -> int:
        received: int | None = await self.shown.fetchval(
            f"SELECT number FROM {LIVE}.totals WHERE what = 'received' AND value = 'all'"
        )
        return received or 0
