"""Writes into an outbox, as a process of its own: `python -m tests.peers.writer_process ours|theirs SOCKET`.

In the product the writing request and the relay share a process, and the commit wakes the relay by a call. Here the relay
stands alone so that its cost can be told, and a datagram to SOCKET stands for the call.
"""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic

import asyncpg
import uvloop

from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.peers.child import answer, orders
from tests.peers.outboxes import queue_ours, queue_theirs
from tests.peers.records import Sample, sample

STATEMENT_ROWS = 2_000
CONNECTIONS = 4

Queue = Callable[[asyncpg.Connection, Sequence[Sample]], Awaitable[None]]


class Writer:
    """Writes records numbered on and on, each about a subject of its own."""

    def __init__(self, queue: Queue, connections: Sequence[asyncpg.Connection], wake: Callable[[], None]) -> None:
        self._queue = queue
        self._connections = connections
        self._wake = wake
        self._next = 1

    async def one_transaction(self, rows: int) -> float:
        """Write the rows in one transaction; returns when it was committed."""
        connection = self._connections[0]
        async with connection.transaction():
            for left in range(rows, 0, -STATEMENT_ROWS):
                await self._queue(connection, [self._sample() for _ in range(min(left, STATEMENT_ROWS))])
        self._wake()
        return monotonic()

    async def as_fast_as_possible(self, seconds: float) -> tuple[int, float]:
        """Write rows in transactions of their own; returns how many, and how long it took."""
        before, first = monotonic(), self._next

        async def write(connection: asyncpg.Connection) -> None:
            while monotonic() < before + seconds:
                await self._queue(connection, [self._sample()])
                self._wake()

        await asyncio.gather(*(write(connection) for connection in self._connections))
        return self._next - first, monotonic() - before

    async def at_rate(self, rate: float, seconds: float) -> list[tuple[int, float]]:
        """Write rows in transactions of their own, so many a second; returns the number and time of every commit."""
        committed: list[tuple[int, float]] = []
        before, rows, lanes = monotonic(), int(rate * seconds), len(self._connections)

        async def write(lane: int, connection: asyncpg.Connection) -> None:
            for place in range(lane, rows, lanes):
                await asyncio.sleep(max(0.0, before + place / rate - monotonic()))
                number = self._next
                await self._queue(connection, [self._sample()])
                committed.append((number, monotonic()))
                self._wake()

        await asyncio.gather(*(write(lane, connection) for lane, connection in enumerate(self._connections)))
        return committed

    def _sample(self) -> Sample:
        number = self._next
        self._next += 1
        return sample(number, number, 1)


async def main(side: str, address: str) -> None:
    """Do as told until the input ends."""
    settings = Settings()
    connections = [await connect(settings) for _ in range(CONNECTIONS)]
    waking = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    waking.setblocking(False)

    def wake() -> None:
        with suppress(OSError):  # full: it is awake; nobody there: it is stopped
            waking.sendto(b"", address)

    ours = side == "ours"
    writer = Writer(queue_ours if ours else queue_theirs, connections, wake if ours else lambda: None)
    async for order in orders():
        match order:
            case {"do": "one transaction", "rows": rows}:
                answer(await writer.one_transaction(rows))
            case {"do": "as fast as possible", "seconds": seconds}:
                answer(await writer.as_fast_as_possible(seconds))
            case {"do": "at rate", "rate": rate, "seconds": seconds}:
                answer(await writer.at_rate(rate, seconds))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
