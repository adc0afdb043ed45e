"""The pages that need a person's doing, in a real browser: on a small screen, in light and dark, without script."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, Response, ViewportSize, expect

from shared.contracts.status import STATUS_LABELS, Status
from shared.runtime.running import SignIn
from shared.runtime.settings import ServiceName
from tests.e2e.desks import Desks
from tests.e2e.places import Places
from tests.pages_in_browser import NARROW, too_wide, violations

pytestmark = [pytest.mark.servers, pytest.mark.browser]

SMALL: ViewportSize = {"width": NARROW, "height": 800}
ACCESS_CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}[0-9A-Z*~$=]")

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose result can differ between light and dark."""

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@asynccontextmanager
async def small_screen(browser: Browser, *, script: bool = True) -> AsyncIterator[Page]:
    """A page 320 px wide in a browser of its own, without cookies."""
    context = await browser.new_context(viewport=SMALL, color_scheme="light", java_script_enabled=script)
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def faults(page: Page, what: str) -> list[str]:
    """What keeps people from using the page: violations that axe finds in light and dark, and a page wider than the screen."""
    told = [f"in light: {each}" for each in await violations(page)]
    light = await page.evaluate(BACKGROUND)
    await page.emulate_media(color_scheme="dark")
    if await page.evaluate(BACKGROUND) == light:
        told.append("light in dark, too")
    told += [f"in dark: {each}" for each in await violations(page, COLOURS)]
    await page.emulate_media(color_scheme="light")
    told += await too_wide(page)
    return [f"{what}: {each}" for each in told]


async def visit(page: Page, url: str, status: int = 200) -> Response:
    answer = await page.goto(url)
    assert answer is not None
    assert answer.status == status, f"{url}: {answer.status}"
    return answer


async def sign_in(page: Page, desk: str, person: SignIn) -> None:
    """As a person does it, on the sign-in page."""
    await visit(page, f"{desk}/anmelden")
    await page.locator(f'button[name="user"][value="{person.user}"]').click()
    await expect(page.locator("form.iw-person")).to_be_visible()


async def test_the_public_pages_of_ideas_are_accessible(desks: Desks, browser: Browser) -> None:
    url = desks.system.url("ideas")
    told = []
    async with small_screen(browser) as page:
        await visit(page, f"{url}/einreichen")
        told += await faults(page, "form")
        await page.get_by_role("button", name="Impuls absenden").click()
        await expect(page).to_have_title(re.compile("^Fehler: "))
        told += await faults(page, "form with errors")
        code = await hand_in(page, f"Barrierefrei {uuid4().hex}")
        told += await faults(page, "receipt")
        await visit(page, f"{url}/mein-impuls")
        told += await faults(page, "code")
        await enter(page, "0000-0000")
        await expect(page).to_have_title(re.compile("^Fehler: "))
        told += await faults(page, "wrong code")
        await enter(page, code)
        await expect(page.get_by_text(STATUS_LABELS[Status.IN_SCREENING]).first).to_be_visible()
        told += await faults(page, "status")
    assert not told, "\n".join(told)


def desk_pages(places: Places) -> list[tuple[ServiceName, str, str, str]]:
    """Service, desk, role and path below the desk."""
    measure, accepted = places.implemented.measure_id, places.accepted
    return [
        ("ideas", "/vorpruefung", "coordinator", ""),
        ("ideas", "/vorpruefung", "coordinator", f"/{places.screening}"),
        ("evaluation", "/bewertung", "evaluator", ""),
        ("evaluation", "/bewertung", "evaluator", f"/{places.open_case}"),
        ("evaluation", "/bewertung", "evaluator", f"/{places.claimed_case}"),
        ("evaluation", "/bewertung", "evaluator", f"/{places.claimed_case}/stellungnahmen"),
        ("evaluation", "/bewertung", "evaluator", f"/{places.claimed_case}/sachverhalt"),
        ("evaluation", "/bewertung", "decider", ""),
        ("evaluation", "/bewertung", "decider", f"/{places.consolidated_case}"),
        ("evaluation", "/bewertung", "coordinator", ""),
        ("evaluation", "/bewertung", "coordinator", f"/{places.decided_case}"),
        ("evaluation", "/bewertung", "coordinator", f"/{places.open_case}/sachverhalt"),
        ("evaluation", "/bewertung", "coordinator", f"/{places.claimed_case}"),
        ("evaluation", "/bewertung", "office", ""),
        ("evaluation", "/bewertung", "office", f"/{places.claimed_case}"),
        ("evaluation", "/bewertung", "office", f"/{places.claimed_case}/stellungnahmen/{places.statement}"),
        ("implementation", "/umsetzung", "implementer", ""),
        ("implementation", "/umsetzung", "implementer", f"/planen/{accepted}"),
        ("implementation", "/umsetzung", "implementer", f"/{measure}"),
    ]


async def test_the_desks_are_accessible(places: Places, desks: Desks, browser: Browser) -> None:
    told = []
    for service, desk, role in sorted({(each[0], each[1], each[2]) for each in desk_pages(places)}):
        url = f"{desks.system.url(service)}{desk}"
        async with small_screen(browser) as page:
            await visit(page, f"{url}/anmelden")
            told += await faults(page, f"{desk}/anmelden")
            await sign_in(page, url, desks.people(role)[0])
            for path in [each[3] for each in desk_pages(places) if each[:3] == (service, desk, role)]:
                await visit(page, f"{url}{path}")
                # Only the form of an assessment has scripts; it works without them, too.
                scripts = await page.locator("script").count()
                assert (scripts > 0) is (role == "evaluator" and path == f"/{places.claimed_case}"), path
                told += await faults(page, f"{desk}{path} as {role}")
    assert not told, "\n".join(told)


async def test_without_script_one_hands_in_an_impulse_and_looks_it_up(desks: Desks, browser: Browser) -> None:
    url, title = desks.system.url("ideas"), f"Ohne Skript eingereicht {uuid4().hex}"
    async with small_screen(browser, script=False) as page:
        await visit(page, f"{url}/einreichen")
        code = await hand_in(page, title)
        await visit(page, f"{url}/mein-impuls")
        await enter(page, code.lower())
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await expect(page.get_by_text(STATUS_LABELS[Status.IN_SCREENING]).first).to_be_visible()
        assert code not in page.url
    assert [item["title"] for item in await desks.screened()].count(title) == 1


async def hand_in(page: Page, title: str) -> str:
    """Fill the form and send it; the access code."""
    await page.get_by_label("Titel").fill(title)
    await page.get_by_label("Ihr Impuls", exact=True).fill("Mehr Schatten am Spielplatz, bitte.")
    await page.get_by_role("button", name="Impuls absenden").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Ihr Impuls ist da")
    found: Any = ACCESS_CODE.search(await page.locator("main").inner_text())
    assert found, "the receipt shows the access code"
    return str(found[0])


async def enter(page: Page, code: str) -> None:
    """Send the form of the status page."""
    await page.get_by_label("Zugangscode").fill(code)
    await page.get_by_role("button", name="Stand zeigen").click()
