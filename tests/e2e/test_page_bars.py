"""The quick bars for public pages, on a page of every route; `make check-pages` runs all of them on more pages."""

import httpx
import pytest
from playwright.async_api import Browser

from tests.e2e.desks import Desks
from tests.e2e.places import Places
from tests.page_bars.__main__ import BARS, PER_ROUTE_FAST
from tests.page_bars.crawl import crawl
from tests.page_bars.site import Look

pytestmark = [pytest.mark.servers, pytest.mark.browser]


async def test_a_page_of_every_public_route_clears_the_quick_bars(
    desks: Desks, places: Places, browser: Browser
) -> None:
    numbers = (places.implemented.number, places.inadmissible, places.accepted_number)
    start = ("/", "/en/", *(f"{prefix}/impulse/{number}" for number in numbers for prefix in ("", "/en")))
    async with httpx.AsyncClient(timeout=20) as caller:
        site = await crawl(desks.system.url("reporting"), caller, start)
        german = [each for each in site.pages(PER_ROUTE_FAST) if not each.is_translated]
        pages = dict.fromkeys([*german, *(each for each in site.answers if each.name in start)])
        look = Look(site, list(pages), browser, caller, fast=True)
        for bar in BARS:
            if bar.fast:
                findings = await bar.check(look)
                assert findings, f"{bar.name} checked nothing"
                told = [f"{bar.name}: {name}: {line}" for name, lines in findings.items() for line in lines]
                assert not told, "\n".join(told)
