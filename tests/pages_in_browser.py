"""Pages in a real browser: served on an address, and looked at for what shuts people out."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import cache

from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright

from deploy.assets.__main__ import STATIC, packages
from deploy.assets.browser import find_chromium
from deploy.assets.kern import kern_styles
from shared.web.server import http_server
from tests.eventually import eventually

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = 320, 1280

BUILD = """() => {
    const counted = {};
    for (const each of document.querySelectorAll("html, html *")) {
        const name = some => some && [some.tagName, some.getAttribute("class"), some.getAttribute("role")].join(".");
        const kind = [name(each.parentElement), name(each), ...each.getAttributeNames().sort()].join(" ");
        counted[kind] = Math.min(2, (counted[kind] || 0) + 1);
    }
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return JSON.stringify([document.documentElement.clientWidth, dark, ...Object.entries(counted).sort()]);
}"""
"""How a page is built: kinds of elements with their parents and attributes, once or more than once, at this width and scheme."""

MATCHING = """selectors => selectors.filter(each => {
    try { return document.querySelector(each) !== null } catch { return false }
})"""
_COMMA = re.compile(r",(?![^()]*\))")
_IS = re.compile(r":is\(([^()]*)\)")
_MOMENT = re.compile(r"::?(hover|focus-visible|focus-within|focus|active|visited|before|after|placeholder|marker)\b")

WIDTH_AND_ROOM = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@asynccontextmanager
async def served(app: FastAPI, *, lifespan: bool) -> AsyncIterator[str]:
    """The address of the application; without its lifespan there is no event core behind it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = http_server(app, host="127.0.0.1", port=port)
    if not lifespan:
        server.config.lifespan = "off"
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser of the tests."""
    found = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found.path, args=[*found.args, "--no-sandbox"])
        yield browser
        await browser.close()


async def look(page: Page) -> None:
    """Nothing is wider than the screen, KERN's styles for it are there, and axe finds nothing."""
    told = await too_wide(page) + await without_style(page) + await new_violations(page)
    assert not told, "\n".join([page.url, *told])


async def open_details(page: Page) -> None:
    """Show what is folded away."""
    await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


async def too_wide(page: Page) -> list[str]:
    """By how much the page is wider than the screen (axe misses it), nothing where it fits."""
    width, room = await page.evaluate(WIDTH_AND_ROOM)
    return [f"{width} px wide on {room} px"] if width > room else []


async def without_style(page: Page) -> list[str]:
    """Rules of KERN that the page asks for and our part of its style sheet lacks: the build has not seen what names them."""
    found: list[str] = await page.evaluate(MATCHING, _left_out())
    return [f"{selector} has lost its style" for selector in found]


@cache
def _left_out() -> list[str]:
    """The selectors without what depends on a moment, such as the pointer."""
    built = json.loads((STATIC / "manifest.json").read_text())["pages.css"]
    whole, ours = kern_styles(packages()), (STATIC / built).read_text()
    return sorted({_MOMENT.sub("", each) for each in _selectors(whole) - _selectors(ours)} - {""})


def _selectors(css: str) -> set[str]:
    rules = re.findall(r"([^{}@]+)\{", css)
    return {one for rule in rules for each in _COMMA.split(rule) for one in _alternatives(each.strip())}


def _alternatives(selector: str) -> Iterator[str]:
    """What `:is(...)` stands for, one by one."""
    found = _IS.search(selector)
    if found is None:
        yield selector
        return
    for each in found[1].split(","):
        yield from _alternatives(selector[: found.start()] + each + selector[found.end() :])


_SEEN: set[str] = set()


async def new_violations(page: Page) -> list[str]:
    """What axe finds, where it has not yet seen a page that is built alike; it takes longer than all the rest of a page."""
    build = await page.evaluate(BUILD)
    if build in _SEEN:
        return []
    found = await violations(page)
    if not found:
        _SEEN.add(build)
    return found


async def violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds, a line per rule with the elements that break it."""
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = (await Axe().run(page, options=options)).response["violations"]
    return [f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']]}" for each in found]
