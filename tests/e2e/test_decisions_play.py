"""Four impulses to their decision in a real browser, as the people would play it, with and without script.

A small one by direct track with a promise; a short case; a contested one that a commission rejects against the
recommendation, that its submitter has reviewed and that ends otherwise; and a council motion that waits for its resolution.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from shared.contracts.days import city_day
from shared.runtime.running import SignIn
from tests.e2e.desks import EFFECT_SECONDS, Desks
from tests.e2e.story import sheet_of
from tests.e2e.test_pages import enter, sign_in, visit
from tests.eventually import eventually
from tests.pages_in_browser import NARROW, WIDE, look

pytestmark = [pytest.mark.servers, pytest.mark.browser]

TODAY = city_day(datetime.now(UTC))
SOON = TODAY + timedelta(days=60)
COMMISSION = "\n".join(f"Mitglied {letter}" for letter in "ABCDE")
SMALL = {"one_off_cents": 50_000, "yearly_cents": 0, "reversible": True, "units": 1}
SHORT = {"track": "short", "profile": "short", "extent": SMALL}
FOR_COMMISSION = {"extent": {"one_off_cents": 60_000_00, "yearly_cents": 0}}


class Play:
    """The people, each at a window of their own; with script every page is looked at by axe, narrow and wide by turns."""

    def __init__(self, desks: Desks, browser: Browser, *, script: bool) -> None:
        self.desks = desks
        self._browser = browser
        self._script = script
        self._windows: dict[str, Page] = {}
        self._narrow = False

    def url(self, service: Any, path: str) -> str:
        return f"{self.desks.system.url(service)}{path}"

    def person(self, user: str) -> SignIn:
        return next(person for person in self.desks.system.sign_ins if person.user == user)

    async def window(self, user: str) -> Page:
        """Where this person works; „public“ has no account."""
        if user not in self._windows:
            context = await self._browser.new_context(java_script_enabled=self._script)
            self._windows[user] = await context.new_page()
            if user != "public":
                await sign_in(self._windows[user], self.url("evaluation", "/bewertung"), self.person(user))
        return self._windows[user]

    async def see(self, page: Page) -> None:
        if not self._script:  # axe is a script itself
            return
        self._narrow = not self._narrow
        await page.wait_for_load_state()
        await page.set_viewport_size({"width": NARROW if self._narrow else WIDE, "height": 900})
        await page.emulate_media(color_scheme="dark" if self._narrow else "light")
        await look(page)

    async def at_case(self, user: str, title: str) -> Page:
        """The case as this person finds it on the desk."""
        page = await self.window(user)

        async def listed() -> bool:
            await visit(page, self.url("evaluation", "/bewertung"))
            return await page.get_by_role("link", name=title).count() > 0

        await eventually(listed, seconds=EFFECT_SECONDS, every=0.2)
        await page.get_by_role("link", name=title).first.click()
        await self.see(page)
        return page

    async def publish(self, user: str, title: str, expected: str) -> None:
        """Look at the preview, which says what the public will read, and publish."""
        page = await self.at_case(user, title)
        async with page.context.expect_page() as opened:
            await page.get_by_role("button", name="Vorschau").click()
        preview = await opened.value
        await expect(preview.locator("main")).to_contain_text("noch nicht veröffentlicht")
        await expect(preview.locator("main")).to_contain_text(expected)
        await self.see(preview)
        await preview.close()
        await page.get_by_role("button", name="Jetzt veröffentlichen").click()
        await expect(page.get_by_text("Entscheidung veröffentlicht").first).to_be_visible()

    async def public_page(self, number: str, expected: str) -> str:
        """The words of the public page, as soon as it says this."""
        page = await self.window("public")

        async def said() -> bool:
            await visit(page, self.url("reporting", f"/impulse/{number}"))
            return expected in await page.locator("main").inner_text()

        await eventually(said, seconds=EFFECT_SECONDS, every=0.2)
        await self.see(page)
        return await page.locator("main").inner_text()

    async def submitted(self, title: str, release: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        receipt = await self.desks.submit(title, "Damit es in der Stadt besser wird.", **more)
        await self.desks.release(receipt["id"], **release)
        return receipt

    async def assessed(self, case_id: str, sheets: Mapping[str, dict[str, Any]]) -> None:
        """Rated through the API; the form has a play of its own."""
        for user, sheet in sheets.items():
            view = await self.desks.case(case_id, "GET", "", self.person(user))
            asked = {criterion["id"] for criterion in view["catalogue"]["criteria"]}
            ratings = {name: rating for name, rating in sheet["ratings"].items() if name in asked}
            await self.desks.assess(case_id, self.person(user), {**sheet, "ratings": ratings})

    async def close(self) -> None:
        for page in self._windows.values():
            await page.context.close()


async def fill(page: Page, decision: str, **fields: str) -> None:
    await page.get_by_label(decision, exact=True).check()
    for name, text in fields.items():
        field = page.locator(f"[name='{name}']")
        if not await field.is_visible():
            await page.locator("details", has=field).locator("summary").click()
        await field.fill(text)


async def press(page: Page, button: str, shown: str | None = None) -> None:
    await page.get_by_role("button", name=button, exact=True).click()
    if shown is not None:
        await expect(page.get_by_text(shown).first).to_be_visible()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_four_impulses_to_their_decision(desks: Desks, browser: Browser, script: bool) -> None:
    play = Play(desks, browser, script=script)
    how = "mit Skript" if script else "ohne Skript"
    try:
        await a_promise_on_the_direct_track(play, f"Schaukel reparieren {how}")
        await a_short_case(play, f"Bank am Weg {how}")
        await a_contested_case(play, f"Brücke über den Bach {how}")
        await a_council_motion(play, f"Antrag Radweg {how}")
    finally:
        await play.close()


async def a_promise_on_the_direct_track(play: Play, title: str) -> None:
    receipt = await play.submitted(title, {"track": "direct"})
    page = await play.at_case("c.hohlfeld", title)
    await fill(page, "angenommen", reasons="Die Kette ist gerissen.")
    await press(page, "Entscheidung festhalten")
    await expect(page.get_by_role("alert")).to_contain_text("bestätigen Sie schriftlich")
    await play.see(page)
    await fill(page, "angenommen", confirmation="Nichts steht entgegen.", promised_for=SOON.isoformat())
    await press(page, "Entscheidung festhalten", "Entscheidung festgehalten")
    await press(page, "Entscheidung zurücknehmen", "Entscheidung zurückgenommen")
    await fill(
        page, "angenommen", reasons="Die Kette ist gerissen.", confirmation="Nichts.", promised_for=SOON.isoformat()
    )
    await press(page, "Entscheidung festhalten", "Entscheidung festgehalten")
    await play.publish("s.yilmaz", title, "Die Stadt setzt diesen Impuls bis zum")
    shown = await play.public_page(receipt["number"], "Die Kette ist gerissen.")
    assert "Leitung der zuständigen Stelle" in shown


async def a_short_case(play: Play, title: str) -> None:
    receipt = await play.submitted(title, SHORT)
    await play.assessed(await play.desks.case_of(receipt["id"]), {"g.aydin": sheet_of("A")})
    page = await play.at_case("c.hohlfeld", title)
    await fill(
        page,
        "mit Bedingungen angenommen",
        reasons="Sie fehlt dort.",
        confirmation="Gesehen.",
        deviation_reason="Der Winterdienst braucht Platz.",
        **{"conditions.0.text": "Der Weg bleibt 2 Meter breit."},
    )
    await page.locator("[name='budget_proviso']").check()
    await press(page, "In die Bedingungen übernehmen")
    await expect(page.locator("[name='conditions.1.text']")).to_have_value(
        "Die Mittel müssen im Haushalt bereitstehen (Haushaltsvorbehalt)."
    )
    await play.see(page)
    await page.locator("[name='conditions.1.budget_year']").fill(str(TODAY.year + 1))
    await press(page, "Entscheidung festhalten")
    await expect(page.get_by_role("alert")).to_contain_text("Tag der Beratung")
    await page.locator("[name='conditions.1.debate_on']").fill(SOON.isoformat())
    await press(page, "Entscheidung festhalten", "Entscheidung festgehalten")
    await play.publish("p.roth", title, "Der Weg bleibt 2 Meter breit.")
    shown = await play.public_page(receipt["number"], "aber nur unter Bedingungen")
    assert f"im Haushalt für das Jahr {TODAY.year + 1}" in shown


async def a_contested_case(play: Play, title: str) -> None:
    receipt = await play.submitted(title, FOR_COMMISSION)
    sheets = {"g.aydin": sheet_of("A", "G9"), "m.kowalski": sheet_of("B", "G9"), "j.lehnert": sheet_of("A", "G9")}
    await play.assessed(await play.desks.case_of(receipt["id"]), sheets)
    await _resolve_in_session(play, title)
    await play.publish("p.roth", title, "Die Stadt setzt diesen Impuls nicht um.")
    rejected = await play.public_page(receipt["number"], "Die Stadt setzt diesen Impuls nicht um.")
    for said in (
        "Bewertungskommission",
        "Dafür: 4 Stimmen. Dagegen: 1 Stimme.",
        "Ein Steg reicht.",
        "anders als empfohlen",
    ):
        assert said.casefold() in rejected.casefold(), said

    await _ask_for_review(play, receipt["access_code"], title)
    await play.public_page(receipt["number"], "wird überprüft")
    page = await play.at_case("c.hohlfeld", title)
    await expect(page.get_by_text("Der Steg ist gesperrt.")).to_be_visible()
    await press(page, "Entscheidung bleibt: neue Runde beginnen", "Neue Runde begonnen")
    second = await play.desks.case_of(receipt["id"], play.person("t.brenner"))
    await play.assessed(second, {"t.brenner": sheet_of("A"), "l.ferrari": sheet_of("B")})
    page = await play.at_case("e.marten", title)
    await expect(page.get_by_text("Zuständig: Oberbürgermeisterin")).to_be_visible()
    await fill(page, "angenommen", reasons="Der Steg ist gesperrt. Es gibt keinen anderen Weg.")
    await press(page, "Entscheidung festhalten", "Entscheidung festgehalten")
    await play.publish("s.yilmaz", title, "Es gibt keinen anderen Weg.")
    shown = await play.public_page(receipt["number"], "Es gibt keinen anderen Weg.")
    assert "Erste Entscheidung vom" in shown
    page = await play.window("public")
    await page.locator("summary", has_text="Erste Entscheidung vom").click()
    await expect(page.get_by_text("Ein Steg reicht.").first).to_be_visible()


async def _resolve_in_session(play: Play, title: str) -> None:
    page = await play.window("s.yilmaz")
    await visit(page, play.url("evaluation", "/bewertung/sitzungen"))
    await page.get_by_role("link", name="Sitzung planen").click()
    await page.get_by_label("Gremium").select_option("bewertungskommission")
    await page.get_by_label("Tag", exact=True).fill(TODAY.isoformat())
    await page.get_by_label("Uhrzeit").fill("18:00")
    await page.get_by_label("Ort", exact=True).fill("Rathaus")
    await press(page, "Sitzung planen")
    session = page.url.partition("?")[0]
    await page.get_by_role("link", name="Vorgänge auf die Tagesordnung setzen").click()
    await page.get_by_label(title).check()
    await press(page, "Aufnehmen")
    await page.get_by_role("link", name=title).click()
    await fill(
        page,
        "abgelehnt",
        reasons="Ein Steg reicht.",
        deviation_reason="Es gibt den Steg schon.",
        minority_view="Ein Gutachten sieht es anders.",
        confirmation="Wir haben das Ergebnis gesehen.",
    )
    await press(page, "Vorschlag speichern")
    await visit(page, session)
    await page.get_by_role("link", name="Sitzung eröffnen").click()
    await page.get_by_label("Anwesend", exact=True).fill(COMMISSION)
    await press(page, "Sitzung eröffnen")
    await page.get_by_role("link", name=title).first.click()
    await page.get_by_label("Dafür", exact=True).fill("4")
    await page.get_by_label("Dagegen", exact=True).fill("1")
    await press(page, "Abstimmung eintragen")
    await expect(page.get_by_text("4 dafür, 1 dagegen").first).to_be_visible()
    await play.see(page)
    await visit(page, session)
    await press(page, "Sitzung schließen")


async def _ask_for_review(play: Play, access_code: str, title: str) -> None:
    page = await play.window("public")

    async def may_ask() -> bool:
        await visit(page, play.url("ideas", "/mein-impuls"))
        await enter(page, access_code)
        return await page.get_by_role("button", name="Überprüfung verlangen").count() == 1

    await eventually(may_ask, seconds=EFFECT_SECONDS, every=0.2)
    await press(page, "Überprüfung verlangen")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Es gibt neue Tatsachen").check()
    await page.get_by_label("Was sollen wir neu prüfen?").fill("Der Steg ist gesperrt.")
    await press(page, "Überprüfung verlangen", "Ihr Text ist angekommen")
    await play.see(page)
    coordinator = await play.window("p.roth")
    await sign_in(coordinator, play.url("ideas", "/vorpruefung"), play.person("p.roth"))
    await visit(coordinator, play.url("ideas", "/vorpruefung/ueberpruefungen"))
    await coordinator.get_by_role("link", name=title).click()
    await play.see(coordinator)
    await press(coordinator, "Text weitergeben", "Der Text ist weitergegeben")


async def a_council_motion(play: Play, title: str) -> None:
    receipt = await play.submitted(
        title,
        {
            "track": "short",
            "profile": "short",
            "extent": {"one_off_cents": 0, "yearly_cents": 0, "reversible": True, "units": 1},
        },
        origin="council",
    )
    await play.assessed(await play.desks.case_of(receipt["id"]), {"g.aydin": sheet_of("A")})
    page = await play.at_case("c.hohlfeld", title)
    await expect(page.get_by_text("Das Ergebnis hier ist ein Vorschlag.")).to_be_visible()
    await fill(page, "angenommen", reasons="Er fehlt.", confirmation="Gesehen.")
    await press(page, "Entscheidung festhalten")
    await expect(page.get_by_role("alert")).to_contain_text("Hier braucht es einen Beschluss")
    await page.get_by_label("Nummer der Vorlage").fill("VORL 7/26")
    await page.locator("form[action$='/vorlage'] [name='session_on']").fill(TODAY.isoformat())
    await press(page, "Vorlage eintragen", "Vorlage eingetragen")
    waiting = await play.public_page(receipt["number"], "liegt dem Gemeinderat vor")
    assert "VORL 7/26" in waiting
    page = await play.at_case("s.yilmaz", title)
    await fill(
        page,
        "angenommen",
        reasons="Der Gemeinderat will den Radweg.",
        confirmation="Gesehen.",
        deviation_reason="Der Gemeinderat hat es so beschlossen.",
        **{
            "resolution.number": f"GR {receipt['number']}",
            "resolution.session_on": TODAY.isoformat(),
            "resolution.in_favour": "22",
            "resolution.against": "10",
            "resolution.abstained": "1",
        },
    )
    await press(page, "Entscheidung festhalten", "Entscheidung festgehalten")
    await play.publish("p.roth", title, "Der Gemeinderat will den Radweg.")
    shown = await play.public_page(receipt["number"], "Der Gemeinderat will den Radweg.")
    assert f"GR {receipt['number']}" in shown
