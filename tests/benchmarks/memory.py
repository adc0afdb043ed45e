"""How much memory processes take together."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import psutil

POSTGRES = "postgres"
"""Its sessions share most of their memory, so each counts with its share (PSS) only; all others with all they have (RSS)."""
SERVERS = frozenset({POSTGRES, "java"})
EVERY_SECONDS = 0.1


def together(processes: Iterable[psutil.Process]) -> float:
    """The memory of all in GB (10^9 bytes); whoever ends meanwhile does not count."""
    return sum(map(_bytes, processes)) / 1e9


def of_this_work() -> list[psutil.Process]:
    """This process and all that it has started, but for database and broker."""
    this = psutil.Process()
    return [this, *(each for each in this.children(recursive=True) if _name(each) not in SERVERS)]


class Peak:
    """The most memory that processes held while they were watched."""

    def __init__(self, processes: Callable[[], Iterable[psutil.Process]] = of_this_work) -> None:
        self._processes = processes
        self.mib = 0.0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look again and again until the block ends."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            self._look()

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(EVERY_SECONDS)

    def _look(self) -> None:
        self.mib = max(self.mib, together(self._processes()) * 1e9 / 2**20)


def _name(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.NoSuchProcess):
        return str(process.name())
    return ""


def _bytes(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.NoSuchProcess):
        if process.name() == POSTGRES and psutil.LINUX:
            return int(process.memory_full_info().pss)
        return int(process.memory_info().rss)
    return 0
