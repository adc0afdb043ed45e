"""The whole product as its users have it: start, memory, import, the way from a POST to the public answer."""

import time
from collections.abc import Sequence
from statistics import median, quantiles
from uuid import uuid4

from rich.console import Console

from deploy.local.aot_cache import build_aot_cache
from tests.benchmarks.bench import Bench
from tests.benchmarks.memory import Peak, together
from tests.benchmarks.rows import Row
from tests.e2e.desks import Desks
from tests.e2e.up import Up, impulswerk
from tests.eventually import eventually
from tests.proposals import MAPPING, NUMBER, proposals_file, why_missing

STARTS = 3
POSTS, WARM_UP = 100, 20
LOOK_SECONDS = 0.002
MEMORY_MIB = 1.5e9 / 2**20


async def measure(bench: Bench) -> list[Row]:
    """All figures, of one system in a folder of its own; each is divided by what it may be at most."""
    console = bench.console
    console.print("Preparing Apache Kafka's start-up cache ...")
    await build_aot_cache()
    up = Up(bench.folder / "product")
    (bench.folder / "product").mkdir()
    console.print("First start: creating the databases ...")
    await up.start()
    await up.stop()
    starts = [await _start(up, console) for _ in range(STARTS)]
    peak = Peak(lambda: up.processes)
    await up.start()
    try:
        async with Desks.of(up.system) as desks, peak.watched():
            rows = [*await _import(up, desks, console), *await _posts(desks, console)]
        at_the_end = together(up.processes) * 1e9 / 2**20
    finally:
        await up.stop()
    return [
        _row("warm start until ready", starts, 12, "s", peak.mib),
        *[_row(name, values, target, unit, peak.mib) for name, values, target, unit in rows],
        _row("memory of the whole product at most", [peak.mib], MEMORY_MIB, "MiB", peak.mib),
        _row("memory of the whole product after all this", [at_the_end], MEMORY_MIB, "MiB", peak.mib),
    ]


def _row(name: str, values: Sequence[float], target: float, unit: str, peak: float) -> Row:
    note = f"{median(values):.3g} of at most {target:.3g} {unit}"
    ratios = [value / target for value in values]
    return Row(name, median(ratios), min(ratios), max(ratios), 1.0, "at_most", peak, note)


async def _start(up: Up, console: Console) -> float:
    before = time.monotonic()
    await up.start()
    took = time.monotonic() - before
    console.print(f"Warm start: {took:.1f} s")
    await up.stop()
    return took


Measured = tuple[str, Sequence[float], float, str]
"""A name, the values, the most they may be, and the unit."""


async def _import(up: Up, desks: Desks, console: Console) -> list[Measured]:
    """From the start of the command until the last proposal is visible."""
    missing = why_missing()
    if missing is not None:
        console.print(f"Left out the import: {missing}")
        return []
    console.print(f"Importing {NUMBER} proposals ...")
    before = await desks.total()
    started = time.monotonic()
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
    return [(f"import of {NUMBER} proposals until visible", [took], 15, "s")]


async def _posts(desks: Desks, console: Console) -> list[Measured]:
    console.print(f"Handing in, releasing and looking up {POSTS} impulses, one after the other ...")
    for _ in range(WARM_UP):
        await _post_until_visible(desks)
    took = [await _post_until_visible(desks) * 1000 for _ in range(POSTS)]
    return [
        ("POST until visible, p50", [median(took)], 100, "ms"),
        ("POST until visible, p95", [quantiles(took, n=20)[-1]], 200, "ms"),
    ]


async def _post_until_visible(desks: Desks) -> float:
    """Seconds from handing in, through the release, to the public API's answer; between two looks the machine rests for 2 ms."""
    url = f"{desks.system.url('reporting')}/api/v1/impulses"
    started = time.monotonic()
    receipt = await desks.submit(f"Mehr Bänke am Fluss {uuid4().hex}", "Am Fluss fehlen Bänke.")
    await desks.release(receipt["id"])

    async def visible() -> bool:
        return (await desks.http.get(f"{url}/{receipt['id']}")).is_success

    await eventually(visible, every=LOOK_SECONDS)
    return time.monotonic() - started
