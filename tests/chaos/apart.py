"""A system for what is no episode: races and outages, each on a fresh copy of the template."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.chaos.driver.attempts import Attempts
from tests.chaos.driver.doors import Doors
from tests.chaos.episode import Ground
from tests.chaos.system import Start, System, remove
from tests.chaos.template import copy


class Apart(NamedTuple):
    """What runs, the ways in, what was tried, and the folder that is kept."""

    system: System
    doors: Doors
    attempts: Attempts
    kept: Path


@asynccontextmanager
async def apart(name: str, ground: Ground) -> AsyncIterator[Apart]:
    """Servers and services until the block ends; their data end with it."""
    data, kept = ground.data / name, ground.kept / name
    remove(kept)
    kept.mkdir(parents=True)
    attempts = Attempts(kept / "attempts.jsonl")
    try:
        await asyncio.to_thread(copy, ground.template, data)
        async with System(data, kept, ground.nursery, Start()) as system, Doors.of(system, attempts) as doors:
            yield Apart(system, doors, attempts, kept)
    finally:
        attempts.close()
        await asyncio.to_thread(remove, data)
