"""Asking for a review on the side of ideas: lodged with the access code, screened, handed over, followed."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.async_api import Browser, Page
from textstat import textstat
from uuid6 import uuid7

from services.ideas import store
from services.ideas.duties import duties
from shared.contracts.facts import AppealAdmitted, AppealDismissed, ImpulseWithdrawn
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.integration.ideas_service import IDEAS, Ideas, code, coordinator_at, form_token, published, running_ideas
from tests.integration.test_ideas_http import BROWSER, COORDINATOR, EVALUATOR, PORTAL
from tests.pages_in_browser import NARROW, look, served

pytestmark = [
    pytest.mark.servers,
    # A producer whose start failed complains when it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DECIDED_ON = date(2026, 3, 2)
LAST_DAY = date(2026, 3, 30)
WORDS = "Bei Frau Muster zählen Sie falsch."
SCREENED = "Sie zählen falsch."


@dataclass(frozen=True)
class Decided:
    """An impulse with a published decision, and its access code."""

    impulse_id: UUID
    access_code: str


class Appeals:
    """The running service from the sides of a portal and of coordinators."""

    def __init__(self, ideas: Ideas) -> None:
        self.ideas = ideas

    async def decided(self, **fields: Any) -> Decided:
        """An impulse that was rejected on 2 March, unless the fields say otherwise; it is the period's last day."""
        await self.ideas.set_day(LAST_DAY)
        impulse = Decided(*await self.ideas.released())
        await self.ideas.deliver(published(impulse.impulse_id, **fields), day=DECIDED_ON)
        return impulse

    async def lodge(self, impulse: Decided, **more: Any) -> httpx.Response:
        body = {"access_code": impulse.access_code, "grounds": ["error"], "text": WORDS} | more
        return await self.ideas.client.post(f"{IDEAS}/appeal", json=body, auth=PORTAL)

    async def waiting(self, **fields: Any) -> tuple[Decided, UUID]:
        """An impulse whose appeal waits for screening, and the appeal's id."""
        impulse = await self.decided(**fields)
        lodged = await self.lodge(impulse)
        assert lodged.status_code == 204, lodged.text
        return impulse, UUID(str((await self.row(impulse))["appeal_id"]))

    async def screen(self, appeal_id: UUID, step: str, body: dict[str, str]) -> httpx.Response:
        return await self.ideas.client.post(f"{IDEAS}/appeals/{appeal_id}/{step}", json=body, headers=COORDINATOR)

    async def passed_on(self, **fields: Any) -> tuple[Decided, UUID]:
        impulse, appeal_id = await self.waiting(**fields)
        assert (await self.screen(appeal_id, "release", {"text": SCREENED})).status_code == 204
        return impulse, appeal_id

    async def row(self, impulse: Decided) -> dict[str, Any]:
        row = await self.ideas.app.state.pool.fetchrow(
            "SELECT * FROM appeals WHERE impulse_id = $1", impulse.impulse_id
        )
        return dict(row) if row else {}

    async def lodged(self, impulse: Decided) -> list[dict[str, Any]]:
        return [data for kind, data in await self.ideas.facts_of(impulse.impulse_id) if kind == "appeal_lodged"]

    async def forget(self) -> None:
        """What the periodic task does."""
        [duty] = [each for each in duties(self.ideas.app.state.setup) if each.name == "forget appeals"]
        async with self.ideas.app.state.transactions.begin() as work:
            await duty.portion(work)

    async def page(self, impulse: Decided) -> str:
        return unescape((await self.ideas.status_page(impulse.access_code)).text)


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Appeals]:
    async with running_ideas(await new_settings(), tmp_path_factory.mktemp("ideas")) as running:
        yield Appeals(running)


async def test_only_what_a_coordinator_screened_leaves_ideas(at: Appeals) -> None:
    impulse, appeal_id = await at.waiting(round=3)
    outgoing = "SELECT topic, value FROM outbox WHERE key LIKE $1 || '/%' AND convert_from(value, 'UTF8') ~ 'falsch'"
    assert await at.ideas.app.state.pool.fetch(outgoing, str(impulse.impulse_id)) == []
    assert await at.lodged(impulse) == []
    assert (await at.screen(appeal_id, "release", {"text": SCREENED})).status_code == 204
    [text] = await at.ideas.app.state.pool.fetch(outgoing, str(impulse.impulse_id))
    assert text["topic"] == TextTopic.IMPULSE_CASE_TEXTS
    assert b"Muster" not in text["value"]
    [fact] = await at.lodged(impulse)
    assert (fact["appeal_id"], fact["round"], fact["grounds"]) == (str(appeal_id), 3, ["error"])
    assert fact["text"]["text_id"] == str((await at.row(impulse))["text_id"])
    assert "Muster" not in str(await at.row(impulse))
    told = await at.ideas.client.post(f"{IDEAS}/dialogue", json={"access_code": impulse.access_code}, auth=PORTAL)
    review = {"last_day": "2026-03-30", "state": "passed_on", "text": SCREENED, "refusal": None, "outcome": None}
    assert told.json()["review"] == review
    shown = await at.page(impulse)
    assert SCREENED in shown
    assert "Ihr Text ist weitergegeben." in shown


