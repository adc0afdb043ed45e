"""Each bar finds what is wrong with a page made for it, and nothing on a page that is right."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from playwright.async_api import Browser

from shared.web.caching import etag_response
from tests.page_bars import axe, caching, headers, html, keyboard, no_script, overflow, printed, weight
from tests.page_bars.site import Answer, Look, Site
from tests.pages_in_browser import chromium, served

pytestmark = pytest.mark.browser

BARS = {
    "axe": axe.check,
    "caching": caching.check,
    "headers": headers.check,
    "html": html.check,
    "keyboard": keyboard.check,
    "overflow": overflow.check,
    "print": printed.check,
    "script": no_script.check,
    "weight": weight.check,
}

STYLE = """
a { display: inline-block; padding: 1rem; color: CanvasText }
@media print {
    nav { display: none }
    :root { color-scheme: light }
    * { color: #000 !important; background: #fff }
}
"""
PAGE = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Prüfstück</title>
<link rel="stylesheet" href="/stil.css">
HEAD
</head>
<body>
<a href="#inhalt">Zum Inhalt</a>
<nav aria-label="Navigation"><a href="/">Start</a></nav>
<main id="inhalt" tabindex="-1"><h1>Prüfstück</h1><p>Ein Absatz mit <a href="/">einem Verweis</a>.</p>
MAIN
</main>
</body>
</html>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


def filled(head: str = "", main: str = "") -> bytes:
    return PAGE.replace("HEAD", head).replace("MAIN", main).encode()


def application(body: bytes, extra: dict[str, str], *, cached: bool) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/")
    async def page(request: Request) -> Response:
        if not cached:
            return Response(body, media_type="text/html; charset=utf-8", headers=HEADERS | extra)
        return etag_response(request, body, "a", headers=HEADERS | extra)

    @app.get("/stil.css")
    async def style() -> Response:
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(STYLE, media_type="text/css", headers=kept)

    return app


async def complaints(
    bar: str, browser: Browser, body: bytes, extra: dict[str, str] | None = None, *, cached: bool = True
) -> str:
    """All that the bar finds wrong with a page at `/`."""
    async with (
        served(application(body, extra or {}, cached=cached), lifespan=True) as url,
        httpx.AsyncClient() as caller,
    ):
        page = Answer(f"{url}/", "/", True, 200, "text/html", body, frozenset({"html"}))
        site = Site(url, [page], [f"{url}/stil.css"], 0, [], {})
        findings = await BARS[bar](Look(site, [page], browser, caller, fast=False))
        assert findings
        return "\n".join(line for told in findings.values() for line in told)


@pytest.mark.parametrize("name", sorted(BARS.keys() - {"html"}))  # that one takes seconds, and the real pages are right
async def test_a_page_that_is_right_passes(name: str, browser: Browser) -> None:
    assert await complaints(name, browser, filled()) == ""


@pytest.mark.parametrize(
    ("name", "head", "main", "found"),
    [
        ("axe", "", '<img src="data:,">', "image-alt"),
        (
            "axe",
            "<style>@media (prefers-color-scheme: dark) { p { color: #222; background: #000 } }</style>",
            "",
            "color-contrast",
        ),
        ("html", "", "<p><div></div></p>", "No “p” element in scope"),
        ("keyboard", "<style>a { outline: none }</style>", "", "nothing shows the focus of a „einem Verweis“"),
        ("keyboard", "", '<a href="/" tabindex="1">vorn</a>', "stop 0 should be"),
        ("keyboard", "<style>main { display: none }</style>", "", "does not lead to the content"),
        ("overflow", "<style>p { width: 400px }</style>", "", "px wide on 320 px"),
        ("print", "<style>p { height: 1px; overflow: hidden }</style>", "", "cuts p"),
        ("print", "<style>@media print { p { display: none } }</style>", "", "leaves out „Ein Absatz"),
        ("print", "<style>p { color: #555 !important }</style>", "", "prints in rgb(85, 85, 85)"),
        ("print", "", "<details><summary>Mehr</summary><p>Gefaltet</p></details>", "leaves out „Gefaltet"),
        ("print", "", '<a href="https://example.org/">anderswo</a>', "does not print where the link leads"),
        (
            "script",
            "<script>addEventListener('load', () => document.querySelector('p').append('!'))</script>",
            "",
            "only",
        ),
        ("weight", "<script></script>", "", "has 1 scripts or inline styles"),
        ("weight", "", "<p>" + "".join(f"{n:x} " for n in range(1, 40_000)) + "</p>", "KB, allowed are 100"),
        ("weight", "", '<img src="http://127.0.0.2:9/fremd.png" alt="">', "asks http://127.0.0.2:9/fremd.png"),
    ],
)
async def test_a_fault_is_found(name: str, head: str, main: str, found: str, browser: Browser) -> None:
    lenient = {"Content-Security-Policy": "default-src * 'unsafe-inline' data:"}
    assert found in await complaints(name, browser, filled(head, main), lenient)


async def test_a_cookie_is_found(browser: Browser) -> None:
    told = await complaints("weight", browser, filled(), {"Set-Cookie": "spur=1"})
    assert "sets the cookie spur" in told


async def test_a_missing_etag_is_found(browser: Browser) -> None:
    told = await complaints("caching", browser, filled(), cached=False)
    assert "no ETag" in told


@pytest.mark.parametrize("name", HEADERS)
async def test_a_missing_header_is_found(name: str, browser: Browser) -> None:
    told = await complaints("headers", browser, filled(), {name: "nichts"})
    assert f"{name.lower()} is 'nichts'" in told
