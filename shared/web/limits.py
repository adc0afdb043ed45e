"""What requests may cost: the size of a body, the time until an answer starts, and how many are worked on at once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.messaging.group_commit import Overloaded
from shared.web.errors import RequestTimedOut, TooManyAtOnce

MAX_BODY_BYTES = 1024 * 1024
MOST_DISCARDED_BYTES = 16 * MAX_BODY_BYTES
DISCARD_SECONDS = 1.0
NEVER_REFUSED = ("/health/", "/metrics", "/static/")
"""What operators and pages need most when much is going on; none of it waits for the database for long."""


class BodyLimit:
    """Refuses a body over the limit with 413, whether its length is declared or it comes in chunks."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on while its body is within the limit; raises HTTPException 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await _discard(receive)
            raise _too_large()
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                if message.get("more_body", False):
                    await _discard(receive)
                raise _too_large()
            return message

        await self._app(scope, receive_counted, send)


class Deadline:
    """Breaks off a request whose answer has not started in time; what has started may be a long download."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and waits for the start of its answer; raises RequestTimedOut."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        timeout = asyncio.timeout(self._seconds)

        async def send_and_stop_clock(message: Message) -> None:
            if message["type"] == "http.response.start" and not timeout.expired():
                timeout.reschedule(None)
            await send(message)

        try:
            async with timeout:
                await self._app(scope, receive, send_and_stop_clock)
        except TimeoutError:
            if not timeout.expired():
                raise
            raise RequestTimedOut from None


class RequestsAtOnce:
    """How many requests are being worked on `now`, and how many may be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.now = 0

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self.now >= self._most


class Admission:
    """Refuses a request at once while as many as are allowed are being worked on: waiting would only make all of them late.

    A request counts from the arrival of its whole body to the start of its answer, so that slow senders and readers take
    nobody's place.
    """

    def __init__(self, app: ASGIApp, requests: RequestsAtOnce) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; raises Overloaded."""
        if scope["type"] != "http" or scope["path"].startswith(NEVER_REFUSED):
            await self._app(scope, receive, send)
            return
        if self._requests.full:
            raise Overloaded
        place = _Place(self._requests)

        async def receive_and_count() -> Message:
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body", False):
                place.take()
            return message

        async def send_and_stop_counting(message: Message) -> None:
            place.leave()
            await send(message)

        if not _has_body(scope):
            place.take()
        try:
            await self._app(scope, receive_and_count, send_and_stop_counting)
        finally:
            place.leave()


class _Place:
    """One request among those that are worked on: taken once, left once."""

    def __init__(self, requests: RequestsAtOnce) -> None:
        self._requests = requests
        self._state: Literal["free", "taken", "left"] = "free"

    def take(self) -> None:
        if self._state == "free":
            self._state = "taken"
            self._requests.now += 1

    def leave(self) -> None:
        if self._state == "taken":
            self._requests.now -= 1
        self._state = "left"


class PortalsAtOnce:
    """Bounds what one portal can have under way, so that it cannot take the places of all others."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.now: Counter[str] = Counter()

    @contextmanager
    def one_of(self, client_id: str) -> Iterator[None]:
        """Counts one request of this portal until the block ends. Raises: TooManyAtOnce."""
        if self.now[client_id] >= self._most:
            raise TooManyAtOnce
        self.now[client_id] += 1
        try:
            yield
        finally:
            self.now[client_id] -= 1


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") and value != b"0" for name, value in scope["headers"])


async def _discard(receive: Receive) -> None:
    """Read on for a while: a connection that closes on unread bytes is reset, and the caller never sees the answer."""
    discarded = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_SECONDS):
            while discarded < MOST_DISCARDED_BYTES:
                message = await receive()
                discarded += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _too_large() -> HTTPException:
    # FastAPI lets an HTTPException pass while it reads a body and turns every other error into a 400.
    return HTTPException(413, headers={"Connection": "close"})