@pytest.mark.parametrize(
    ("more", "status", "error", "field"),
    [
        ({"grounds": []}, 422, "ideas.appeal_grounds_missing", "grounds"),
        ({"grounds": ["unfair"]}, 422, "request.invalid", "grounds.0"),
        ({"text": " "}, 422, "ideas.appeal_text_invalid", "text"),
        ({"text": "x" * 10_001}, 422, "request.invalid", "text"),
        ({"access_code": "nonsense"}, 404, "ideas.access_code_unknown", "access_code"),
    ],
)
async def test_bad_input_is_refused_with_code_and_field(
    at: Appeals, more: dict[str, Any], status: int, error: str, field: str
) -> None:
    impulse = await at.decided()
    refused = await at.lodge(impulse, **more)
    assert (*code(refused), refused.json().get("field")) == (status, error, field)
    assert await at.row(impulse) == {}


async def test_only_a_published_final_decision_in_its_period_is_reviewed(at: Appeals) -> None:
    undecided = Decided(*await at.ideas.released())
    assert code(await at.lodge(undecided)) == (409, "ideas.decision_not_published")
    deferred = await at.decided(decision="deferred", until=date(2026, 5, 4))
    assert code(await at.lodge(deferred)) == (409, "ideas.decision_not_final")
    assert "Überprüfung verlangen" not in await at.page(deferred)
    late = await at.decided()
    await at.ideas.set_day(LAST_DAY + timedelta(days=1))
    assert code(await at.lodge(late)) == (409, "ideas.appeal_too_late")
    assert "Die Frist ist vorbei." in await at.page(late)
    for impulse in (undecided, deferred, late):
        assert await at.row(impulse) == {}


async def test_a_correction_starts_no_new_period_and_another_round_does(at: Appeals) -> None:
    impulse = await at.decided()
    reason = new_text(impulse.impulse_id, "decision_reasons", body="Zahl berichtigt.").ref
    await at.ideas.deliver(
        published(impulse.impulse_id, occasion="correction", correction=reason), day=date(2026, 3, 20)
    )
    await at.ideas.set_day(LAST_DAY + timedelta(days=1))
    assert code(await at.lodge(impulse)) == (409, "ideas.appeal_too_late")
    await at.ideas.deliver(published(impulse.impulse_id, round=2), day=date(2026, 3, 20))
    assert (await at.lodge(impulse)).status_code == 204
    assert (await at.row(impulse))["round"] == 2


