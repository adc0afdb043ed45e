"""A load generator in a process of its own: raw keep-alive connections, one request at a time on each, no HTTP library.

It must cost less than any server it measures, or it would measure itself.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from itertools import count
from statistics import median, quantiles
from time import perf_counter
from typing import cast

import uvloop


class Caller(asyncio.Protocol):
    """One connection. Sends what `next_request` gives, one at a time, until that is None; tells each answer's seconds."""

    def __init__(self, next_request: Callable[[], bytes | None], told: Callable[[float], None]) -> None:
        self._next_request = next_request
        self._told = told
        self._received = b""
        self._missing = 0
        self._sent_at = 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Read one answer to its end; it must be a 200 with a length."""
        if self._missing:
            self._missing -= len(data)
        else:
            self._received += data
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            self._missing = head + 4 + _length(self._received[:head]) - len(self._received)
            self._received = b""
        if not self._missing:
            self._told(perf_counter() - self._sent_at)
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody else closes it."""
        if not self.ended.done():
            self.ended.set_exception(error or ConnectionError("the server has closed the connection"))

    def _send(self) -> None:
        request = self._next_request()
        if request is None:
            self.ended.set_result(None)
            self._transport.close()
            return
        self._sent_at = perf_counter()
        self._transport.write(request)


def _length(head: bytes) -> int:
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ConnectionError(f"unexpected answer: {head.splitlines()[0]!r}")
    return int(head[head.index(b"content-length: ") + 16 :].split(b"\r\n", 1)[0])


def _request(path: str, cookie: str | None = None) -> bytes:
    signed_in = f"Cookie: {cookie}\r\n" if cookie else ""
    accepted = "Accept: text/html\r\nAccept-Encoding: gzip\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: bench.test\r\n{accepted}{signed_in}\r\n".encode()


async def _call(port: int, connections: int, next_request: Callable[[], bytes | None]) -> list[float]:
    took: list[float] = []
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Caller(next_request, took.append), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(caller.ended for _, caller in opened))
    return took


async def rate(port: int, path: str, connections: int, seconds: float) -> float:
    """Answers per second to the same request on all connections."""
    request, started = _request(path), perf_counter()
    took = await _call(port, connections, lambda: request if perf_counter() < started + seconds else None)
    return len(took) / (perf_counter() - started)


async def milliseconds(port: int, path: str, seconds: float) -> float:
    """The median time of an answer, one after the other; all differ in their query, so that none can be kept."""
    return median(await _unkept(port, path, seconds)) * 1000


async def slow_milliseconds(port: int, path: str, seconds: float) -> float:
    """What 95 of 100 such answers do not exceed."""
    return quantiles(await _unkept(port, path, seconds), n=20)[-1] * 1000


async def _unkept(port: int, path: str, seconds: float) -> list[float]:
    numbers, started = count(), perf_counter()
    query = f"{path}{'&' if '?' in path else '?'}{started}"

    def request() -> bytes | None:
        return _request(f"{query}-{next(numbers)}") if perf_counter() < started + seconds else None

    return await _call(port, 1, request)


async def p95(port: int, path: str, cookie: str, seconds: float) -> float:
    """Milliseconds that 95 of 100 answers to somebody who has signed in do not exceed, one after the other."""
    request, started = _request(path, cookie), perf_counter()
    took = await _call(port, 1, lambda: request if perf_counter() < started + seconds else None)
    return quantiles(took, n=20)[-1] * 1000


def main() -> None:
    """Print one figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["rate", "milliseconds", "slow_milliseconds", "p95"])
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--cookie", default="")
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args()
    match given.what:
        case "rate":
            work = rate(given.port, given.path, given.connections, given.seconds)
        case "milliseconds":
            work = milliseconds(given.port, given.path, given.seconds)
        case "slow_milliseconds":
            work = slow_milliseconds(given.port, given.path, given.seconds)
        case _:
            work = p95(given.port, given.path, given.cookie, given.seconds)
    sys.stdout.write(f"{uvloop.run(work)}\n")


if __name__ == "__main__":
    main()
