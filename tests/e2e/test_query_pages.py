"""The pages of a query in a real browser: asked, answered and screened, on a small screen, in light and dark."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.desks import EFFECT_SECONDS, Desks
from tests.e2e.places import LONG_WORD
from tests.e2e.test_pages import enter, faults, sign_in, small_screen, visit
from tests.eventually import eventually

pytestmark = [pytest.mark.servers, pytest.mark.browser]

QUESTION, ANSWER = f"An welcher Ecke? {LONG_WORD}", f"Am Brunnen. {LONG_WORD}"


async def test_a_query_is_asked_answered_and_screened_on_pages_alone(desks: Desks, browser: Browser) -> None:
    receipt = await desks.submit("Eine Bank am Brunnen", "Am Marktplatz fehlt eine Bank.")
    await desks.release(receipt["id"])
    case_id = await desks.case_of(receipt["id"])
    ideas, evaluation = desks.system.url("ideas"), desks.system.url("evaluation")
    coordinator = desks.people("coordinator")[0]
    told = []

    async with small_screen(browser) as page:
        await sign_in(page, f"{evaluation}/bewertung", coordinator)
        await visit(page, f"{evaluation}/bewertung/{case_id}")
        told += await faults(page, "case before the query")
        await send(page, "Frage an die einreichende Person", QUESTION, "Rückfrage stellen")
        await expect(page.get_by_text("wartet auf Antwort")).to_be_visible()
        told += await faults(page, "case with an open query")

    async with small_screen(browser) as page:

        async def is_asked() -> bool:
            await visit(page, f"{ideas}/mein-impuls")
            await enter(page, receipt["access_code"])
            return await page.get_by_text(QUESTION).count() == 1

        await eventually(is_asked, seconds=EFFECT_SECONDS, every=0.2)
        told += await faults(page, "status with a question")
        await send(page, "Ihre Antwort", " ", "Antwort senden")
        await expect(page.get_by_role("alert")).to_be_visible()
        told += await faults(page, "status with a refused answer")
        await send(page, "Ihre Antwort", ANSWER, "Antwort senden")
        await expect(page.get_by_text("Ihre Antwort ist angekommen")).to_be_visible()
        told += await faults(page, "status with an answer")

    async with small_screen(browser) as page:
        await sign_in(page, f"{ideas}/vorpruefung", coordinator)
        await visit(page, f"{ideas}/vorpruefung/rueckfragen")
        told += await faults(page, "queries")
        await page.get_by_role("link", name="Eine Bank am Brunnen").click()
        told += await faults(page, "answer to screen")
        await page.get_by_role("button", name="Antwort weitergeben", exact=True).click()
        await expect(page.get_by_text("Die Antwort ist weitergegeben")).to_be_visible()
        told += await faults(page, "queries after the screening")

    async with small_screen(browser) as page:
        await sign_in(page, f"{evaluation}/bewertung", coordinator)

        async def came_back() -> bool:
            await visit(page, f"{evaluation}/bewertung/{case_id}")
            return await page.get_by_text(ANSWER).count() == 1

        await eventually(came_back, seconds=EFFECT_SECONDS, every=0.2)
        told += await faults(page, "case with an answer")
    assert not told, "\n".join(told)


async def send(page: Page, field: str, text: str, button: str) -> None:
    """Fill the only form with this field and send it."""
    await page.get_by_label(field, exact=True).fill(text)
    await page.get_by_role("button", name=button).click()
