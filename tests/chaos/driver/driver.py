"""The load of an episode: people at all doors, with chances drawn from the seed."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Self

from tests.chaos.driver import case_work, citizens
from tests.chaos.driver.attempts import Impulse
from tests.chaos.driver.doors import Doors, Stuck
from tests.chaos.driver.gates import Gate
from tests.chaos.driver.portal import Portal

CITIZENS = 3
WORKERS = 3
PACE_SECONDS = 0.03


class Driver:
    """Goes on until it is told to finish; then what was begun is brought to its end."""

    def __init__(self, doors: Doors, rng: random.Random, share_full: float) -> None:
        self.doors = doors
        self.attempts = doors.attempts
        self.word = f"Q{rng.getrandbits(32):08x}"
        self.going_on = True
        self.ideas, self.evaluation, self.implementation, self.portals = Gate(), Gate(), Gate(), Gate()
        self._rng = rng
        self._share_full = share_full
        self._released: asyncio.Queue[Impulse | None] = asyncio.Queue()
        self._number = 0
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    @asynccontextmanager
    async def on(cls, doors: Doors, rng: random.Random, share_full: float) -> AsyncIterator[Self]:
        """Begin; leaving the block without `finish` ends the people at once."""
        driver = cls(doors, rng, share_full)
        loops = [driver._citizen] * CITIZENS + [driver._worker] * WORKERS + [driver._portal, driver._reader]
        driver._tasks = [asyncio.create_task(driver._watched(loop, driver._fork())) for loop in loops]
        try:
            yield driver
        finally:
            for task in driver._tasks:
                task.cancel()
            await asyncio.gather(*driver._tasks, return_exceptions=True)

    @property
    def acked(self) -> int:
        """How many commands were acknowledged so far."""
        return sum(attempt.outcome == "acked" for attempt in self.attempts.all)

    async def finish(self, seconds: float) -> None:
        """Begin nothing more and wait until all that was begun is settled. What is not, is a problem."""
        self.going_on = False
        end = monotonic() + seconds
        citizens_and_portal = self._tasks[:CITIZENS] + self._tasks[CITIZENS + WORKERS :]
        await asyncio.wait(citizens_and_portal, timeout=max(0.0, end - monotonic()))
        for _ in range(WORKERS):
            self._released.put_nowait(None)
        _, pending = await asyncio.wait(self._tasks, timeout=max(0.0, end - monotonic()))
        if pending:
            begun = [attempt for attempt in self.attempts.all if attempt.ended is None]
            what = ", ".join(f"{attempt.command} of {attempt.service}" for attempt in begun[:5])
            self.attempts.problem(
                f"I6 {len(pending)} people were not done {seconds:.0f} s after the faults; now: {what}"
            )

    def hand_over(self, impulse: Impulse) -> None:
        """A released impulse for the people who assess."""
        self._released.put_nowait(impulse)

    def pick(self, impulses: Sequence[Impulse]) -> Impulse:
        """One of them."""
        return self._rng.choice(impulses)

    def next_number(self) -> int:
        """Counts what is handed in."""
        self._number += 1
        return self._number

    def _fork(self) -> random.Random:
        return random.Random(self._rng.getrandbits(64))

    async def _watched(self, loop: Callable[[random.Random], Awaitable[None]], rng: random.Random) -> None:
        try:
            await loop(rng)
        except Stuck as error:
            self.attempts.problem(f"I6 {error}")

    async def _citizen(self, rng: random.Random) -> None:
        while self.going_on:
            async with self.ideas.passing():
                impulse = await citizens.submit(self.doors, rng, self.next_number(), self.word)
                if impulse.acked:
                    await citizens.screen(self.doors, rng, impulse, self._share_full)
            if impulse.released:
                self.hand_over(impulse)
            await asyncio.sleep(PACE_SECONDS * rng.random() * 8)

    async def _worker(self, rng: random.Random) -> None:
        while (impulse := await self._released.get()) is not None:
            if not self.going_on and rng.random() < 0.7:
                continue  # some remain where they are
            async with self.evaluation.passing():
                await case_work.assess(self.doors, rng, impulse)
                if impulse.submitted and rng.random() < 0.9:
                    await case_work.decide(self.doors, rng, impulse)
            if impulse.published and rng.random() < 0.8:
                async with self.implementation.passing():
                    await case_work.implement(self.doors, rng, impulse)

    async def _portal(self, rng: random.Random) -> None:
        async with Portal.open(self.doors) as portal:
            while self.going_on:
                async with self.portals.passing():
                    await portal.post_impulse(rng, self.next_number(), self.word)
                await asyncio.sleep(PACE_SECONDS * rng.random() * 20)

    async def _reader(self, rng: random.Random) -> None:
        while self.going_on:
            attempt, told = await self.doors.once("read", "reporting", "GET", "/api/v1/overview", None)
            if attempt.outcome == "acked" and sum(told["statuses"].values()) != told["received"]:
                self.attempts.problem(f"I4 the public totals do not add up: {told}")
            await asyncio.sleep(0.1)
