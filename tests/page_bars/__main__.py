"""`make check-pages`: runs every bar for public pages on every route and ends with `N checks, N failed`.

Without --url it starts the sample city first, its public services in server mode behind a TLS front on loopback.
"""

import argparse
import asyncio
import signal
import ssl
import sys
from collections.abc import Sequence
from time import monotonic

import httpx

from tests.page_bars import (
    axe,
    caching,
    headers,
    html,
    keyboard,
    lighthouse,
    no_script,
    observatory,
    overflow,
    printed,
    reached,
    weight,
)
from tests.page_bars.bar import Bar
from tests.page_bars.crawl import crawl
from tests.page_bars.output import progress, say
from tests.page_bars.product import Product, sample_city
from tests.page_bars.site import Look
from tests.pages_in_browser import chromium

PER_ROUTE, PER_ROUTE_FAST = 3, 1

BARS = (
    Bar("routes", "every route is linked, every link leads somewhere", reached.check, "every route, every link"),
    Bar("caching", "ETag, Cache-Control, 304, immutable assets", caching.check, "ETag, Cache-Control, 304"),
    Bar("headers", "security headers on every answer", headers.check, "security headers"),
    Bar("weight", "100 KB, nothing from elsewhere, no cookie, no script", weight.check, "100 KB, no cookie, no script"),
    Bar("html", "Nu HTML checker", html.check, "Nu HTML checker"),
    Bar("overflow", "320 px", overflow.check, "320 px"),
    Bar("axe", "light, dark, 320 px, 1280 px", axe.check, "light, 320 px"),
    Bar("keyboard", "order, visible focus, no trap, skip link", keyboard.check),
    Bar("script", "the same without JavaScript", no_script.check),
    Bar("print", "content alone, whole, black on white", printed.check),
    Bar("observatory", "MDN HTTP Observatory: A+", observatory.check, over_tls=True),
    Bar("lighthouse", "phone, median of 3: 100 in all categories", lighthouse.check, over_tls=True),
)


async def run(look: Look, bars: Sequence[Bar]) -> int:
    """Print a line per bar, its findings below it, and the total; returns how many checks failed."""
    checks = failed = 0
    for bar in bars:
        if bar.over_tls and not look.site.url.startswith("https:"):
            say(f"{bar.name}: not checked, {look.site.url} has no TLS")
            continue
        progress(f"{bar.name} ...")
        begun = monotonic()
        findings = await bar.check(look)
        progress(f"{bar.name} took {monotonic() - begun:.0f} s")
        wrong = {name: told for name, told in findings.items() if told}
        say(f"{bar.name} ({bar.fast if look.fast else bar.what}): {len(findings)} checks, {len(wrong)} failed")
        for name, told in wrong.items():
            say("\n".join(f"  {name}: {line}" for line in told))
        checks, failed = checks + len(findings), failed + len(wrong)
    say(f"{checks} checks, {failed} failed")
    return failed


async def check_pages(product: Product, bars: Sequence[Bar], *, fast: bool) -> int:
    """Find the pages and run the bars; returns how many checks failed."""
    trusted = ssl.create_default_context(cafile=product.certificate)
    async with httpx.AsyncClient(verify=trusted, timeout=20) as caller, chromium() as browser:
        site = await crawl(product.url, caller)
        pages = site.pages(PER_ROUTE_FAST if fast else PER_ROUTE)
        progress(f"{len(site.answers)} answers found, {len(pages)} pages chosen")
        return await run(Look(site, pages, browser, caller, fast, product.certificate), bars)


async def start(given: argparse.Namespace, bars: Sequence[Bar]) -> int:
    """Check the system that is named, else one of our own, which is stopped also when we are told to end."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    if given.url:
        return await check_pages(Product(given.url.rstrip("/"), None), bars, fast=given.fast)
    progress("Starting the sample city ...")
    async with sample_city() as product:
        return await check_pages(product, bars, fast=given.fast)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="make check-pages", description=__doc__)
    names = [bar.name for bar in BARS]
    parser.add_argument("--bars", help=f"only these, separated by commas: {', '.join(names)}")
    parser.add_argument("--fast", action="store_true", help="the quick bars on one page of each route, in a minute")
    parser.add_argument("--url", help="address of reporting where a system runs already")
    given = parser.parse_args()
    wanted = set(given.bars.split(",")) if given.bars else set(names)
    if unknown := wanted - set(names):
        parser.error(f"unknown bar {', '.join(sorted(unknown))}; known are {', '.join(names)}")
    chosen = [bar for bar in BARS if bar.name in wanted and (bar.fast or not given.fast)]
    try:
        return 1 if asyncio.run(start(given, chosen)) else 0
    except asyncio.CancelledError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
