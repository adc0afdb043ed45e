"""How long it takes from a commit until the views show it, while a thousand impulses a second come in."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median, quantiles
from typing import Any

import orjson

from shared.contracts.topics import TextTopic
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.rounds import alternate
from tests.benchmarks.rows import Row
from tests.benchmarks.serving import environment_of

PER_SECOND = 1_000
SECONDS = 3.0
UNREAD = TextTopic.IMPULSE_CASE_TEXTS.value
"""A topic that reporting does not read."""
LONGEST_LINE = 10_000_000


async def measure(bench: Bench) -> list[Row]:
    """Commit to view, p50 and p99, both in units of the limit's p50.

    The limit is what Kafka needs for itself: a record of the same size handed to a producer until a consumer of the same
    client has it, at the same rate. The path: a transaction with what is due is committed (mostly one fact), the relay
    sends it, reporting reads it and commits its row. As in production each service is a process of its own.
    """
    writes, reads = await bench.new_settings(), await bench.new_settings()
    async with (
        _python("view_reader", reads, int(PER_SECOND * SECONDS)) as reader,
        _python("fact_writer", writes, PER_SECOND, SECONDS) as writer,
    ):
        await _line(reader)
        slowest: list[float] = []

        async def path() -> float:
            _go(reader)
            _go(writer)
            p50, p99 = _latencies(await _line(writer), await _line(reader))
            slowest.append(p99)
            return p50

        limits: list[float] = []

        async def limit() -> float:
            async with _python("bare_latency", writes, UNREAD, PER_SECOND, SECONDS) as bare:
                limits.append(await _line(bare))
            return limits[-1]

        half = await alternate(
            "commit -> view at 1,000/s, p50", limit, path, bar=3, unit="ms", direction="at_most", rounds=bench.rounds
        )
    ratios = [late / limited for late, limited in zip(slowest[1:], limits[1:], strict=True)]
    note = f"{median(slowest[1:]):.3g} of {median(limits[1:]):.3g} ms (p50 of the limit)"
    late = Row(
        "commit -> view at 1,000/s, p99", median(ratios), min(ratios), max(ratios), 8, "at_most", half.peak_mib, note
    )
    return [half, late]


def _latencies(committed: dict[str, list[float]], seen: dict[str, list[float]]) -> tuple[float, float]:
    """p50 and p99 in milliseconds. A partition has one order from the outbox to the view, so its commits are seen in it."""
    took = [
        shown - begun
        for partition, begins in committed.items()
        for begun, shown in zip(begins, seen[partition], strict=True)
    ]
    return median(took) * 1000, quantiles(took, n=100)[-1] * 1000


@asynccontextmanager
async def _python(module: str, settings: Settings, *arguments: object) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)),
        stdin=PIPE,
        stdout=PIPE,
        limit=LONGEST_LINE,
        env=os.environ | environment_of(settings),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _go(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")


async def _line(process: Process) -> Any:
    assert process.stdout is not None
    return orjson.loads(await process.stdout.readline())
