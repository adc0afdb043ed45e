"""`make bench`: measures the figures of the product on this machine, prints them and writes build/bench.json."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import uuid4

from rich.console import Console

from deploy.local.aot_cache import build_aot_cache
from tests.benchmarks.figures import Figure, show, write
from tests.benchmarks.memory import together
from tests.e2e.desks import Desks
from tests.e2e.up import Up, impulswerk
from tests.eventually import eventually
from tests.proposals import MAPPING, NUMBER, PROJECT, proposals_file, why_missing

STARTS = 3
POSTS, WARM_UP = 100, 20
LOOK_SECONDS = 0.002
FILE = PROJECT / "build" / "bench.json"

console = Console()


async def measure() -> list[Figure]:
    """All figures, of one system in a folder of its own."""
    console.print("Preparing Apache Kafka's start-up cache ...")
    await build_aot_cache()
    with TemporaryDirectory(prefix="impulswerk-bench-") as folder:
        up = Up(Path(folder))
        console.print("First start: creating the databases ...")
        await up.start()
        await up.stop()
        figures = [Figure("warm start until ready, median", median([await _start(up) for _ in range(STARTS)]), "s", 12)]
        await up.start()
        try:
            async with Desks.of(up.system) as desks:
                figures.append(Figure("memory after the start", together(up.processes), "GB", 1.5))
                figures += await _import(up, desks)
                figures += await _posts(desks)
                figures.append(Figure("memory after all this", together(up.processes), "GB", 1.5))
        finally:
            await up.stop()
    return figures


async def _start(up: Up) -> float:
    before = time.monotonic()
    await up.start()
    took = time.monotonic() - before
    console.print(f"Warm start: {took:.1f} s")
    await up.stop()
    return took


async def _import(up: Up, desks: Desks) -> list[Figure]:
    """From the start of the command until the last proposal is visible."""
    missing = why_missing()
    if missing is not None:
        console.print(f"Left out the import: {missing}")
        return []
    console.print(f"Importing {NUMBER} proposals ...")
    before = await desks.total()
    started = time.monotonic()
    async with _highest_memory(up) as highest:
        finished = await impulswerk(
            "import", proposals_file(), "--mapping", MAPPING, "--release", "--ready-file", up.ready_file
        )
        assert finished.code == 0, finished.errors

        async def visible() -> bool:
            return await desks.total() == before + NUMBER

        await eventually(visible, seconds=120, every=0.05)
        took = time.monotonic() - started
        console.print(f"All visible after {took:.1f} s; waiting until all services are idle again ...")
        await eventually(up.settled, seconds=120, every=0.5)
    return [
        Figure(f"import of {NUMBER} proposals until visible", took, "s", 15),
        Figure("highest memory during the import", max(highest), "GB", 1.5),
    ]


@asynccontextmanager
async def _highest_memory(up: Up) -> AsyncIterator[list[float]]:
    measured: list[float] = []

    async def watch() -> None:
        while True:
            measured.append(together(up.processes))
            await asyncio.sleep(0.5)

    watching = asyncio.create_task(watch())
    try:
        yield measured
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _posts(desks: Desks) -> list[Figure]:
    console.print(f"Handing in, releasing and looking up {POSTS} impulses, one after the other ...")
    for _ in range(WARM_UP):
        await _post_until_visible(desks)
    took = sorted([await _post_until_visible(desks) for _ in range(POSTS)])
    return [
        Figure("POST until visible, p50", median(took) * 1000, "ms", 100),
        Figure("POST until visible, p95", quantiles(took, n=20)[-1] * 1000, "ms"),
    ]


async def _post_until_visible(desks: Desks) -> float:
    """Hand in, release, and look until the public API has it; between two looks the machine rests for 2 ms."""
    url = f"{desks.system.url('reporting')}/api/v1/impulses"
    started = time.monotonic()
    receipt = await desks.submit(f"Mehr Bänke am Fluss {uuid4().hex}", "Am Fluss fehlen Bänke.")
    await desks.release(receipt["id"])

    async def visible() -> bool:
        return (await desks.http.get(f"{url}/{receipt['id']}")).is_success

    await eventually(visible, every=LOOK_SECONDS)
    return time.monotonic() - started


def main() -> None:
    """Measure, print, write."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    figures = asyncio.run(measure())
    show(figures, console)
    write(figures, FILE)
    console.print(f"Written to {FILE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
