"""The public pages in a real browser: nothing overflows, nothing shuts anybody out, no script is needed."""

from collections.abc import AsyncIterator
from datetime import date
from typing import cast

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext

from services.reporting.states import FILLED, keep
from services.reporting.storage import create_views
from tests.conftest import NewSettings
from tests.integration.reporting_site import REASONS, previewed_form, reporting_site
from tests.pages_in_browser import NARROW, WIDE, look, served
from tests.unit.reporting_pages.courses import decided_again
from tests.unit.reporting_pages.stories import Story, sample_city

pytestmark = [pytest.mark.servers, pytest.mark.browser]

NAMES = ("implemented", "deviating", "deferred", "inadmissible")
ONCE = {NARROW: ("contested", "resumed"), WIDE: ("committee",)}
"""Pages that have the parts of others and a few more: one width each."""


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return {}


@pytest.fixture(scope="module")
def form() -> dict[str, str]:
    """The form of a preview, as evaluation's page carries it."""
    return {}


@pytest.fixture(scope="module")
async def address(new_settings: NewSettings, stories: dict[str, Story], form: dict[str, str]) -> AsyncIterator[str]:
    city, told = sample_city()
    stories.update(told | decided_again(city))
    async with reporting_site(await new_settings()) as site:
        await site.project(city.history)
        async with site.pool.acquire() as pooled:
            connection = cast("asyncpg.Connection", pooled)
            await create_views(connection, FILLED, indexed=False)
            await keep(connection, date(2026, 3, 1))
        form.update(previewed_form(site, stories["assessment"]))
        async with served(site.app, lifespan=True) as address:
            yield address


def paths(stories: dict[str, Story], width: int) -> list[str]:
    fixed = ["/", "/impulse", "/methode", "/daten", "/api", "/impressum", "/barriere-melden", "/gibt-es-nicht"]
    fixed += ["/stand", "/stand/2026-03-01/", "/stand/gestern"]
    fixed += ["/bericht", "/ziele", "/ziele/4", "/handlungsfelder", "/handlungsfelder/lebendige-innenstadt"]
    fixed += ["/trialog", "/nachhaltigkeit", "/geld"]
    fixed += ["/kennzahlen", "/kennzahlen/ideenquote-stadtgesellschaft", "/jahresbericht", "/jahresbericht/2026"]
    # Wide, the end-to-end tests look at them.
    return (fixed if width == NARROW else []) + [f"/impulse/{stories[name].number}" for name in (*NAMES, *ONCE[width])]


async def look_at(context: BrowserContext, address: str, paths: list[str]) -> None:
    page = await context.new_page()
    for path in paths:
        await page.goto(address + path)
        await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        await look(page)
    assert await context.cookies() == []
    await page.close()


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light")])
async def test_pages_fit_and_shut_nobody_out(
    width: int, scheme: str, browser: Browser, address: str, stories: dict[str, Story]
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    await look_at(context, address, paths(stories, width))
    await context.close()


async def test_a_preview_comes_from_a_form_of_another_page(
    browser: Browser, address: str, form: dict[str, str]
) -> None:
    context = await browser.new_context(java_script_enabled=True, viewport={"width": NARROW, "height": 900})
    page = await context.new_page()
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in form.items())
    await page.set_content(f'<form method="post" action="{address}/vorschau">{fields}<button>Vorschau</button></form>')
    await page.get_by_role("button").click()
    await page.wait_for_url(f"{address}/vorschau")
    assert "Vorschau: noch nicht veröffentlicht" in await page.locator("main").inner_text()
    assert REASONS in await page.locator("main").inner_text()
    await look(page)
    assert await context.cookies() == []
    await context.close()


async def test_everything_works_without_javascript_and_by_keyboard(
    browser: Browser, address: str, stories: dict[str, Story]
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{address}/impulse")
    await page.get_by_label("Wörter oder Nummer").fill("Trinkbrunnen")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Ein Trinkbrunnen für den Rathausplatz").press("Enter")
    await page.wait_for_url(f"{address}/impulse/{stories['implemented'].number}")
    shown = await page.locator("main").inner_text()
    assert "S = 61/80 (0,76)" in shown
    assert "Stimmen zu diesem Impuls" not in shown
    await page.locator("summary", has_text="Nachrechnen").press("Enter")
    assert "Stimmen zu diesem Impuls" in await page.locator("main").inner_text()
    await context.close()


async def test_nothing_is_fetched_from_elsewhere(browser: Browser, address: str, stories: dict[str, Story]) -> None:
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{address}/impulse/{stories['implemented'].number}", wait_until="networkidle")
    assert all(url.startswith((f"{address}/", "data:")) for url in asked)
    await page.close()
