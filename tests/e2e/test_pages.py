"""The pages in a real browser: for everybody, on a small screen, in light and dark, without script."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, ViewportSize, expect

from shared.contracts.status import STATUS_LABELS, Status
from shared.runtime.running import SignIn
from shared.runtime.settings import ServiceName
from tests.e2e import story
from tests.e2e.desks import Desks
from tests.e2e.story import Implemented

pytestmark = [pytest.mark.servers, pytest.mark.browser]

SMALL: ViewportSize = {"width": 320, "height": 800}
ACCESS_CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{2}[0-9A-Z*~$=]")

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkundenbeantragungsformular"
"""Wider than a small screen, whatever the page does with it."""

ALL_RULES: dict[str, object] = {"resultTypes": ["violations"]}
COLOURS: dict[str, object] = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What can differ between light and dark."""

WIDTH_AND_ROOM = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of things that stand in the states that pages have."""

    implemented: Implemented
    screening: str
    inadmissible: str
    accepted: str
    open_case: str
    claimed_case: str
    statement: str
    consolidated_case: str
    decided_case: str


@pytest.fixture(scope="module")
async def places(desks: Desks, implemented: Implemented) -> Places:
    """An impulse in every state that the pages tell apart."""
    refused = await desks.submit("Die Landesstraße verlegen", "Der Verkehr soll um den Ort herum fahren.")
    path = f"/api/ideas/v1/impulses/{refused['id']}/inadmissible"
    await desks.call("ideas", "POST", path, desks.people("coordinator")[0], {"reason": "Das entscheidet das Land."})
    await desks.shown_as(refused["number"], "inadmissible")
    impulses = [await desks.submit(f"{LONG_WORD} {place}", LONG_WORD, place=LONG_WORD) for place in range(5)]
    for impulse in impulses:
        await desks.release(impulse["id"])
    open_case, claimed, consolidated, decided, published = [await desks.case_of(each["id"]) for each in impulses]
    await desks.claim(claimed, desks.evaluators()[0])
    asked = {"unit": "tiefbau", "criteria": ["K1", "L1"], "question": LONG_WORD}
    statement = await desks.case(claimed, "POST", "statements", desks.evaluators()[0], asked)
    for case_id in (consolidated, decided, published):
        await story.assess(desks, case_id)
    for case_id in (decided, published):
        await story.decide(desks, case_id)
    await story.publish(desks, published)
    accepted = impulses[4]
    await desks.shown_as(accepted["number"], "accepted")
    return Places(
        implemented=implemented,
        screening=(await desks.submit(LONG_WORD, LONG_WORD, place=LONG_WORD))["id"],
        inadmissible=refused["number"],
        accepted=accepted["id"],
        open_case=open_case,
        claimed_case=claimed,
        statement=statement["statement_id"],
        consolidated_case=consolidated,
        decided_case=decided,
    )


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
    told = await _violations(page, f"{what} in light", ALL_RULES)
    light = await page.evaluate(BACKGROUND)
    await page.emulate_media(color_scheme="dark")
    if await page.evaluate(BACKGROUND) == light:
        told.append(f"{what}: light in dark, too")
    told += await _violations(page, f"{what} in dark", COLOURS)
    await page.emulate_media(color_scheme="light")
    width, room = await page.evaluate(WIDTH_AND_ROOM)
    if width > room:
        told.append(f"{what}: {width} px wide on {room} px")
    return told


async def _violations(page: Page, what: str, options: dict[str, object]) -> list[str]:
    found = (await Axe().run(page, options=options)).response["violations"]
    return [f"{what}: {each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


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


def public_pages(places: Places) -> Mapping[str, int]:
    """Paths of reporting and the status that each answers."""
    return {
        "/": 200,
        "/impulse": 200,
        "/impulse?status=implemented": 200,
        "/impulse?q=gibtesnicht": 200,
        f"/impulse/{places.implemented.number}": 200,
        f"/impulse/{places.inadmissible}": 200,
        f"/impulse/{places.accepted}": 200,
        "/impulse/2000-0001": 404,
        "/methode": 200,
        "/barriere-melden": 200,
        "/barrierefreiheit": 200,
        "/datenschutz": 200,
        "/impressum": 200,
    }


async def test_public_pages_are_accessible_and_leave_no_trace(places: Places, desks: Desks, browser: Browser) -> None:
    url = desks.system.url("reporting")
    told = []
    async with small_screen(browser) as page:
        for path, status in public_pages(places).items():
            answer = await visit(page, f"{url}{path}", status)
            assert "set-cookie" not in await answer.all_headers(), path
            assert await page.locator("script, [onclick], [onload], [style]").count() == 0, path
            told += await faults(page, f"{path}")
        assert await page.context.cookies() == []
    assert not told, "\n".join(told)


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
