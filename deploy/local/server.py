"""What the embedded servers have in common: they run as long as a block."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Server(ABC):
    """A server that is started when a block begins and ended in order when it ends."""

    @abstractmethod
    async def start(self) -> None:
        """Start it and wait until it can be used. Raises: LocalError."""

    @abstractmethod
    async def stop(self) -> None:
        """End it in order; does nothing when it does not run."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()
