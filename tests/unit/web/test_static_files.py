import json
from pathlib import Path

import httpx
import pytest

from tests.unit.web.service import application, client

SHEET = b"body { margin: 0 }"


@pytest.fixture
def caller(tmp_path: Path) -> httpx.AsyncClient:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "pages-1a2b.css").write_bytes(SHEET)
    (folder / "pages-1a2b.css.br").write_bytes(b"br")
    (folder / "pages-1a2b.css.gz").write_bytes(b"gz")
    (folder / "fira-3c4d.woff2").write_bytes(b"font")
    (folder / "left-over.css").write_bytes(b"old")
    (folder / "manifest.json").write_text(json.dumps({"pages.css": "pages-1a2b.css", "fira.woff2": "fira-3c4d.woff2"}))
    return client(application(tmp_path))


@pytest.mark.parametrize(
    ("accepts", "encoding", "content"),
    [("gzip, deflate, br", "br", b"br"), ("gzip", "gzip", b"gz"), ("identity", None, SHEET)],
)
async def test_the_best_encoding_that_the_caller_accepts(
    caller: httpx.AsyncClient, accepts: str, encoding: str | None, content: bytes
) -> None:
    async with caller.stream("GET", "/static/pages-1a2b.css", headers={"Accept-Encoding": accepts}) as response:
        raw = b"".join([part async for part in response.aiter_raw()])
    assert raw == content
    assert response.headers.get("content-encoding") == encoding
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["vary"] == "Accept-Encoding"


async def test_fonts_come_as_they_are(caller: httpx.AsyncClient) -> None:
    response = await caller.get("/static/fira-3c4d.woff2")
    assert (response.content, response.headers["content-type"]) == (b"font", "font/woff2")


@pytest.mark.parametrize(
    "name",
    ["left-over.css", "manifest.json", "pages.css", "../people.json", "%2e%2e/secrets.json", "pages-1a2b.css.br"],
)
async def test_only_what_the_manifest_lists(caller: httpx.AsyncClient, name: str) -> None:
    assert (await caller.get(f"/static/{name}")).status_code == 404


async def test_pages_link_the_hashed_names(caller: httpx.AsyncClient) -> None:
    assert '<link rel="stylesheet" href="/static/pages-1a2b.css">' in (await caller.get("/muster")).text
