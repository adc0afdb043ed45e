"""The pages of committee sessions in a real browser: nothing overflows, nothing shuts anybody out, none has a script."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk
from tests.integration.test_evaluation_sessions import MEMBERS, today, waiting_case
from tests.pages_in_browser import NARROW, WIDE, look, served

pytestmark = [pytest.mark.servers, pytest.mark.browser]


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


async def sign_in(page: Page, address: str, name: str) -> None:
    await page.goto(f"{address}/bewertung/anmelden?weiter=/bewertung/sitzungen")
    await page.get_by_role("button", name=f"Anmelden als {name}").click()


async def press(page: Page, button: str) -> None:
    await page.get_by_role("button", name=button, exact=True).click()


async def follow(page: Page, link: str) -> None:
    await page.get_by_role("link", name=link).first.click()


async def propose(page: Page) -> None:
    await page.get_by_label("angenommen", exact=True).check()
    await page.get_by_label("Begründung", exact=True).fill("Der Brunnen fehlt.")
    await page.get_by_label("Bestätigung").fill("Nichts steht entgegen.")
    await page.locator("summary", has_text="Wenn Sie annehmen").click()
    await page.get_by_label("Bis wann die Stadt es macht").fill("2099-01-01")
    await press(page, "Vorschlag speichern")


async def look_by_turns(page: Page) -> None:
    """Narrow and dark after wide and light, and the other way round."""
    narrow = page.viewport_size == {"width": WIDE, "height": 900}
    await page.set_viewport_size({"width": NARROW if narrow else WIDE, "height": 900})
    await page.emulate_media(color_scheme="dark" if narrow else "light")
    await look(page)


async def test_a_session_from_planning_to_its_end(browser: Browser, at: Desk) -> None:
    titles = [f"Trinkbrunnen {place}" for place in ("am Markt", "am Bahnhof", "im Park")]
    for title in titles:
        await waiting_case(at, title=title)
    context = await browser.new_context(viewport={"width": WIDE, "height": 900})
    page = await context.new_page()
    async with served(at.app, lifespan=False) as address:
        await sign_in(page, address, "Finn")
        await look_by_turns(page)
        await follow(page, "Sitzung planen")
        await press(page, "Sitzung planen")
        assert "Diese Angabe fehlt." in await page.content()
        await look_by_turns(page)
        await page.get_by_label("Gremium").select_option("bewertungskommission")
        await page.get_by_label("Tag", exact=True).fill((await today(at)).isoformat())
        await page.get_by_label("Uhrzeit").fill("18:00")
        await page.get_by_label("Ort", exact=True).fill("Rathaus")
        await press(page, "Sitzung planen")
        session = page.url.partition("?")[0]
        await follow(page, "Vorgänge auf die Tagesordnung setzen")
        for title in titles:
            await page.get_by_label(title).check()
        await look_by_turns(page)
        await press(page, "Aufnehmen")
        await look_by_turns(page)
        await press(page, "TOP 3 nach oben")
        for title in titles:
            await follow(page, title)
            await propose(page)
            assert "Vorschlag gespeichert" in await page.content()
            await page.goto(session)
        await follow(page, "Sitzung eröffnen")
        await press(page, "Sitzung eröffnen")
        await look_by_turns(page)
        await page.get_by_label("Anwesend", exact=True).fill("\n".join(MEMBERS))
        await press(page, "Sitzung eröffnen")
        await look_by_turns(page)

        await follow(page, titles[0])
        await page.get_by_label(MEMBERS[0]).check()
        await page.get_by_label("Dafür", exact=True).fill("5")
        await press(page, "Abstimmung eintragen")
        assert "Mitstimmen dürfen nur 4 Personen" in await page.content()
        assert await page.get_by_label(MEMBERS[0]).is_checked()
        await look_by_turns(page)
        await page.get_by_label("Dafür", exact=True).fill("4")
        await press(page, "Abstimmung eintragen")
        assert "4 dafür, 0 dagegen, 0 enthalten" in await page.content()
        await look_by_turns(page)

        await page.goto(session)
        await follow(page, "Mehrere Punkte zusammen abstimmen")
        for title in titles[1:]:
            await page.get_by_label(title).check()
        await look_by_turns(page)
        await page.get_by_label("Dafür", exact=True).fill("5")
        await press(page, "Abstimmung eintragen")
        await press(page, "Sitzung schließen")
        assert await page.get_by_text("angenommen", exact=True).count() == 6
        await look_by_turns(page)
        await page.emulate_media(media="print")
        assert await page.get_by_role("table").is_visible()
        await follow(page, titles[2])
        await follow(page, "2026-0412")
        await follow(page, "TOP 2")
        assert page.url.startswith(session)
    await context.close()
