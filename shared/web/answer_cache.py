"""Keeps complete public answers as bytes: sent again without routing, rendering or the database until the data changes."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from fastapi import Request
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.caching import NO_CACHE, names
from shared.web.measured import route_of
from shared.web.metrics import PAGE_CACHE, PAGE_CACHE_BYTES, REQUESTS

MAX_BYTES = 32 * 1024 * 1024
OVERHEAD_BYTES = 4_096
"""What an entry takes besides its body, roughly: headers, key, messages."""
WAIT_SECONDS = 1.0
"""How long a request waits for another one that renders the same answer, before it renders it itself."""

_NOT_IN_304 = frozenset({b"content-length", b"content-type", b"content-encoding"})
_NO_BODY: Message = {"type": "http.response.body", "body": b""}
_HIT = PAGE_CACHE.labels("hit")
_UNCHANGED = PAGE_CACHE.labels("unchanged")
_MISS = PAGE_CACHE.labels("miss")

_SHOWN = "impulswerk.shown"

Key = tuple[str, bytes, bool]
"""Path, query, and whether the caller takes gzip."""


Row = str
"""The name of something that answers are made from."""


class DataVersion(Protocol):
    """Tells what has changed in the data from which answers are made."""

    def known(self) -> Hashable | None:
        """The version, if it was asked for lately; else None."""
        ...

    async def ask(self) -> Hashable | None:
        """The version now; None where it cannot be learned: then nothing is answered from what is kept."""
        ...

    def changed_since(self, version: Hashable) -> Collection[Row] | None:
        """The rows that differ between that version and the one learned last; None where anything may differ."""
        ...


def shows(request: Request, rows: Collection[Row]) -> None:
    """Say that the answer is made from nothing but these rows, so that it is kept as long as they stay as they are.

    An answer of which nobody says so is made anew after every change.
    """
    request.scope[_SHOWN] = frozenset(rows)


def shows_anything(request: Request) -> None:
    """Take back what `shows` said: something on the page is made from more."""
    request.scope[_SHOWN] = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A complete answer as messages of ASGI, its 304, and where both are counted."""

    etag: str
    shown: frozenset[Row] | None
    start: Message
    body: Message
    unchanged: Message
    seconds: Histogram
    seconds_unchanged: Histogram

    @property
    def size(self) -> int:
        return len(self.body["body"]) + OVERHEAD_BYTES


