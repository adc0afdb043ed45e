"""The desks of evaluation as pages, used as a browser without script would."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx
import pytest

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def form_of(assessment: dict[str, Any]) -> dict[str, str]:
    fields = {f"exclusions.{criterion}": str(answer) for criterion, answer in assessment["exclusions"].items()}
    for criterion, rating in assessment["ratings"].items():
        fields |= {f"ratings.{criterion}.{name}": str(value) for name, value in rating.items()}
    return fields


async def token_on(browser: httpx.AsyncClient, page: str) -> str:
    found = re.search(r'name="token" value="([^"]*)"', (await browser.get(page)).text)
    assert found is not None
    return found[1]


async def assess_by_page(at: Desk, user: str, case_id: str, assessment: dict[str, Any]) -> str:
    """Claim and submit; returns the page that the evaluator sees then."""
    page = f"/bewertung/{case_id}"
    async with at.browser_of(user) as browser:
        claimed = await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        assert claimed.status_code == 303
        fields = {"token": await token_on(browser, page), "action": "submit", **form_of(assessment)}
        assert (await submit(browser, f"{page}/gutachten", fields, page)).status_code == 303
        return unescape((await browser.get(page)).text)


async def test_a_case_goes_from_the_queue_to_the_publication_on_pages_alone(at: Desk) -> None:
    impulse_id = await at.released(title="Bänke am Neckar")
    case_id = await at.case_of(impulse_id)
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        assert "Bänke am Neckar" in (await browser.get("/bewertung")).text
    seen = await assess_by_page(at, "ada", case_id, sheet("G1", "A"))
    assert "Ihr Gutachten ist abgegeben" in seen
    assert "Empfehlung" not in seen
    assert "Empfehlung" in await assess_by_page(at, "ben", case_id, sheet("G1", "B"))

    async with at.browser_of("eva") as browser:
        assert "Bänke am Neckar" in (await browser.get("/bewertung")).text
        shown = unescape((await browser.get(page)).text)
        assert "Empfehlung: <strong>umsetzen</strong>" in shown
        assert "Gesamtwert +0,76" in shown
        assert "bis zu 53 % anders" in shown
        fields = {"decision": "accepted", "reasons": "", "conditions": "", "until": "", "addressee": ""}
        refused = await submit(browser, f"{page}/entscheidung", fields, page)
        assert refused.status_code == 422
        assert 'href="#feld-reasons"' in refused.text
        decided = await submit(browser, f"{page}/entscheidung", fields | {"reasons": "Das passt gut."}, page)
        assert decided.status_code == 303
        assert "Entscheidung festgehalten" in (await browser.get(decided.headers["location"])).text
    async with at.browser_of("finn") as browser:
        assert "Das passt gut." in (await browser.get(page)).text
        assert (await submit(browser, f"{page}/veroeffentlichung", {}, page)).status_code == 303
    assert [kind for kind, _ in await at.facts(impulse_id)][-1] == "published"


async def test_a_refused_assessment_keeps_every_typed_word_and_links_each_error_to_its_field(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/uebernahme", {}, page)
        assert refused.status_code == 422
        assert 'href="#feld-declaration"' in refused.text
        await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        typed = {
            "token": await token_on(browser, page),
            "action": "submit",
            "ratings.L1.value": "1",
            "ratings.L1.reason": "zu <kurz>",
        }
        refused = await submit(browser, f"{page}/gutachten", typed, page)
        assert refused.status_code == 422
        assert "zu &lt;kurz&gt;" in refused.text
        assert 'href="#feld-ratings-L1-reason"' in refused.text
        assert 'id="feld-ratings-L1-reason"' in refused.text
        assert re.search(r'id="feld-ratings-L1-value[^"]*" name="ratings.L1.value" value="1" checked', refused.text)
        links = set(re.findall(r'href="#(feld-[^"]+)"', refused.text))
        assert all(f'id="{link}"' in refused.text for link in links)


async def test_an_incomplete_draft_is_saved_even_when_submitting_is_refused(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        typed = {
            "token": await token_on(browser, page),
            "action": "submit",
            "ratings.L1.value": "NB",
            "ratings.L1.reason": "Es fehlt die Karte.",
        }
        refused = await submit(browser, f"{page}/gutachten", typed, page)
        assert refused.status_code == 422
        assert 'href="#feld-ratings-L2-value"' in refused.text
        assert 'href="#feld-exclusions-K1"' in refused.text
        assert "Es fehlt die Karte." in (await browser.get(page)).text


async def test_words_typed_after_the_lease_are_not_lost(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        old = await token_on(browser, page)
        await at.pool.execute("UPDATE seats SET expires_at = now() WHERE case_id = $1", case_id)
        typed = {"token": old, "action": "save", "ratings.L1.value": "0", "ratings.L1.reason": "Mühsam getippt."}
        refused = await submit(browser, f"{page}/gutachten", typed, page)
        assert refused.status_code == 409
        assert "Mühsam getippt." in refused.text
        assert "Neu übernehmen und speichern" in refused.text
        again = typed | {"action": "reclaim", "declaration": "true"}
        assert (await submit(browser, f"{page}/gutachten", again, page)).status_code == 303
        assert "Mühsam getippt." in (await browser.get(page)).text


async def test_an_office_answers_on_its_desk(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    doubtful = sheet("G1", "A")
    doubtful["exclusions"]["K1"] = "offen"
    await at.assess("ada", case_id, doubtful)
    await at.assess("ben", case_id, sheet("G1", "B"))
    page = f"/bewertung/{case_id}"
    async with at.browser_of("gesa") as browser:
        assert page in (await browser.get("/bewertung")).text
        path = f"{page}/ausschlusskriterien/K1"
        refused = await submit(browser, path, {"K1.answer": "ja", "K1.reason": ""}, page)
        assert refused.status_code == 422
        assert 'id="feld-K1-reason"' in refused.text
        assert 'href="#feld-K1-reason"' in refused.text
        answered = await submit(browser, path, {"K1.answer": "ja", "K1.reason": "Das ist rechtens."}, page)
        assert answered.status_code == 303
    async with at.browser_of("eva") as browser:
        assert "Das ist rechtens." in (await browser.get(page)).text


async def test_pages_are_for_signed_in_staff_of_the_right_role(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(at.app), base_url="http://evaluation", headers={"accept": "text/html"}
    ) as stranger:
        asked = await stranger.get(f"/bewertung/{case_id}")
        assert asked.status_code == 303
        assert asked.headers["location"] == f"/bewertung/anmelden?weiter=%2Fbewertung%2F{case_id}"
    async with at.browser_of("hans") as browser:
        assert (await browser.get("/bewertung")).status_code == 403
