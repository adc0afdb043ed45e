"""Answers that are too long to be kept in memory: made row by row from one moment of the views, while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import asyncpg
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from services.reporting.place import place_of
from services.reporting.queries.connection import reading
from services.reporting.queries.projection_version import ProjectionVersion
from shared.messaging.group_commit import Overloaded
from shared.web.caching import NO_CACHE, not_modified
from shared.web.head import asks_for_headers_only

MOST_SECONDS: Final = 600.0
"""How long one download may take; it holds a connection, and the moment that it reads."""
SLOWEST_SECONDS: Final = 20.0
"""How long a reader may take for one portion, before others get the connection."""
OUR_SHARE: Final = 3
"""A third of the database's connections, so that pages always find one."""

Parts = Callable[[asyncpg.Connection], AsyncIterator[bytes]]


class DownloadsAtOnce:
    """Bounds how many downloads run at a time in one process."""

    def __init__(self, connections: int) -> None:
        self._most = max(1, connections // OUR_SHARE)
        self._now = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts one until the block ends. Raises: Overloaded."""
        if self._now >= self._most:
            raise Overloaded
        self._now += 1
        try:
            yield
        finally:
            self._now -= 1


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent: the parts of the body, and all that they depend on beside the views, as one word.

    The file to be kept gets `name`, the day and `ending`.
    """

    parts: Parts
    depends_on: str
    name: str
    ending: str
    media_type: str
    headers: Mapping[str, str]


class Download(Response):
    """The body in portions, all of one moment. Its ETag tells the version of the views, so that nobody needs the body for it.

    The version is asked for first: what is sent may be newer than its tag, never older. Whoever has it is answered 304, and
    HEAD gets the headers, both without a row being read.
    """

    def __init__(self, request: Request, content: Content) -> None:
        super().__init__()
        self._request = request
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises: Overloaded, TimeoutError, asyncpg's errors; after the first portion the connection breaks off."""
        views: ProjectionVersion = self._request.app.state.views
        version = await views.ask()
        if version is None:
            raise TimeoutError("the database does not tell the version of the views")
        etag = sha256(f"{version} {self._content.depends_on}".encode()).hexdigest()[:32]
        day = place_of(self._request).day or version.surroundings.today
        answer = not_modified(self._request, etag)
        if answer is not None:
            await answer(scope, receive, send)
            return
        at_once: DownloadsAtOnce = self._request.app.state.downloads
        with at_once.one():
            async with reading(self._request, MOST_SECONDS) as connection:
                body = _nothing() if asks_for_headers_only(scope) else self._content.parts(connection)
                await self._streamed(body, etag, day)(scope, receive, _patient(send))

    def _streamed(self, body: AsyncIterator[bytes], etag: str, day: date) -> Response:
        name = f"{self._content.name}-{day.isoformat()}.{self._content.ending}"
        headers = {
            "ETag": f'"{etag}"',
            "Cache-Control": NO_CACHE,
            "Content-Disposition": f'attachment; filename="{name}"',
            **self._content.headers,
        }
        return StreamingResponse(body, media_type=self._content.media_type, headers=headers)


def code_digest(folder: Path) -> str:
    """Changes with every change of the modules that make files, so that no caller keeps what an older version made."""
    digest = sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


async def _nothing() -> AsyncIterator[bytes]:
    """One empty portion: it begins an answer that goes on, whose headers are those of the whole one."""
    yield b""


def _patient(send: Send) -> Send:
    async def send_in_time(message: Message) -> None:
        async with asyncio.timeout(SLOWEST_SECONDS):
            await send(message)

    return send_in_time