class AnswerCache:
    """Outermost of all: what it keeps has all headers, and the compression, that the layers inside give.

    Kept is only what `etag_response` made (status 200, ETag, `no-cache`): no error, no page for staff, no form. An answer
    is kept under the version that held before it was rendered: it may be newer than that, never older. A change takes away
    what was made from the rows that it changed, and what did not say from which it was made. Of which
    paths `too_large` says so, they are passed on untouched, their callers' tags included.
    """

    def __init__(
        self,
        app: ASGIApp,
        data: DataVersion,
        max_bytes: int = MAX_BYTES,
        too_large: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._data = data
        self._too_large = too_large
        self._max_bytes = max_bytes
        self._version: Hashable = None
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._made_from: dict[Row | None, set[Key]] = defaultdict(set)
        self._in_work: dict[Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from what is kept, else passes the request on and keeps its answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or self._too_large(scope["path"]):
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        version = self._data.known()
        if version is None:
            version = await self._data.ask()
        if version is None:
            await self._app(scope, receive, send)
            return
        if version != self._version:
            self._forget_changed(version)
        key, tags = _asked(scope)
        kept = self._kept.get(key)
        if kept is None and key in self._in_work:
            kept = await self._of_another_request(key)
        if kept is None:
            await self._render(key, version, tags, scope, receive, send)
            return
        self._kept.move_to_end(key)
        await _answer(kept, scope["method"], tags, send)
        if tags is not None and names(tags, kept.etag):
            _UNCHANGED.inc()
            kept.seconds_unchanged.observe(perf_counter() - started)
        else:
            _HIT.inc()
            kept.seconds.observe(perf_counter() - started)

    async def _of_another_request(self, key: Key) -> _Kept | None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._in_work[key].wait()
        except TimeoutError:
            return None
        return self._kept.get(key)

    async def _render(
        self, key: Key, version: Hashable, tags: str | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the layers inside answer, without the caller's tags: the whole answer is to be kept."""
        headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
        inner = {**scope, "headers": headers, _SHOWN: None}
        answer = _Answer(send)
        done = self._in_work.setdefault(key, asyncio.Event())
        try:
            await self._app(inner, receive, answer.take)
            if not answer.is_whole:
                return
            kept = answer.kept(inner)
            if version == self._version and scope["method"] == "GET":
                self._keep(key, kept)
        finally:
            self._in_work.pop(key, None)
            done.set()
        _MISS.inc()
        await _answer(kept, scope["method"], tags, send)

    def _keep(self, key: Key, kept: _Kept) -> None:
        if kept.size > self._max_bytes // 8:
            return
        self._forget(key)
        self._kept[key] = kept
        self._bytes += kept.size
        for row in _rows(kept):
            self._made_from[row].add(key)
        while self._bytes > self._max_bytes:
            self._forget(next(iter(self._kept)))
        PAGE_CACHE_BYTES.set(self._bytes)

    def _forget(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self._bytes -= kept.size
        for row in _rows(kept):
            keys = self._made_from[row]
            keys.discard(key)
            if not keys:
                del self._made_from[row]

    def _forget_changed(self, version: Hashable) -> None:
        changed = None if self._version is None else self._data.changed_since(self._version)
        self._version = version
        rows: Iterable[Row | None] = list(self._made_from) if changed is None else [None, *changed]
        for row in rows:
            for key in list(self._made_from.get(row, ())):
                self._forget(key)
        if changed is None:
            self._kept.clear()
            self._bytes = 0
        PAGE_CACHE_BYTES.set(self._bytes)


def _rows(kept: _Kept) -> Iterable[Row | None]:
    """What an answer is filed under: its rows, or None where anything may have gone into it."""
    return [None] if kept.shown is None else kept.shown


class _Answer:
    """Holds an answer back if it may be kept, and lets every other one through as it comes."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._etag = ""
        self._body: list[bytes] = []
        self.is_whole = False

    async def take(self, message: Message) -> None:
        """One message of the layers inside."""
        if message["type"] == "http.response.start":
            self._etag = _etag(message)
            if self._etag:
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body.append(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)

    def kept(self, scope: Scope) -> _Kept:
        """The whole answer; `scope` tells the route that gave it."""
        assert self._start is not None
        route = route_of(scope)
        headers = [pair for pair in self._start["headers"] if pair[0].lower() not in _NOT_IN_304]
        return _Kept(
            self._etag,
            scope[_SHOWN],
            self._start,
            {"type": "http.response.body", "body": b"".join(self._body)},
            {"type": "http.response.start", "status": 304, "headers": headers},
            REQUESTS.labels("GET", route, "200"),
            REQUESTS.labels("GET", route, "304"),
        )


def _asked(scope: Scope) -> tuple[Key, str | None]:
    gzip, tags = False, None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            gzip = gzip or b"gzip" in value
        elif name == b"if-none-match":
            tags = value.decode("latin-1")
    return (scope["path"], scope["query_string"], gzip), tags


def _etag(start: Message) -> str:
    """The tag of an answer that may be kept, with quotation marks; else nothing."""
    headers: dict[bytes, bytes] = {name.lower(): value for name, value in start["headers"]}
    if start["status"] != 200 or headers.get(b"cache-control") != NO_CACHE.encode() or b"set-cookie" in headers:
        return ""
    return headers.get(b"etag", b"").decode("latin-1")


async def _answer(kept: _Kept, method: Any, tags: str | None, send: Send) -> None:
    if tags is not None and names(tags, kept.etag):
        await send(kept.unchanged)
        await send(_NO_BODY)
        return
    await send(kept.start)
    await send(_NO_BODY if method == "HEAD" else kept.body)
