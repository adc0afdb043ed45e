"""Hands in impulses over HTTP from some connections, on each of them the next one when the one before is answered.

`post_load PORT CONNECTIONS SECONDS USER:SECRET RATE` prints a JSON object: answers per second, median milliseconds of one.
RATE is how many are handed in per second on all connections together; what is late is made up for. 0: as fast as answers come.
A process of its own on raw sockets, so that it takes as little as possible of the machine that it shares with the server.
"""

import asyncio
import json
import sys
from base64 import b64encode
from functools import partial
from statistics import median
from time import perf_counter
from typing import cast
from uuid import uuid4

import uvloop

BODY = json.dumps(
    {
        "title": "Mehr Schatten am Spielplatz",
        "text": "Im Sommer ist der Spielplatz ab 11 Uhr zu heiß. Bitte pflanzen Sie Bäume oder spannen Sie Segel. " * 4,
        "origin": "citizens",
        "field_of_action": "Grün in der Stadt",
        "place": "Spielplatz Oststadt",
    },
    ensure_ascii=False,
).encode()
END_OF_HEAD = b"\r\n\r\n"
CREATED = b"HTTP/1.1 201"


class Caller(asyncio.Protocol):
    """One connection: the next request goes out when the answer to the last one is complete, until `end`.

    The first one is due at `begin`, the next one each time `interval` seconds later; none goes out before it is due.
    """

    def __init__(self, head: bytes, begin: float, interval: float, end: float, done: "asyncio.Future[None]") -> None:
        self._head = head
        self._due = begin
        self._interval = interval
        self._end = end
        self.done = done
        self._received = b""
        self._sent_at = 0.0
        self.took: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is no subclass
        self._send_when_due(perf_counter())

    def data_received(self, data: bytes) -> None:
        """Collect the answer; the next request follows when it is complete."""
        self._received += data
        head, found, body = self._received.partition(END_OF_HEAD)
        if not found or len(body) < _length(head):
            return
        if not head.startswith(CREATED):
            self.done.set_exception(AssertionError(self._received.decode()))
            return
        now = perf_counter()
        self.took.append(now - self._sent_at)
        self._received = b""
        self._due += self._interval
        if max(now, self._due) < self._end:
            self._send_when_due(now)
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """The server must not close it before the end."""
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server closed the connection"))

    def _send_when_due(self, now: float) -> None:
        if self._due <= now:
            self._send()
        else:
            asyncio.get_running_loop().call_later(self._due - now, self._send)

    def _send(self) -> None:
        self._sent_at = perf_counter()
        self._transport.write(b"%bIdempotency-Key: %b\r\n\r\n%b" % (self._head, uuid4().hex.encode(), BODY))


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _itself(caller: Caller) -> Caller:
    return caller


async def _load(port: int, connections: int, seconds: float, credentials: str, per_second: float) -> None:
    authorization = b64encode(credentials.encode()).decode()
    head = (
        f"POST /api/ideas/v1/impulses HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Basic {authorization}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    begin = perf_counter()
    between = 1 / per_second if per_second else 0.0
    callers: list[Caller] = []
    for number in range(connections):
        first = begin + number * between
        caller = Caller(head, first, connections * between, begin + seconds, loop.create_future())
        await loop.create_connection(partial(_itself, caller), "127.0.0.1", port)
        callers.append(caller)
    await asyncio.gather(*(caller.done for caller in callers))
    took = [each for caller in callers for each in caller.took]
    rate = len(took) / (perf_counter() - begin)
    print(json.dumps({"rate": rate, "median_ms": median(took) * 1000}))  # noqa: T201


if __name__ == "__main__":
    uvloop.run(_load(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], float(sys.argv[5])))
