"""PostgreSQL that is away, dies, stands still, is busy, or has no room."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from time import monotonic

import asyncpg

from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.settings import SERVICES
from tests.chaos.faults.fault import Fault, lasts, more_acked, within
from tests.chaos.faults.kafka import signal_all
from tests.chaos.proxy import Mode
from tests.chaos.stage import Stage


class DatabaseUnreachable(Fault):
    """The network to the database of one or all services carries nothing; 503 in time, the key settles what is unknown."""

    name = "database unreachable"
    row = "database unreachable, both ways"
    group = "way to the database"
    modes: tuple[Mode, ...] = ("silent", "refused")

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.mode: Mode = rng.choice(self.modes)
        self.services = rng.choice((SERVICES, (rng.choice(SERVICES),)))
        self.seconds = 2 + 4 * rng.random()
        self.reset = rng.random() < 0.5

    def told(self) -> str:
        who = "all" if len(self.services) > 1 else self.services[0]
        return f"{who} {self.mode} {self.seconds:.1f} s"

    async def run(self, stage: Stage) -> None:
        began = monotonic()
        ways = [stage.system.database_ways[service] for service in self.services]
        await asyncio.gather(*(way.turn(self.mode) for way in ways))
        try:
            await lasts(self.seconds)
        finally:
            # A request that began in time may have begun with a connection that was still open.
            stage.was_away("database", began + 0.1, self.services)
            await asyncio.gather(*(way.turn("open", reset=self.reset) for way in ways))


class DatabaseMute(DatabaseUnreachable):
    """Requests reach the database, its answers do not arrive: the outcome is unknown."""

    name = "database mute"
    row = "database unreachable, replies only"
    modes = ("mute",)


class PostgresKilled(Fault):
    """PostgreSQL's immediate stop or kill -9, again and again; it is started again each time."""

    name = "PostgreSQL killed"
    row = "PostgreSQL killed every 5-40 s"
    hard_kill = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.hows = [rng.choice((signal.SIGQUIT, signal.SIGKILL)) for _ in range(rng.randrange(1, 3))]

    def told(self) -> str:
        return " ".join(how.name for how in self.hows)

    async def run(self, stage: Stage) -> None:
        for how in self.hows:
            with suppress(ProcessLookupError):
                os.kill(stage.system.postgres.pid, how)
            await postgres_is_back(stage)
            await more_acked(stage, 15, 5)


class FreezePostgres(Fault):
    """All processes of PostgreSQL stand still for some seconds."""

    name = "freeze PostgreSQL"
    row = "pause of PostgreSQL"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.seconds = 1 + 4 * rng.random()

    def told(self) -> str:
        return f"{self.seconds:.1f} s"

    async def run(self, stage: Stage) -> None:
        processes = stage.system.postgres_processes()
        signal_all(processes, signal.SIGSTOP)
        try:
            await lasts(self.seconds)
        finally:
            signal_all(processes, signal.SIGCONT)


class PoolExhausted(Fault):
    """A lock makes every command of ideas wait until its pool is used up: it sheds load, its relay goes on."""

    name = "pool exhausted"
    row = "pool exhausted"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.seconds = 3 + 3 * rng.random()

    def told(self) -> str:
        return f"{self.seconds:.1f} s"

    async def run(self, stage: Stage) -> None:
        end = monotonic() + self.seconds
        try:
            connection = await stage.system.connect("ideas")
        except DATABASE_ERRORS:
            return  # another fault has taken the database away
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE impulses IN ACCESS EXCLUSIVE MODE", timeout=10)

                async def drained() -> bool:
                    return not await connection.fetchval("SELECT count(*) FROM outbox")

                if await within(drained, max(0.5, end - monotonic())) is None and stage.alone:
                    stage.problem("I6 the relay of ideas stood still while the pool was exhausted")
                await lasts(max(0.0, end - monotonic()))
        except DATABASE_ERRORS:
            return
        finally:
            with suppress(*DATABASE_ERRORS):
                await connection.close()


async def postgres_is_back(stage: Stage) -> None:
    """Wait until PostgreSQL takes connections again."""

    async def answers() -> bool:
        try:
            connection = await asyncpg.connect(stage.system.dsn("ideas"), timeout=2)
        except (*DATABASE_ERRORS, RuntimeError):
            return False
        await connection.close()
        return True

    await within(answers, 30)
