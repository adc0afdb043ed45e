"""What is kept is what was answered, for as long as the data is the same."""

import asyncio
from collections.abc import Hashable
from pathlib import Path

import pytest
from fastapi import APIRouter, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from prometheus_client import REGISTRY

from shared.web.access import public
from shared.web.answer_cache import OVERHEAD_BYTES, AnswerCache, shows
from shared.web.caching import etag_response
from shared.web.errors import NotFound
from tests.unit.web.service import application, client

LONG = b"<p>so far</p>" * 200


class Data:
    """A version that the test changes, and how often it was asked for."""

    def __init__(self) -> None:
        self.version: Hashable | None = 1
        self.fresh = True
        self.asked = 0
        self.changed: list[str] | None = None

    def known(self) -> Hashable | None:
        return self.version if self.fresh else None

    async def ask(self) -> Hashable | None:
        self.asked += 1
        return self.version

    def changed_since(self, version: Hashable) -> list[str] | None:
        return self.changed


class Site:
    """A service whose answers tell how often they were made."""

    def __init__(self, data: Data, folder: Path, max_bytes: int = 1_000_000) -> None:
        self.made: list[str] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        routes = APIRouter(dependencies=[public()])

        @routes.get("/seite/{name}")
        async def page(request: Request, name: str) -> Response:
            self.made.append(f"{name}?{request.url.query}")
            self.begun.set()
            await self.go_on.wait()
            if name == "fehlt":
                raise NotFound
            number = len(self.made)
            if name.startswith("aus-"):
                shows(request, name.removeprefix("aus-").split("-"))
            return etag_response(request, b"%d " % number + LONG, f"tag-{name}-{data.version}")

        @routes.get("/mein")
        async def own(request: Request) -> Response:
            self.made.append("mein")
            return Response(b"only for you", headers={"ETag": '"own"'})

        @routes.get("/keks")
        async def with_cookie(request: Request) -> Response:
            self.made.append("keks")
            answer = etag_response(request, b"form", "form")
            answer.set_cookie("token", "1")
            return answer

        app = application(folder, routers=[routes], desk=None)
        app.add_middleware(GZipMiddleware, minimum_size=1_000)
        app.add_middleware(AnswerCache, data=data, max_bytes=max_bytes)
        self.app = app


@pytest.fixture
def data() -> Data:
    return Data()


@pytest.fixture
def site(data: Data, tmp_path: Path) -> Site:
    return Site(data, tmp_path)


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("impulswerk_page_cache_requests_total", {"outcome": outcome}) or 0


async def test_a_page_is_made_once_per_version(site: Site, data: Data) -> None:
    hits, misses = counted("hit"), counted("miss")
    async with client(site.app) as caller:
        first, second = await caller.get("/seite/a"), await caller.get("/seite/a")
        assert site.made == ["a?"]
        assert second.content == first.content
        data.version = 2
        third = await caller.get("/seite/a")
    assert site.made == ["a?", "a?"]
    assert third.headers["etag"] == '"tag-a-2"'
    assert (counted("hit") - hits, counted("miss") - misses) == (1, 2)


async def test_a_kept_answer_has_every_header_of_the_first(site: Site) -> None:
    async with client(site.app) as caller:
        first, second = await caller.get("/seite/a"), await caller.get("/seite/a")
    assert first.headers["content-security-policy"]
    assert first.headers["content-encoding"] == "gzip"
    assert list(second.headers.multi_items()) == list(first.headers.multi_items())


async def test_who_has_the_version_gets_it_not_again_whether_it_was_kept_or_not(site: Site) -> None:
    known = {"If-None-Match": '"other", W/"tag-a-1"'}
    async with client(site.app) as caller:
        made, kept = await caller.get("/seite/a", headers=known), await caller.get("/seite/a", headers=known)
        whole = await caller.get("/seite/a")
    assert (made.status_code, kept.status_code, whole.status_code) == (304, 304, 200)
    assert made.content == kept.content == b""
    assert kept.headers["etag"] == '"tag-a-1"'
    assert kept.headers["cache-control"] == "no-cache"
    assert kept.headers["content-security-policy"] == whole.headers["content-security-policy"]
    assert "content-length" not in kept.headers
    assert site.made == ["a?"]


