"""`make bench-peers`: the event core beside Kafka Connect with Debezium, on the same servers, in the same run.

Fetches the peers once (some 70 MB), starts PostgreSQL and Kafka, lets the sides take turns, prints them side by side and
writes build/bench-peers.json. It tells what it found, whatever that is: the exit code judges nothing.
"""

import argparse
import asyncio
import logging
import sys
from importlib import import_module

from rich.console import Console

from deploy.local.errors import LocalError
from tests.peers.findings import Findings, show, write
from tests.peers.ground import ground
from tests.proposals import PROJECT

SECTIONS = ("outbox_to_kafka", "kafka_to_table")
"""Modules of this package; each has `measure(ground, rounds, findings)`."""
ROUNDS = 3
FILE = PROJECT / "build" / "bench-peers.json"


async def measure(sections: list[str], rounds: int, console: Console) -> Findings:
    """What all sections found, each on servers of its own."""
    findings = Findings()
    for name in sections:
        section = import_module(f"tests.peers.{name}")
        console.rule(name)
        console.print(section.__doc__)
        async with ground(console) as started:
            await section.measure(started, rounds, findings)
    return findings


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"any of {', '.join(SECTIONS)}; all of them if none is named")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of every side (default: %(default)s)")
    given = parser.parse_args()
    unknown = set(given.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"unknown section {', '.join(sorted(unknown))}; known are {', '.join(SECTIONS)}")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    console = Console(width=180)
    try:
        findings = asyncio.run(measure(given.sections or list(SECTIONS), given.rounds, console))
    except LocalError as error:
        sys.exit(str(error))
    show(findings, console)
    write(findings, FILE)
    console.print(f"Written to {FILE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
