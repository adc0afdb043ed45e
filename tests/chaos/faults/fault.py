"""What a fault is: something that changes how an episode starts, and something that happens while it runs."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

from tests.chaos.stage import Stage
from tests.chaos.system import Start
from tests.eventually import eventually

T = TypeVar("T")

DIES_SECONDS = 4.0
BACK_SECONDS = 40.0


class Fault:
    """One row of the fault table, with parameters drawn from the seed.

    `row` is the row of the design's table. `alone`: it cannot be mixed with others. `hard_kill`: what Kafka gets twice
    counts as redelivery after a hard kill. `group`: of faults that turn the same switch an episode has one only.
    """

    name: ClassVar[str]
    row: ClassVar[str]
    alone: ClassVar[bool] = False
    group: ClassVar[str | None] = None
    hard_kill: ClassVar[bool] = False

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    @classmethod
    def why_not(cls) -> str | None:
        """Why it cannot be done on this machine, if so."""
        return None

    def told(self) -> str:
        """Its parameters in a few words."""
        return ""

    def prepare(self, start: Start) -> None:
        """Change how the episode starts."""

    async def run(self, stage: Stage) -> None:
        """Happen; returns when the fault has ended."""
        raise NotImplementedError

    async def after(self, stage: Stage) -> None:
        """What people do when all is quiet again, before the invariants are checked."""


async def within(look: Callable[[], Awaitable[T]], seconds: float) -> T | None:
    """The first true answer, None when there is none in time."""
    try:
        return await eventually(look, seconds=seconds, every=0.02)
    except AssertionError:
        return None


async def more_acked(stage: Stage, number: int, seconds: float = BACK_SECONDS) -> None:
    """Let the load get on by so many commands."""
    wanted = stage.driver.acked + number

    async def got_on() -> bool:
        return stage.driver.acked >= wanted

    await within(got_on, seconds)


async def lasts(seconds: float) -> None:
    """How long a fault holds: its own parameter, not a way of waiting for something."""
    await asyncio.sleep(seconds)