async def test_query_and_encoding_tell_answers_apart(site: Site) -> None:
    async with client(site.app) as caller:
        for _ in range(2):
            await caller.get("/seite/a?q=1")
            await caller.get("/seite/a?q=2")
            plain = await caller.get("/seite/a?q=1", headers={"Accept-Encoding": "identity"})
    assert site.made == ["a?q=1", "a?q=2", "a?q=1"]
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/seite/fehlt", "/mein", "/keks", "/gibt-es-nicht"])
async def test_errors_private_answers_and_cookies_are_never_kept(site: Site, path: str) -> None:
    async with client(site.app) as caller:
        first = await caller.get(path)
        made = len(site.made)
        second = await caller.get(path)
    assert second.status_code == first.status_code
    assert len(site.made) == 2 * made


async def test_only_get_is_answered_from_what_is_kept(site: Site) -> None:
    async with client(site.app) as caller:
        page = await caller.get("/seite/a")
        head, posted = await caller.head("/seite/a"), await caller.post("/seite/a")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == page.headers["content-length"]
    assert posted.status_code == 405


async def test_head_alone_keeps_nothing_that_get_would_be_answered_with(site: Site) -> None:
    async with client(site.app) as caller:
        assert (await caller.head("/seite/a")).status_code == 200
        assert LONG in (await caller.get("/seite/a")).content


async def test_a_version_that_is_not_known_is_asked_for_and_without_one_nothing_is_kept(site: Site, data: Data) -> None:
    data.fresh = False
    async with client(site.app) as caller:
        await caller.get("/seite/a")
        await caller.get("/seite/a")
        assert (site.made, data.asked) == (["a?"], 2)
        data.version = None
        answer = await caller.get("/seite/a")
    assert answer.status_code == 200
    assert site.made == ["a?", "a?"]


async def test_an_answer_that_was_made_while_the_data_changed_is_not_kept(site: Site, data: Data) -> None:
    site.go_on.clear()
    async with client(site.app) as caller:
        old = asyncio.create_task(caller.get("/seite/a"))
        await site.begun.wait()
        data.version = 2
        site.go_on.set()
        await caller.get("/seite/b")
        await old
        await caller.get("/seite/a")
    assert site.made == ["a?", "b?", "a?"]


async def test_many_who_ask_at_once_wait_for_one_rendering(site: Site) -> None:
    site.go_on.clear()
    async with client(site.app) as caller:
        asking = [asyncio.create_task(caller.get("/seite/a")) for _ in range(20)]
        await site.begun.wait()
        site.go_on.set()
        answers = await asyncio.gather(*asking)
    assert site.made == ["a?"]
    assert len({answer.content for answer in answers}) == 1


async def test_the_least_recently_used_answer_makes_room(data: Data, tmp_path: Path) -> None:
    site = Site(data, tmp_path, max_bytes=10 * (OVERHEAD_BYTES + 100))
    async with client(site.app) as caller:
        for name in ("a", *range(9), "a", 9, "a", 0):
            await caller.get(f"/seite/{name}")
    assert site.made.count("a?") == 1
    assert site.made.count("0?") == 2


async def test_kept_answers_count_as_requests_of_their_route(site: Site) -> None:
    labels = {"method": "GET", "route": "/seite/{name}", "status": "200"}

    def number() -> float:
        return REGISTRY.get_sample_value("impulswerk_http_request_seconds_count", labels) or 0

    before = number()
    async with client(site.app) as caller:
        await caller.get("/seite/a")
        await caller.get("/seite/a")
    assert number() - before == 2


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ([], ["eins"]),
        (["a"], ["aus-a", "aus-a-b", "eins"]),
        (["b", "c"], ["aus-a-b", "eins"]),
        (["d"], ["eins"]),
        (None, ["aus-a", "aus-a-b", "eins"]),
    ],
)
async def test_a_change_takes_away_what_was_made_from_it(
    site: Site, data: Data, changed: list[str] | None, again: list[str]
) -> None:
    paths = ["/seite/aus-a", "/seite/aus-a-b", "/seite/eins"]
    async with client(site.app) as caller:
        for path in paths:
            await caller.get(path)
        site.made.clear()
        data.version, data.changed = 2, changed
        for path in paths * 2:
            assert (await caller.get(path)).status_code == 200
    assert site.made == [f"{name}?" for name in again]
