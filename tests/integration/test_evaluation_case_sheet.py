"""The case sheet in assessment: changed, frozen, shown with its version, published with the decision."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

EDITED = {"version": 1, "problem": "Hitze", "variant": "Zwei Brunnen", "cost_once": "30.000 Euro"}
BODY = "Problem: Hitze\n\nVariante, die bewertet wird: Zwei Brunnen\n\nKosten einmalig: 30.000 Euro"
SCREENED = "Ein Brunnen, einmalig 15.000 Euro."


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def texts(at: Desk, impulse_id: UUID) -> list[tuple[str, str]]:
    """Topic and content of every text of the impulse that waits for Kafka or went there."""
    rows = await at.pool.fetch(
        "SELECT topic, value FROM outbox WHERE key LIKE $1 || '/%' ORDER BY position", str(impulse_id)
    )
    return [(row["topic"], row["value"].decode()) for row in rows]


async def test_a_coordinator_changes_it_and_evaluators_and_deciders_see_the_version(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    path = f"/cases/{case_id}/case-sheet"
    before = (await at.get("finn", path)).json()
    assert (before["version"], before["frozen"], before["problem"]) == (1, False, SCREENED)
    assert (await at.put("ada", path, EDITED)).status_code == 403

    saved = await at.put("finn", path, EDITED)
    assert (saved.status_code, saved.json()) == (200, {"version": 2})
    for user in ("ada", "eva", "finn"):
        shown = (await at.get(user, f"/cases/{case_id}")).json()["case_sheet"]
        assert (shown["text_version"], shown["body"]) == (2, BODY)
        read = (await at.get(user, path)).json()
        assert (read["variant"], read["known_plans"]) == ("Zwei Brunnen", "")
        assert [(each["version"], each["body"]) for each in read["versions"]] == [(2, BODY), (1, SCREENED)]
    [(topic, content)] = await texts(at, impulse_id)
    assert topic == TextTopic.ASSESSMENT_CASE_TEXTS
    assert "Zwei Brunnen" in content
    assert [kind for kind, _ in await at.facts(impulse_id)] == ["case_opened"]


async def test_the_same_words_make_no_new_version(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    path = f"/cases/{case_id}/case-sheet"
    assert (await at.put("finn", path, EDITED)).json() == {"version": 2}
    assert (await at.put("finn", path, EDITED | {"version": 2})).json() == {"version": 2}


async def test_a_version_that_somebody_else_made_meanwhile_is_not_overwritten(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    path = f"/cases/{case_id}/case-sheet"
    await at.put("finn", path, EDITED)
    stale = await at.put("finn", path, EDITED | {"variant": "Drei Brunnen"})
    assert code(stale) == (409, "evaluation.case_sheet_changed")
    empty = await at.put("finn", path, {"version": 2, "problem": "Hitze"})
    assert (*code(empty), empty.json()["field"]) == (422, "evaluation.case_sheet_invalid", "variant")
    assert (await at.get("finn", path)).json()["version"] == 2


async def test_the_first_claim_freezes_it_for_good(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    token = (await at.claim("ada", case_id)).json()["token"]
    await at.post("ada", f"/cases/{case_id}/hand-back", {"token": token})
    path = f"/cases/{case_id}/case-sheet"
    assert code(await at.put("finn", path, EDITED)) == (409, "evaluation.case_sheet_frozen")
    # A later text of ideas does not change what is assessed.
    await at.pool.execute(
        """
        UPDATE texts
        SET content = jsonb_set(content, '{body}', '"Etwas anderes"'), text_version = 2
        WHERE impulse_id = $1 AND kind = 'case_sheet'
        """,
        impulse_id,
    )
    read = (await at.get("finn", path)).json()
    assert (read["frozen"], read["version"], read["problem"]) == (True, 1, SCREENED)


async def test_the_frozen_version_is_published_with_the_decision_and_not_before(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await at.put("finn", f"/cases/{case_id}/case-sheet", EDITED)
    for user, letter in (("ada", "A"), ("ben", "B")):
        await at.assess(user, case_id, sheet("G1", letter))
    await at.post("eva", f"/cases/{case_id}/decision", {"decision": "accepted", "reasons": "Das passt."})
    assert {topic for topic, _ in await texts(at, impulse_id)} == {TextTopic.ASSESSMENT_CASE_TEXTS}
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204
    public = [content for topic, content in await texts(at, impulse_id) if topic == TextTopic.ASSESSMENT_TEXTS]
    assert len([content for content in public if "Zwei Brunnen" in content]) == 1


async def test_it_is_changed_on_a_page_that_keeps_every_typed_word(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}/sachverhalt"
    async with at.browser_of("finn") as browser:
        assert f'href="{page}"' in (await browser.get(f"/bewertung/{case_id}")).text
        typed = {"version": "1", "problem": "Zu <heiß>", "variant": ""}
        refused = await submit(browser, page, typed)
        assert refused.status_code == 422
        assert "Zu &lt;heiß&gt;" in refused.text
        assert 'href="#feld-variant"' in refused.text
        assert (await submit(browser, page, typed | {"variant": "Ein Brunnen"})).status_code == 303
        stale = await submit(browser, page, typed | {"variant": "Kein Brunnen"})
        assert stale.status_code == 409
        assert "Kein Brunnen" in stale.text
        assert "Variante, die bewertet wird: Ein Brunnen" in stale.text
        assert re.search(r'name="version" value="2"', stale.text)
    async with at.browser_of("ada") as browser:
        read = unescape((await browser.get(page)).text)
        assert "Fassung 2" in read
        assert SCREENED in read
        assert "Sachverhalt speichern" not in read
        assert (await browser.get(f"/bewertung/{case_id}")).text.count("noch nicht festgeschrieben") == 1
