"""One service of an episode: one or more processes of it, kept running."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

from deploy.local.ports import LOOPBACK
from deploy.local.services import health
from shared.runtime.settings import ServiceName
from tests.chaos.nursery import Nursery, Process
from tests.chaos.ports import own_port
from tests.chaos.wraps.wrap import Wrapping
from tests.eventually import eventually

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
RESTART_PAUSE = 0.1

Environment = Callable[[ServiceName], dict[str, str]]


class Instance:
    """A process of a service on a port of its own, started again when it ends without being asked to."""

    def __init__(
        self, service: ServiceName, environment: Environment, nursery: Nursery, log: Path, wrapping: Wrapping
    ) -> None:
        self.service: ServiceName = service
        self.port = own_port()
        self.lives = 0
        self.away: list[tuple[float, float]] = []
        self._environment = environment
        self._nursery = nursery
        self._log = log
        self._wrapping = wrapping
        self._process: Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def runs(self) -> bool:
        """Whether there is a process now."""
        return self._process is not None and not self._process.ended.is_set()

    async def start(self) -> None:
        """Start and go on starting it; does not wait until it is ready."""
        await self._live()
        self._keeper = asyncio.create_task(self._keep_running())

    async def become_ready(self, seconds: float = READY_SECONDS) -> None:
        """Wait until its health check says so."""

        async def is_ready() -> bool:
            return await health(self.port) == 200

        await eventually(is_ready, seconds=seconds, every=0.05)

    def kill(self) -> None:
        """kill -9; it is started again."""
        if self._process is not None:
            self._process.send(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop its time until it is thawed."""
        if self._process is not None:
            self._process.send(signal.SIGSTOP)
        self.away.append((monotonic(), float("inf")))

    def thaw(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send(signal.SIGCONT)
        begun, _ = self.away.pop()
        self.away.append((begun, monotonic()))

    async def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = STOP_SECONDS) -> bool:
        """End it for good; returns whether it ended in order within its time."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        if self._process is None:
            return True
        self._process.send(number)
        try:
            await asyncio.wait_for(self._process.ended.wait(), seconds)
        except TimeoutError:
            self._process.send(signal.SIGKILL)
            await self._process.ended.wait()
            return False
        return True

    async def _live(self) -> None:
        self.lives += 1
        self._process = await self._nursery.start(
            self.service, self.port, self._environment(self.service), self._log, self._wrapping
        )
        self._wrapping = self._wrapping.for_next_life()

    async def _keep_running(self) -> None:
        while True:
            assert self._process is not None
            await self._process.ended.wait()
            await asyncio.sleep(RESTART_PAUSE)
            await self._live()


class RunningService:
    """A service as its clients see it: `url` is where requests go now."""

    def __init__(
        self, name: ServiceName, environment: Environment, nursery: Nursery, logs: Path, wrapping: Wrapping
    ) -> None:
        self.name: ServiceName = name
        self._environment = environment
        self._nursery = nursery
        self._logs = logs
        self._wrapping = wrapping
        self.main = self._new(wrapping)
        self.instances: list[Instance] = [self.main]
        self.gone: list[Instance] = []

    @property
    def first(self) -> Instance:
        """The process that is there all the time, unless the service is replaced."""
        return self.instances[0]

    @property
    def url(self) -> str:
        """The base address of the instance that requests go to."""
        return self.main.url

    def away(self) -> list[tuple[float, float]]:
        """When an instance could not answer, because the harness had frozen it."""
        return [window for instance in (*self.instances, *self.gone) for window in instance.away]

    async def add(self, wrapping: Wrapping | None = None) -> Instance:
        """Start one more process of the service; does not wait until it is ready."""
        instance = self._new(self._wrapping.for_next_life() if wrapping is None else wrapping)
        self.instances.append(instance)
        await instance.start()
        return instance

    async def remove(self, instance: Instance, number: signal.Signals = signal.SIGTERM) -> bool:
        """End a process; requests go to another one. Returns whether it ended in order."""
        if instance is self.main:
            self.main = next(other for other in self.instances if other is not instance)
        in_order = await instance.stop(number)
        with suppress(ValueError):
            self.instances.remove(instance)
        self.gone.append(instance)
        return in_order

    async def start(self) -> None:
        """Start the first process."""
        await self.main.start()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End all processes."""
        await asyncio.gather(*(instance.stop(number) for instance in self.instances))

    def _new(self, wrapping: Wrapping) -> Instance:
        return Instance(self.name, self._environment, self._nursery, self._logs / f"{self.name}.log", wrapping)
