"""The pages of bulk decisions in a real browser: nothing overflows, nothing shuts anybody out, no script is needed."""

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle

import pytest
from playwright.async_api import Browser, Page

from services.evaluation.bulk_work import keep_carrying_on
from tests.benchmarks.consolidated import consolidated_cases
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import desk
from tests.pages_in_browser import NARROW, WIDE, look, served

pytestmark = [pytest.mark.servers, pytest.mark.browser]

PAGE = "/bewertung/sammelentscheidung"


@pytest.fixture(scope="module")
async def address(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Six cases, of which two deviate if they are accepted; bulk decisions that have begun are carried out."""
    async with desk(await new_settings(), tmp_path_factory.mktemp("bulk")) as at:
        await consolidated_cases(at.settings, 4, unit="kaemmerei")
        await consolidated_cases(at.settings, 2, unit="kaemmerei", worked="G7")
        carrying_on = asyncio.create_task(keep_carrying_on(at.transactions, at.app.state.surroundings))
        async with served(at.app, lifespan=False) as address:
            yield address
        carrying_on.cancel()


async def sign_in(page: Page, address: str) -> None:
    await page.goto(f"{address}/bewertung/anmelden?weiter={PAGE}")
    await page.get_by_role("button", name="Anmelden als Eva").click()


async def reload_until(page: Page, words: str) -> None:
    for _ in range(100):
        if words in await page.inner_text("main"):
            return
        await page.get_by_role("link", name="Stand neu laden").click()
    raise AssertionError(f"never said: {words}")


async def test_many_cases_are_decided_and_taken_back_without_script(browser: Browser, address: str) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, address)
    await page.get_by_label("Empfehlung").select_option("umsetzen")
    await page.get_by_role("button", name="Anzeigen").click()
    assert await page.get_by_role("checkbox").count() == 4
    await page.get_by_label("Alle, die der Filter zeigt").check()
    await page.get_by_label("angenommen", exact=True).check()
    await page.get_by_label("Vorlage").select_option("angenommen: Wird umgesetzt")
    await page.get_by_role("button", name="Entwurf anlegen und ansehen").click()
    await page.get_by_role("link", name="2026-000001 ändern").click()
    await page.get_by_label("Eigene Begründung").fill("Der Platz wird ohnehin umgebaut.")
    await page.get_by_role("button", name="Speichern").click()
    assert "Eigene Begründung: Der Platz wird ohnehin umgebaut." in await page.inner_text("main")
    await page.get_by_role("button", name="Entscheiden").click()
    await reload_until(page, "Bis zur Veröffentlichung können Sie alles zurücknehmen.")
    await page.get_by_role("button", name="2026-000002 zurücknehmen").click()
    await page.get_by_role("button", name="Alle Entscheidungen zurücknehmen").click()
    await reload_until(page, "Stand\nzurückgenommen")
    await context.close()


async def test_every_state_of_the_pages(browser: Browser, address: str) -> None:
    """Each page once, narrow and dark or wide and light by turns."""
    context = await browser.new_context()
    page = await context.new_page()
    widths = cycle((NARROW, WIDE))

    async def look_at() -> None:
        width = next(widths)
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme="dark" if width == NARROW else "light")
        await look(page)

    await sign_in(page, address)
    await page.get_by_label("Eigener Text").fill("Zu {tittel}.")
    await page.get_by_role("button", name="Entwurf anlegen und ansehen").click()
    assert await page.get_by_role("alert").count() == 1
    await look_at()
    await page.get_by_label("Alle, die der Filter zeigt").check()
    await page.get_by_label("angenommen", exact=True).check()
    await page.get_by_label("Eigener Text").fill("Zu {titel}: {gruende_dafuer}.")
    await page.get_by_role("button", name="Entwurf anlegen und ansehen").click()
    assert "2 Vorgänge haben Hinweise" in await page.inner_text("main")
    await look_at()
    await page.get_by_role("link", name="Nur Vorgänge mit Hinweis zeigen").click()
    await page.get_by_role("link", name="ändern").first.click()
    await look_at()
    await page.go_back()
    await page.get_by_role("link", name="Alle Vorgänge zeigen").click()
    await page.get_by_role("button", name="Entscheiden").click()
    await reload_until(page, "Bis zur Veröffentlichung können Sie alles zurücknehmen.")
    await look_at()
    await page.get_by_role("link", name="Sammelentscheidung").last.click()
    assert "Ihre Sammelentscheidungen" in await page.inner_text("main")
    await look_at()
    await context.close()
