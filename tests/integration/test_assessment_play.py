"""A contested case from the queue to the publication in a real browser, as people would play it, with and without script."""

from collections.abc import AsyncIterator
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

from shared.contracts.facts import QueryAnswered
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet
from tests.pages_in_browser import NARROW, WIDE, look, served

pytestmark = [pytest.mark.servers, pytest.mark.browser]


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


@pytest.fixture(scope="module")
async def address(at: Desk) -> AsyncIterator[str]:
    async with served(at.app, lifespan=False) as address:
        yield address


class Play:
    """The people of one case, each in a browser window of their own."""

    def __init__(self, browser: Browser, address: str, case_id: str, *, script: bool) -> None:
        self._browser = browser
        self._case = f"{address}/bewertung/{case_id}"
        self._desk = f"{address}/bewertung"
        self._script = script
        self._pages: dict[str, Page] = {}
        self._looks = cycle([(NARROW, "dark"), (WIDE, "light")])

    async def at_case(self, user: str) -> Page:
        """The page of the case, as this person sees it now."""
        return await self._at(user, self._case)

    async def at_desk(self, user: str) -> Page:
        return await self._at(user, self._desk)

    async def _at(self, user: str, address: str) -> Page:
        if user not in self._pages:
            context = await self._browser.new_context(java_script_enabled=self._script)
            page = self._pages[user] = await context.new_page()
            await page.goto(f"{self._desk}/anmelden?weiter=/bewertung")
            await page.get_by_role("button", name=f"Anmelden als {user.title()}").click()
            await page.locator("h1").first.wait_for()
        page = self._pages[user]
        await page.goto(address)
        if self._script:  # axe is a script itself
            width, scheme = next(self._looks)
            await page.set_viewport_size({"width": width, "height": 900})
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await look(page)
        return page

    async def claim(self, user: str) -> Page:
        page = await self.at_case(user)
        await page.get_by_label("Ich habe diesen Impuls weder eingereicht").check()
        await page.get_by_role("button", name="Vorgang übernehmen").click()
        await page.locator("#gutachten").wait_for()
        return page

    async def assess(self, user: str, assessment: dict[str, Any]) -> str:
        """Fill the form and submit; returns what is shown then."""
        page = await self.at_case(user)
        for criterion, answer in assessment["exclusions"].items():
            await page.locator(f"[name='exclusions.{criterion}'][value='{answer}']").check()
        for criterion, rating in assessment["ratings"].items():
            name = f"ratings.{criterion}"
            await page.locator(f"[name='{name}.value'][value='{rating['value']}']").check()
            for part in ("reason", "evidence", "mitigation"):
                field = page.locator(f"[name='{name}.{part}']")
                if await field.is_visible():
                    await (field.select_option if part == "evidence" else field.fill)(rating[part])
        await page.get_by_role("button", name="Gutachten abgeben").click()
        await page.get_by_text("Ihr Gutachten ist abgegeben").first.wait_for()
        return await page.locator("main").inner_text()

    async def read(self, user: str) -> str:
        return await (await self.at_case(user)).locator("main").inner_text()

    async def close(self) -> None:
        for page in self._pages.values():
            await page.context.close()


