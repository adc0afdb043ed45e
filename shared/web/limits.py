"""What a request may cost: the size of its body and the time until its answer starts."""

import asyncio
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.errors import RequestTimedOut

MAX_BODY_BYTES = 1024 * 1024
MOST_DISCARDED_BYTES = 16 * MAX_BODY_BYTES
DISCARD_SECONDS = 1.0


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
