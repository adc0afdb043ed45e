"""A TCP way to a server that can break as networks do; it needs no rights, unlike iptables."""

import asyncio
from contextlib import suppress
from typing import Literal

Mode = Literal["open", "refused", "silent", "mute"]
"""`refused`: nobody listens. `silent`: nothing gets through either way. `mute`: requests arrive, answers do not."""

PIECE = 65_536


class Proxy:
    """Listens on `port` of the loopback address and carries everything to `target`.

    What was on its way while the network was silent or mute arrives when it is open again, as TCP sends it again; unless
    `reset` closes the connections instead.
    """

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self._server: asyncio.Server | None = None
        self._there, self._back = asyncio.Event(), asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, mode: Mode = "open") -> None:
        """Listen, unless refused."""
        await self.turn(mode)

    async def turn(self, mode: Mode, *, reset: bool = False) -> None:
        """Change what gets through from now on."""
        for event, passes in ((self._there, mode in ("open", "mute")), (self._back, mode == "open")):
            if passes:
                event.set()
            else:
                event.clear()
        if mode == "refused":
            self._stop_listening()
        if mode == "refused" or reset:
            self._reset()
        if mode != "refused" and self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port, limit=PIECE)

    async def stop(self) -> None:
        """Close everything."""
        self._stop_listening()
        self._reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _reset(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._writers.add(writer)
        target: asyncio.StreamWriter | None = None
        try:
            there, target = await asyncio.open_connection("127.0.0.1", self.target, limit=PIECE)
            self._writers.add(target)
            await asyncio.gather(
                self._one_way(reader, target, self._there),
                self._one_way(there, writer, self._back),
            )
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            for each in (writer, target):
                if each is not None:
                    self._writers.discard(each)
                    each.close()

    async def _one_way(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, passes: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(PIECE):
                await passes.wait()
                target.write(data)
                await target.drain()
        await passes.wait()
        target.close()
