"""The assessment form in a real browser: by keyboard, with and without script, for everybody."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import WORKED_CASES, Desk, desk
from tests.pages_in_browser import NARROW, WIDE, look, served

pytestmark = [pytest.mark.servers, pytest.mark.browser]

MOST_PRESSES = {"short": 120, "full": 400}
"""Without the typed reasons. Source: the usability bar of the assessment desk."""
REASON = "Steht so in der Vorlage des Fachamts."


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


@pytest.fixture(scope="module")
async def address(at: Desk) -> AsyncIterator[str]:
    async with served(at.app, lifespan=False) as address:
        yield address


class Keyboard:
    """Somebody who uses nothing but the keyboard, and counts."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.presses: Counter[str] = Counter()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)
            self.presses[key] += 1

    async def type(self, text: str) -> None:
        """A reason, which does not count."""
        await self._page.keyboard.insert_text(text)

    async def focused(self) -> str:
        name: str = await self._page.evaluate("document.activeElement.name ?? ''")
        return name

    async def until(self, name: str) -> None:
        """Tab on to the field."""
        for _ in range(200):
            if await self.focused() == name:
                return
            await self.press("Tab")
        raise AssertionError(f"{name} cannot be reached; the focus is on {await self.focused()}")


async def opened(browser: Browser, address: str, user: str, case_id: str, *, script: bool = True) -> Page:
    context = await browser.new_context(java_script_enabled=script, viewport={"width": WIDE, "height": 900})
    page = await context.new_page()
    await page.goto(f"{address}/bewertung/anmelden?weiter=/bewertung/{case_id}")
    await page.get_by_role("button", name=f"Anmelden als {user}").click()
    await page.locator("h1").filter(has_text="2026-0412").wait_for()
    return page


async def claim(page: Page) -> None:
    await page.get_by_label("Ich habe diesen Impuls weder eingereicht").check()
    await page.get_by_role("button", name="Vorgang übernehmen").click()
    await page.locator("#gutachten").wait_for()


async def rate_by_keys(page: Page) -> Keyboard:
    """Fill the whole form with the ratings of a worked case, jumping from field to needed field."""
    keyboard = Keyboard(page)
    worked = WORKED_CASES["G5"]
    await keyboard.until("exclusions.K1")
    for answers in worked["ko"].values():
        await keyboard.press({"ja": "j", "nein": "n", "offen": "o", "na": "t"}[answers["A"]])
    while (name := await keyboard.focused()).startswith("ratings."):
        criterion = name.split(".")[1]
        value = worked["ratings"]["A"][criterion]
        if isinstance(value, str):
            await keyboard.press({"NR": "n", "NB": "b"}[value])
        else:
            await keyboard.press(*(["-"] if value < 0 else []), str(abs(value)))
        while (await keyboard.focused()).startswith(f"ratings.{criterion}."):
            part = (await keyboard.focused()).split(".")[2]
            if part == "evidence":
                await keyboard.press("b")
            else:
                await keyboard.type(REASON)
                await keyboard.press("Tab")
    return keyboard


@pytest.mark.parametrize("profile", ["short", "full"])
async def test_a_whole_case_needs_few_key_presses(at: Desk, browser: Browser, address: str, profile: str) -> None:
    case_id = await at.case_of(await at.released(track=profile, profile=profile))
    page = await opened(browser, address, "Ada", case_id)
    await claim(page)
    keyboard = await rate_by_keys(page)
    while (await page.evaluate("document.activeElement.value")) != "submit":
        await keyboard.press("Tab")
    await keyboard.press("Enter")
    await page.get_by_text("Ihr Gutachten ist abgegeben").wait_for()
    assert keyboard.presses.total() <= MOST_PRESSES[profile], keyboard.presses
    await page.context.close()


async def test_what_is_typed_is_saved_by_itself_and_two_tabs_do_not_overwrite_each_other(
    at: Desk, browser: Browser, address: str
) -> None:
    case_id = await at.case_of(await at.released())
    page = await opened(browser, address, "Ada", case_id)
    reports: list[str] = []
    page.on("console", lambda message: reports.append(message.text) if message.type == "error" else None)
    await claim(page)
    other = await page.context.new_page()
    await other.goto(f"{address}/bewertung/{case_id}")
    await page.locator("[name='ratings.L1.value'][value='1']").check()
    await page.locator("[name='ratings.L1.reason']").fill(REASON)
    await page.get_by_text("Gespeichert um").wait_for()
    await page.get_by_text("1 von 20 Kriterien haben einen Wert").wait_for()
    await other.locator("[name='ratings.L1.value'][value='-1']").check()
    await other.get_by_text("anderswo gespeichert").wait_for()
    await page.locator("[name='ratings.L2.value'][value='0']").check()
    await page.get_by_text("2 von 20 Kriterien haben einen Wert").wait_for()
    saved = (await at.get("ada", f"/cases/{case_id}")).json()["assessment"]["ratings"]
    assert saved["L1"] == {"value": 1, "reason": REASON}
    await other.get_by_role("button", name="Entwurf speichern").click()
    await other.get_by_role("heading", name="Zwei Fassungen Ihres Entwurfs").wait_for()
    await look(other)
    assert reports == []
    await page.context.close()


async def test_only_what_the_value_needs_is_asked_and_an_error_is_never_hidden(
    at: Desk, browser: Browser, address: str
) -> None:
    case_id = await at.case_of(await at.released())
    page = await opened(browser, address, "Ada", case_id, script=False)
    await claim(page)
    parts = {part: page.locator(f"[name='ratings.L1.{part}']") for part in ("reason", "evidence", "mitigation")}
    needed = {"": [], "0": [], "NB": ["reason"], "1": ["reason", "evidence"], "-1": list(parts)}
    for value, fields in needed.items():
        if value:
            await page.locator(f"[name='ratings.L1.value'][value='{value}']").check()
        assert [part for part, field in parts.items() if await field.is_visible()] == fields, value
    await page.get_by_role("button", name="Gutachten abgeben").click()
    assert "Bitte begründen Sie Ihre Angabe zu L1." in await page.locator("#feld-ratings-L1-reason-fehler").inner_text()
    await page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light")])
async def test_the_desk_of_an_assessment_shuts_nobody_out(
    at: Desk, browser: Browser, address: str, width: int, scheme: str
) -> None:
    _, decided = await at.assessed("G9" if width == WIDE else "G1")
    case_id = await at.case_of(await at.released(title="Ein zweiter Brunnen am Marktplatz"))
    page = await opened(browser, address, "Ada", case_id)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await look(page)
    await claim(page)
    await look(page)
    await page.locator("[name='ratings.L1.value'][value='-1']").check()
    await page.get_by_role("button", name="Gutachten abgeben").click()
    await page.locator("#fehlerliste").wait_for()
    await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    await look(page)
    await page.goto(f"{address}/bewertung/{case_id}/aehnliche-faelle")
    await look(page)
    await page.goto(f"{address}/bewertung/{decided}")
    await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    await look(page)
    await page.context.close()