async def answer_query(at: Desk, case_id: str) -> None:
    """What ideas tells once the submitter's answer is released."""
    row = await at.pool.fetchrow(
        "SELECT impulse_id, query_id FROM queries JOIN cases USING (case_id) WHERE case_id = $1", UUID(case_id)
    )
    assert row is not None
    text = new_text(row["impulse_id"], "answer", body="Neben der Bäckerei, im Schatten.")
    fact = QueryAnswered(impulse_id=row["impulse_id"], query_id=row["query_id"], stage="assessment", text=text.ref)
    await at.deliver(fact, (TextTopic.IMPULSE_CASE_TEXTS, text))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_two_who_disagree_a_statement_a_query_a_third_and_the_reveal(
    at: Desk, browser: Browser, address: str, script: bool
) -> None:
    case_id = await at.case_of(await at.released(title="Ein Brunnen am Bahnhof"))
    play = Play(browser, address, case_id, script=script)

    ada = await play.claim("ada")
    await ada.get_by_role("link", name="Stellungnahme einer anderen Stelle anfragen").click()
    await ada.get_by_label("Stelle", exact=True).select_option("rechtsamt")
    await ada.get_by_label("L1", exact=False).first.check()
    await ada.get_by_label("Frage").fill("Gibt es dort ein Leitungsrecht?")
    await ada.get_by_role("button", name="Stellungnahme anfragen").click()
    await ada.get_by_text("Eine Stellungnahme steht noch aus").wait_for()
    await ada.get_by_label("Frage an die einreichende Person").fill("Auf welcher Seite des Bahnhofs?")
    await ada.get_by_role("button", name="Rückfrage stellen").click()
    await ada.get_by_text("wartet auf Antwort").wait_for()

    gesa = await play.at_desk("gesa")
    await gesa.get_by_role("link", name="Ein Brunnen am Bahnhof").first.click()
    await gesa.get_by_label("Stellungnahme", exact=True).fill("Ein Leitungsrecht gibt es nicht.")
    await gesa.get_by_role("button", name="Stellungnahme abgeben").click()
    await answer_query(at, case_id)
    await play.claim("ben")
    for user in ("ada", "ben"):
        shown = await play.read(user)
        assert "Ein Leitungsrecht gibt es nicht." in shown
        assert "Neben der Bäckerei, im Schatten." in shown

    waiting = await play.assess("ada", sheet("G9", "A"))
    assert "sobald alle Gutachten vorliegen" in waiting
    waiting = await play.assess("ben", sheet("G9", "B"))
    assert "Empfehlung:" not in waiting
    assert "Gutachten im Vergleich" not in waiting

    assert "ein drittes Gutachten fehlt" in await (await play.at_desk("cem")).locator("main").inner_text()
    await play.claim("cem")
    revealed = await play.assess("cem", sheet("G9", "A"))
    for user in ("ada", "ben", "cem", "eva", "finn"):
        shown = revealed if user == "cem" else await play.read(user)
        assert "Gutachten im Vergleich" in shown
        assert "Eine Minderheit der Gutachten kommt zu einem anderen Ergebnis." in shown
        assert "Widerspruch" in shown

    eva = await play.at_case("eva")
    decision = {"UMSETZEN": "angenommen", "MIT_AUFLAGEN": "mit Bedingungen angenommen", "NICHT_UMSETZEN": "abgelehnt"}
    result = (await at.get("eva", f"/cases/{case_id}")).json()["result"]
    await eva.get_by_label(decision[result["decision"]], exact=True).check()
    await eva.get_by_label("Begründung", exact=True).fill("Die Mehrheit überzeugt.")
    if result["decision"] == "MIT_AUFLAGEN":
        await eva.get_by_label("Bedingungen", exact=True).fill("Der Tiefbau prüft bis Juni die Leitungen.")
    await eva.get_by_label("Wie die Minderheit der Gutachten es sieht").fill("Ein Gutachten sieht die Kosten anders.")
    await eva.get_by_label("Bestätigung", exact=True).fill("Gesehen und bedacht.")
    await eva.get_by_role("button", name="Entscheidung festhalten").click()
    await eva.get_by_text("Die Koordination wird sie nun veröffentlichen").wait_for()
    finn = await play.at_desk("finn")
    await finn.get_by_role("link", name="Ein Brunnen am Bahnhof").first.click()
    await finn.get_by_role("button", name="Jetzt veröffentlichen").click()
    await finn.get_by_text("Entscheidung veröffentlicht").wait_for()
    assert "Ein Gutachten sieht die Kosten anders." in await play.read("ada")
    await play.close()
