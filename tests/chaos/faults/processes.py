"""Service processes that die, are replaced, or stand still."""

import asyncio
import random
from http import HTTPStatus

from shared.messaging.transactions import ACQUIRE_SECONDS
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.driver.attempts import Attempt
from tests.chaos.faults.fault import BACK_SECONDS, DIES_SECONDS, Fault, lasts, more_acked, within
from tests.chaos.faults.leases import a_claim_ends_in_time
from tests.chaos.stage import Stage
from tests.chaos.system import Start
from tests.chaos.wraps.crash import APPLY_POINTS, POINTS
from tests.chaos.wraps.wrap import Wrapping

PUBLISHING_SERVICES: tuple[ServiceName, ...] = ("ideas", "evaluation", "implementation")


class KillService(Fault):
    """kill -9 of random services at random moments; each is started again at once."""

    name = "kill service"
    row = "kill -9, at random"
    hard_kill = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.victims = [rng.choice(SERVICES) for _ in range(rng.randrange(1, 4))]

    def told(self) -> str:
        return " ".join(self.victims)

    async def run(self, stage: Stage) -> None:
        for victim in self.victims:
            instance = stage.system.services[victim].first
            instance.kill()
            await more_acked(stage, self.rng.randrange(5, 25), DIES_SECONDS)
            await instance.become_ready(BACK_SECONDS)


class CrashPoint(Fault):
    """kill -9 at a named point: before or after the commit, after send before delete, after apply before ack."""

    name = "crash point"
    row = "kill -9 at named points"
    hard_kill = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.point = rng.choice(POINTS)
        self.service = rng.choice(SERVICES if self.point in APPLY_POINTS else PUBLISHING_SERVICES)
        self.times = rng.randrange(1, 60)

    def told(self) -> str:
        return f"{self.service} {self.point} {self.times}"

    def prepare(self, start: Start) -> None:
        start.wrappings[self.service].crash = (self.point, self.times)

    async def run(self, stage: Stage) -> None:
        instance = stage.system.services[self.service].first

        async def has_died() -> bool:
            return instance.lives > 1

        if await within(has_died, 2 * DIES_SECONDS) is None:
            stage.figures["crash_not_reached"] = 1
            instance.kill()
        await instance.become_ready(BACK_SECONDS)


class RollingRestart(Fault):
    """Every service is replaced in turn: the new process is ready, then the old one gets SIGTERM while it works.

    New requests go to the new process from that moment on, as a balancer does it; those inside the old one must be answered.
    """

    name = "rolling restart"
    row = "rolling restart"
    alone = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.order = rng.sample(SERVICES, len(SERVICES))

    def told(self) -> str:
        return " ".join(self.order)

    async def run(self, stage: Stage) -> None:
        began = len(stage.attempts.all)
        for name in self.order:
            service = stage.system.services[name]
            new = await service.add()
            await new.become_ready(BACK_SECONDS)
            old, service.main = service.main, new
            if not await service.remove(old):
                stage.problem(f"I7 {name} did not end within its time after SIGTERM")
            await more_acked(stage, 5, DIES_SECONDS)
        failed = [
            attempt
            for attempt in stage.attempts.all[began:]
            if attempt.outcome == "unknown" and attempt.command != "post" and not _came_at_the_deadline(attempt)
        ]
        stage.figures["failed_requests"] = len(failed)
        for attempt in failed:
            stage.problem(f"I7 rolling restart: {attempt.command} of {attempt.service} failed: {attempt.said[:120]}")

    async def after(self, stage: Stage) -> None:
        """An orderly end leaves nothing to send again."""
        stage.no_copies = True


def _came_at_the_deadline(attempt: Attempt) -> bool:
    """A 503 that took as long as the database is waited for: the machine is busy. What a restart breaks fails at once."""
    return attempt.status == HTTPStatus.SERVICE_UNAVAILABLE and attempt.seconds >= ACQUIRE_SECONDS


class FreezeService(Fault):
    """One of two processes of a service stands still for 1.5 sessions; the other takes over, the resumed one is fenced."""

    name = "freeze service"
    row = "pause 1.5 x the session timeout"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service = rng.choice(SERVICES)

    def told(self) -> str:
        return self.service

    async def run(self, stage: Stage) -> None:
        service = stage.system.services[self.service]
        first = service.first
        second = await service.add()
        await second.become_ready(BACK_SECONDS)
        await lasts(self.rng.random())
        session = stage.start.wrappings[self.service].session_seconds or 10.0
        first.freeze()
        service.main = second
        try:
            await lasts(1.5 * session)
        finally:
            first.thaw()
        await more_acked(stage, 10, DIES_SECONDS)
        service.main = first
        await service.remove(second)


class RebalanceStorm(Fault):
    """A second process of a service comes and goes every moment, by SIGTERM and by kill -9."""

    name = "rebalance storm"
    row = "rebalance storm"
    hard_kill = True

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service = rng.choice(SERVICES)
        self.pauses = [1.5 + 2.5 * rng.random() / 2 for _ in range(rng.randrange(2, 4))]

    def told(self) -> str:
        return f"{self.service} x {len(self.pauses)}"

    async def run(self, stage: Stage) -> None:
        service = stage.system.services[self.service]
        for pause in self.pauses:
            extra = await service.add()
            await lasts(pause)
            if self.rng.random() < 0.5:
                extra.kill()
            await service.remove(extra)


class WrongClock(Fault):
    """The local clock of one service is three hours ahead or two days behind; only the database's clock decides."""

    name = "wrong clock"
    row = "clock +3 h / -2 d on one service"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.service = rng.choice(SERVICES)
        self.seconds = rng.choice((3 * 3600, -2 * 86_400))

    @classmethod
    def why_not(cls) -> str | None:
        from tests.chaos.wraps.clock import can_shift

        return None if can_shift() else "the package time-machine is not installed"

    def told(self) -> str:
        return f"{self.service} {self.seconds / 3600:+.0f} h"

    def prepare(self, start: Start) -> None:
        start.wrappings[self.service].clock_seconds = self.seconds

    async def run(self, stage: Stage) -> None:
        await asyncio.gather(more_acked(stage, 60), a_claim_ends_in_time(stage, self.rng))

    async def after(self, stage: Stage) -> None:
        """Whatever was written down carries the database's time: no fact is hours away from now."""
        for service in ("ideas", "evaluation", "implementation"):
            connection = await stage.system.connect(service)
            try:
                wrong = await connection.fetchval(
                    "SELECT count(*) FROM events WHERE abs(extract(epoch FROM time - now())) > 3600"
                )
                if wrong:
                    stage.problem(f"I5 {wrong} facts of {service} carry the time of a local clock")
                if service == "evaluation":
                    short = await connection.fetchval(
                        """
                        SELECT count(*)
                        FROM seats
                        WHERE expires_at > now()
                        AND expires_at - now() NOT BETWEEN '1 day' AND '30 days'
                        """
                    )
                    if short:
                        stage.problem(f"I5 {short} claims end at a wrong time")
            finally:
                await connection.close()


class OldBesideNew(Fault):
    """A process of the release before writes beside one of this release; both are read."""

    name = "old beside new"
    row = "version N-1 beside N"

    async def run(self, stage: Stage) -> None:
        service = stage.system.services["implementation"]
        new = service.first
        session = stage.start.wrappings["implementation"].session_seconds
        old = await service.add(Wrapping(session_seconds=session, old=True))
        await old.become_ready(BACK_SECONDS)
        for turn in range(4):
            service.main = old if turn % 2 == 0 else new
            await more_acked(stage, 25, DIES_SECONDS)
        service.main = new
        await service.remove(old)
