import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from shared.web.limits import MAX_BODY_BYTES

RAW = "/api/evaluation/v1/raw"


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 65536):
        yield b"x" * min(65536, size - start)


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(("size", "status"), [(MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 413)])
async def test_a_body_may_have_one_mebibyte(caller: httpx.AsyncClient, chunked: bool, size: int, status: int) -> None:
    response = await caller.post(RAW, content=in_chunks(size) if chunked else b"x" * size)
    assert ("content-length" in response.request.headers) is not chunked
    assert response.status_code == status
    if status == 413:
        assert response.json()["code"] == "request.too_large"
        assert response.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/einreichen", "/api/evaluation/v1/assessment"])
async def test_the_limit_holds_wherever_the_body_is_read(caller: httpx.AsyncClient, path: str) -> None:
    method = "PUT" if path.startswith("/api/") else "POST"
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    caller.cookies.set("impulswerk_evaluation_form", "anything")
    response = await caller.request(method, path, content=in_chunks(MAX_BODY_BYTES + 1), headers={"Content-Type": kind})
    assert response.status_code == 413


async def test_a_request_without_an_answer_in_time(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/api/evaluation/v1/slow")
    assert response.status_code == 503
    assert response.json()["code"] == "request.timed_out"
    assert "retry-after" in response.headers


async def test_a_body_that_never_ends_counts_too(caller: httpx.AsyncClient) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    response = await caller.post(RAW, content=stalled())
    assert response.json()["code"] == "request.timed_out"


async def test_a_download_may_last_longer_than_the_deadline(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/api/evaluation/v1/download")
    assert response.content == b"first,last"


async def test_a_download_that_breaks_is_not_taken_for_whole(caller: httpx.AsyncClient) -> None:
    with pytest.raises(ConnectionAbortedError):
        await caller.get("/api/evaluation/v1/download?broken=true")
