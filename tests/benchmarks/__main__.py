"""`make bench`: measures the product against its limits on this machine, prints a table and writes build/bench.json."""

import argparse
import asyncio
import logging
from importlib import import_module

from rich.console import Console

from tests.benchmarks.bench import bench
from tests.benchmarks.rounds import ROUNDS
from tests.benchmarks.rows import Row, show, write
from tests.proposals import PROJECT

SECTIONS = (
    "product",
    "requests",
    "relay",
    "pages",
    "scoring",
    "queue_page",
    "claims",
    "bulk_decisions",
    "decision_races",
    "projector",
    "latency",
    "pipeline",
)
"""Modules of this package; each has `measure(bench) -> list[Row]`."""
FILE = PROJECT / "build" / "bench.json"


async def measure(sections: list[str], rounds: int, console: Console) -> list[Row]:
    """The rows of all sections, each on servers of its own."""
    rows = []
    for section in sections:
        console.rule(section)
        async with bench(console, rounds) as started:
            found = await import_module(f"tests.benchmarks.{section}").measure(started)
        show(found, console)
        rows += found
    return rows


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"any of {', '.join(SECTIONS)}; all of them if none is named")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="pairs of measurements per row (default: %(default)s)"
    )
    given = parser.parse_args()
    unknown = set(given.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(sorted(unknown))}; known are {', '.join(SECTIONS)}")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    console = Console(width=160)
    rows = asyncio.run(measure(given.sections or list(SECTIONS), given.rounds, console))
    console.rule("all")
    show(rows, console)
    write(rows, FILE)
    console.print(f"Written to {FILE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
