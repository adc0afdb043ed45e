"""The public download of facts: sent as it was made, portion by portion."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.reporting.errors import FactsDownloadMissing
from services.reporting.queries.connection import reading
from shared.contracts.facts_file import DOWNLOAD_PATH
from shared.runtime.queries import load_queries
from shared.web.access import public
from shared.web.caching import NO_CACHE, not_modified

QUERIES = load_queries(Path(__file__).parents[1] / "facts_download" / "sql")

router = APIRouter(dependencies=[public()])


@router.get(DOWNLOAD_PATH, response_class=StreamingResponse)
async def facts_download(request: Request) -> Response:
    """The facts of decided and ended impulses as gzip JSON Lines, for `impulswerk journal verify-public`."""
    async with reading(request) as connection:
        newest = await newest_download(connection)
    if newest is None:
        raise FactsDownloadMissing
    unchanged = not_modified(request, newest["sha256"])
    if unchanged is not None:
        return unchanged
    name = f"impulswerk-fakten-{newest['made_at']:%Y-%m-%d}.jsonl.gz"
    return StreamingResponse(
        _portions(request.app.state.pool, newest["id"], newest["bytes"]),
        media_type="application/gzip",
        headers={
            "ETag": f'"{newest["sha256"]}"',
            "Cache-Control": NO_CACHE,
            "Content-Length": str(newest["bytes"]),
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


async def newest_download(connection: asyncpg.Connection) -> asyncpg.Record | None:
    """The download that is served; None while there is none."""
    return await connection.fetchrow(QUERIES["newest_download"])


async def _portions(pool: asyncpg.Pool, download: int, length: int) -> AsyncIterator[bytes]:
    """One after the other: whoever reads slowly holds no connection. One that is taken away meanwhile breaks off."""
    sent, number = 0, 0
    while sent < length:
        content = await pool.fetchval(QUERIES["download_portion"], download, number)
        if content is None:
            raise FactsDownloadMissing
        yield content
        sent += len(content)
        number += 1
