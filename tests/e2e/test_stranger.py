"""A stranger who has never seen the site finds by clicking only what became of a suggestion, and why."""

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts.status import STATUS_LABELS, Status
from tests.e2e.desks import Desks
from tests.e2e.story import MEASURE, REASONS, TITLE, Implemented

pytestmark = [pytest.mark.servers, pytest.mark.browser]

MOST_PAGES = 30


async def click(page: Page, name: str) -> None:
    """A link in the main part, by the words that people see."""
    await page.locator("main").get_by_role("link", name=name, exact=True).first.click()


async def click_through_to(page: Page, title: str) -> None:
    """From one page of the list to the next, until the title stands there."""
    for _ in range(MOST_PAGES):
        found = page.locator("main").get_by_role("link", name=title, exact=True)
        if await found.count():
            await found.first.click()
            return
        await click(page, "Nächste Seite")
    pytest.fail(f"{title} stands on none of {MOST_PAGES} pages")


@pytest.mark.parametrize("way", ["by its state", "by its field of action", "through the whole list"])
async def test_a_stranger_finds_what_happened_and_why(
    implemented: Implemented, desks: Desks, browser: Browser, way: str
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    try:
        await page.goto(f"{desks.system.url('reporting')}/")
        match way:
            case "by its state":
                await click(page, STATUS_LABELS[Status.IMPLEMENTED])
            case "by its field of action":
                await click(page, "Handlungsfelder")
                await click(page, "Grün in der Stadt")
                await click(page, "Alle Impulse dazu")
            case _:
                await click(page, "Alle Impulse ansehen")
        await click_through_to(page, TITLE)
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        main = page.locator("main")
        await expect(main.get_by_text(STATUS_LABELS[Status.IMPLEMENTED]).first).to_be_visible()
        await expect(main.get_by_text("Die Stadt setzt diesen Impuls um").first).to_be_visible()
        await expect(main.get_by_text(REASONS)).to_be_visible()
        await expect(main.get_by_text(MEASURE).first).to_be_visible()
    finally:
        await context.close()