async def test_there_is_one_and_of_several_at_once_one_wins(at: Appeals) -> None:
    impulse = await at.decided()
    answers = await asyncio.gather(*(at.lodge(impulse, text=f"Grund {number}") for number in range(6)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409, 409]
    row = await at.row(impulse)
    assert (await at.lodge(impulse, text=row["words"])).status_code == 204  # the same words again
    screened = await asyncio.gather(*(at.screen(row["appeal_id"], "release", {}) for _ in range(6)))
    assert sorted(answer.status_code for answer in screened) == [204, 409, 409, 409, 409, 409]
    assert len(await at.lodged(impulse)) == 1
    assert code(await at.lodge(impulse)) == (409, "ideas.appeal_already_lodged")


async def test_a_returned_one_is_written_anew_for_at_least_five_working_days(at: Appeals) -> None:
    impulse, appeal_id = await at.waiting()
    assert (await at.screen(appeal_id, "return", {"reason": "Bitte ohne Namen."})).status_code == 204
    assert (await at.row(impulse))["rewrite_until"] == date(2026, 4, 8)  # over Good Friday and Easter Monday
    shown = await at.page(impulse)
    for words in ("Bitte ohne Namen.", WORDS, "8. April 2026"):
        assert words in shown
    assert code(await at.screen(appeal_id, "release", {})) == (409, "ideas.appeal_not_waiting")
    await at.ideas.set_day(date(2026, 4, 8))
    assert (await at.lodge(impulse, text=SCREENED, grounds=["new_facts"])).status_code == 204
    row = await at.row(impulse)
    assert (row["appeal_id"], row["words"], row["grounds"], row["refusal"]) == (
        appeal_id,
        SCREENED,
        ["new_facts"],
        None,
    )
    assert (await at.screen(appeal_id, "release", {})).status_code == 204
    assert [fact["grounds"] for fact in await at.lodged(impulse)] == [["new_facts"]]


async def test_words_that_nobody_screens_any_more_go(at: Appeals) -> None:
    (silent, silent_id), (waiting, _), (withdrawn, withdrawn_id) = [await at.waiting() for _ in range(3)]
    await at.screen(silent_id, "return", {"reason": "Bitte ohne Namen."})
    fact = ImpulseWithdrawn(impulse_id=withdrawn.impulse_id)
    async with at.ideas.app.state.transactions.begin() as work:
        await store.follow(work, [fact], work.now)
    assert code(await at.screen(withdrawn_id, "release", {})) == (409, "ideas.appeal_not_waiting")
    await at.ideas.set_day(date(2026, 4, 8))
    await at.forget()
    assert [(await at.row(each))["state"] for each in (silent, waiting, withdrawn)] == ["returned", "waiting", "ended"]
    await at.ideas.set_day(date(2026, 4, 9))
    await at.forget()
    assert [(await at.row(each))["state"] for each in (silent, waiting, withdrawn)] == ["ended", "waiting", "ended"]
    assert [(await at.row(each))["words"] for each in (silent, waiting, withdrawn)] == [None, WORDS, None]
    assert code(await at.lodge(silent)) == (409, "ideas.appeal_too_late")


async def test_the_status_page_says_how_it_ends(at: Appeals) -> None:
    for outcome, sentence, remark in (
        (AppealAdmitted, "Ihr Impuls wird überprüft.", True),
        (AppealDismissed, "Es bleibt bei der Entscheidung.", False),
    ):
        impulse, appeal_id = await at.passed_on()
        await at.ideas.deliver(
            outcome(impulse_id=impulse.impulse_id, case_id=uuid7(), round=1, appeal_id=appeal_id), day=LAST_DAY
        )
        shown = await at.page(impulse)
        assert sentence in shown
        assert ("abgelehnt, wird überprüft" in shown) is remark
        if outcome is AppealAdmitted:
            await at.ideas.deliver(published(impulse.impulse_id, round=2, decision="accepted"), day=LAST_DAY)
            assert "ist neu entschieden" in await at.page(impulse)
    remedied, _ = await at.passed_on()
    correction = new_text(remedied.impulse_id, "decision_reasons", body="Berichtigt.").ref
    await at.ideas.deliver(published(remedied.impulse_id, occasion="correction", correction=correction), day=LAST_DAY)
    assert "ist neu entschieden" not in await at.page(remedied)
    await at.ideas.deliver(published(remedied.impulse_id, occasion="remedy", decision="accepted"), day=LAST_DAY)
    assert "ist neu entschieden" in await at.page(remedied)


async def test_nobody_asks_or_screens_without_the_right_to(at: Appeals) -> None:
    impulse = await at.decided()
    body = {"access_code": impulse.access_code, "grounds": ["error"], "text": WORDS}
    assert (await at.ideas.client.post(f"{IDEAS}/appeal", json=body)).status_code == 401
    assert (await at.ideas.client.post(f"{IDEAS}/appeal", json=body, headers=EVALUATOR)).status_code == 403
    _, appeal_id = await at.waiting()
    for path, method in (("appeals", "GET"), (f"appeals/{appeal_id}/release", "POST")):
        answer = await at.ideas.client.request(method, f"{IDEAS}/{path}", auth=PORTAL)
        assert answer.status_code == 401
    listed = (await at.ideas.client.get(f"{IDEAS}/appeals", headers=COORDINATOR)).json()
    assert [each["text"] for each in listed if each["appeal_id"] == str(appeal_id)] == [WORDS]
    assert code(await at.screen(uuid7(), "release", {})) == (404, "ideas.appeal_not_found")


async def test_the_status_page_takes_the_appeal_and_keeps_every_typed_word(at: Appeals) -> None:
    impulse = await at.decided()
    page = await at.ideas.status_page(impulse.access_code)
    shown = unescape(page.text)
    assert "kein Widerspruch im Rechtssinn" in shown
    assert "30. März 2026" in shown
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    path = "/mein-impuls/ueberpruefung"

    async def send(**fields: Any) -> httpx.Response:
        return await at.ideas.client.post(path, data=hidden | fields, headers=BROWSER)

    without = await send(text=WORDS)
    assert (without.status_code, 'href="#feld-grounds"' in without.text, WORDS in without.text) == (422, True, True)
    empty = await send(text=" ", grounds=["error", "new_facts"])
    assert (empty.status_code, 'href="#feld-text"' in empty.text) == (422, True)
    assert len(re.findall(r'name="grounds" value="(?:error|new_facts)" checked', empty.text)) == 2
    assert await at.row(impulse) == {}

    done = await send(text=WORDS, grounds=["error"])
    assert done.status_code == 200
    assert "Ihr Text ist angekommen" in done.text
    assert impulse.access_code not in str(done.url)
    again = await send(text="Anders.", grounds=["error"])
    assert (again.status_code, "Anders." in again.text, WORDS in again.text) == (409, True, True)
    assert (await send(text=WORDS, grounds=["error"], code="nonsense")).status_code == 404
    assert (await send(text=WORDS, grounds=["error"], form_token="")).status_code == 403


async def test_what_the_page_says_about_a_review_is_easy_to_read(at: Appeals) -> None:
    shown = await at.page(await at.decided())
    section = shown.split('id="ueberpruefung">', 1)[1].split("</section>", 1)[0]
    textstat.set_lang("de")
    sentences = re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", section, re.DOTALL)
    assert len(sentences) >= 7
    assert textstat.wiener_sachtextformel(re.sub(r"<[^>]+>", "", " ".join(sentences)), 1) <= 8


async def test_a_coordinator_screens_on_the_desk(at: Appeals) -> None:
    (_, first), (returned, second) = await at.waiting(), await at.waiting()
    async with coordinator_at(at.ideas) as browser:
        assert "/vorpruefung/ueberpruefungen" in (await browser.get("/vorpruefung")).text
        assert f"/vorpruefung/ueberpruefungen/{first}" in (await browser.get("/vorpruefung/ueberpruefungen")).text
        path = f"/vorpruefung/ueberpruefungen/{first}"
        shown = await browser.get(path)
        assert WORDS in unescape(shown.text)
        token = {"form_token": form_token(shown.text)}
        empty = await browser.post(f"{path}/weitergabe", data=token | {"text": " "})
        assert (empty.status_code, 'href="#feld-text"' in empty.text) == (422, True)
        done = await browser.post(f"{path}/weitergabe", data=token | {"text": SCREENED})
        assert "Der Text ist weitergegeben" in (await browser.get(done.headers["location"])).text
        assert (await browser.get(path)).status_code == 404

        path = f"/vorpruefung/ueberpruefungen/{second}"
        assert (await browser.post(f"{path}/rueckgabe", data=token | {"reason": ""})).status_code == 422
        done = await browser.post(f"{path}/rueckgabe", data=token | {"reason": "Bitte ohne Namen."})
        assert "zurückgegeben" in (await browser.get(done.headers["location"])).text
    assert "Bitte ohne Namen." in await at.page(returned)


@pytest.mark.browser
async def test_the_pages_shut_nobody_out(at: Appeals, browser: Browser) -> None:
    impulse, _ = await at.waiting()
    asked = await at.ideas.asked("hearing")
    async with served(at.ideas.app, lifespan=False) as address:
        context = await browser.new_context(viewport={"width": NARROW, "height": 900}, java_script_enabled=True)
        page = await context.new_page()
        for access_code in ((await at.decided()).access_code, impulse.access_code, asked.access_code):
            await _open(page, address, access_code)
            await look(page)
        await _open(page, address, (await at.decided()).access_code)
        await page.get_by_role("button", name="Überprüfung verlangen").click()
        await page.get_by_role("alert").wait_for()
        await look(page)
        await page.goto(f"{address}/vorpruefung/anmelden")
        await page.locator('button[name="user"][value="coordinator"]').click()
        await page.goto(f"{address}/vorpruefung/ueberpruefungen")
        await look(page)
        await page.locator("td, th").get_by_role("link").first.click()
        await look(page)
        await context.close()


async def _open(page: Page, address: str, access_code: str) -> None:
    await page.goto(f"{address}/mein-impuls")
    await page.get_by_label("Zugangscode").fill(access_code)
    await page.get_by_role("button", name="Stand zeigen").click()
    await page.get_by_role("heading", name="Verlauf").wait_for()
