"""After the reveal: assessments side by side, notes about them, and decided cases as sources for new ones."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.contracts.facts import ImpulseRedacted
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import WORKED_CASES, Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

ACCEPTED = {"decision": "accepted", "reasons": "Passt gut zum Leitbild."}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


async def seen(at: Desk, user: str, case_id: str) -> dict[str, Any]:
    answer = await at.get(user, f"/cases/{case_id}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def published(at: Desk, title: str, **received: Any) -> str:
    case_id = await at.case_of(await at.released(title=title, **received))
    await at.assess("ada", case_id, sheet("G1", "A"))
    await at.assess("ben", case_id, sheet("G1", "B"))
    assert (await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)).status_code == 204
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204
    return case_id


async def test_all_votes_stand_side_by_side_under_letters_for_those_concerned(at: Desk) -> None:
    _, case_id = await at.assessed("G1")
    expected = WORKED_CASES["G1"]["expected"]
    for user in ("ada", "ben", "eva", "finn"):
        rows = {row["criterion"]: row for row in (await seen(at, user, case_id))["comparison"]}
        assert {name: row["consolidated"] for name, row in rows.items()} == expected["state"]
        assert [name for name, row in rows.items() if row["conflict"]] == expected["conflicts"]
        for name, row in rows.items():
            values = sorted(str(vote["value"]) for vote in row["votes"])
            assert values == sorted(str(WORKED_CASES["G1"]["ratings"][each][name]) for each in "AB")
            assert [vote["evaluator"] for vote in row["votes"]] == ["A", "B"]
    for user in ("cem", "gesa"):
        assert (await seen(at, user, case_id))["comparison"] == []


async def test_nothing_is_compared_before_the_last_assessment(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    await at.assess("ada", case_id, sheet("G1", "A"))
    for user in ("ada", "ben", "eva", "finn", "gesa"):
        view = await seen(at, user, case_id)
        assert (view["comparison"], view["notes"], view["result"]) == ([], [], None)
        if user != "gesa":
            refused = await at.post(user, f"/cases/{case_id}/notes", {"note": "Na so was."})
            assert (refused.status_code, refused.json()["code"]) == (409, "evaluation.not_revealed")


async def test_notes_go_by_letters_and_roles_and_end_with_the_publication(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    notes = {"ada": "Wir meinten verschiedene Jahre.", "eva": "Bitte zu Z41 nachsehen.", "finn": "Erledigt."}
    for user, note in notes.items():
        assert (await at.post(user, f"/cases/{case_id}/notes", {"note": note})).status_code == 204
    shown = (await seen(at, "ben", case_id))["notes"]
    assert [note["note"] for note in shown] == list(notes.values())
    assert shown[0]["author"] in {"Gutachten A", "Gutachten B"}
    assert [note["author"] for note in shown[1:]] == ["Entscheidung", "Koordination"]
    async with at.browser_of("ben") as browser:
        page = f"/bewertung/{case_id}"
        refused = await submit(browser, f"{page}/notizen", {"note": " "}, page)
        assert (refused.status_code, 'href="#feld-note"' in refused.text) == (422, True)
        assert (await submit(browser, f"{page}/notizen", {"note": "Danke."}, page)).status_code == 303
        assert "Danke." in (await browser.get(page)).text
    kinds = [kind for kind, _ in await at.facts(impulse_id)]
    assert kinds[-1] == "consolidated"
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    await at.post("finn", f"/cases/{case_id}/publication")
    late = await at.post("ada", f"/cases/{case_id}/notes", {"note": "Noch etwas."})
    assert late.json()["code"] == "evaluation.discussion_over"
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=9))
    assert (await seen(at, "eva", case_id))["notes"] == []


async def test_decided_cases_with_the_same_words_are_sources_without_ratings(at: Desk) -> None:
    decided = await published(at, "Fahrradständer am Bahnhof")
    secret = await published(at, "Fahrradständer am Friedhof", visibility="confidential")
    await published(at, "Vorlesestunde in der Bücherei")
    case_id = await at.case_of(await at.released(title="Mehr Fahrradständer an der Schule"))
    before = await at.get("ada", f"/cases/{case_id}/similar")
    assert (before.status_code, before.json()["code"]) == (409, "evaluation.stale_claim")
    token = (await at.claim("ada", case_id)).json()["token"]
    found = (await at.get("ada", f"/cases/{case_id}/similar")).json()
    assert found[0]["case_id"] == decided
    assert secret not in [other["case_id"] for other in found]
    assert "value" not in found[0]["reasons"][0]

    source = next(reason for reason in found[0]["reasons"] if reason["criterion"] == "L1")
    copy = {"token": token, "case_id": decided, "criterion": "L1", "mark": source["mark"]}
    assert (await at.post("ada", f"/cases/{case_id}/sources", copy)).status_code == 204
    assert (await seen(at, "ada", case_id))["assessment"]["ratings"] == {
        "L1": {"reason": f"{source['reason']} (übernommen aus {found[0]['number']})", "evidence": "B"}
    }
    unknown = await at.post("ada", f"/cases/{case_id}/sources", copy | {"criterion": "L2", "mark": "0"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "evaluation.source_unknown")


async def test_a_reason_is_copied_on_the_page(at: Desk) -> None:
    decided = await published(at, "Bücherschrank im Stadtgarten")
    case_id = await at.case_of(await at.released(title="Noch ein Bücherschrank"))
    await at.claim("ada", case_id)
    page = f"/bewertung/{case_id}/aehnliche-faelle"
    async with at.browser_of("ada") as browser:
        shown = (await browser.get(page)).text
        assert "Bücherschrank im Stadtgarten" in shown
        view = await seen(at, "ada", case_id)
        [other] = [
            each for each in (await at.get("ada", f"/cases/{case_id}/similar")).json() if each["case_id"] == decided
        ]
        fields = {
            "token": view["assessment"]["token"],
            "case_id": decided,
            "criterion": "L1",
            "mark": other["reasons"][0]["mark"],
        }
        copied = await submit(browser, page, fields, page)
        assert copied.headers["location"].endswith(f"{case_id}?getan=uebernommen#feld-ratings-L1-reason")
        assert "übernommen aus 2026-0412" in (await browser.get(copied.headers["location"])).text


async def test_an_erased_impulse_is_no_source(at: Desk) -> None:
    title = "Sonnensegel über dem Sandkasten"
    decided = await published(at, title)
    [impulse_id] = [row[0] for row in await at.pool.fetch("SELECT impulse_id FROM cases WHERE case_id = $1", decided)]
    case_id = await at.case_of(await at.released(title="Ein Sonnensegel für den Schulhof"))
    await at.claim("ada", case_id)
    assert decided in [each["case_id"] for each in (await at.get("ada", f"/cases/{case_id}/similar")).json()]
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=9))
    assert decided not in [each["case_id"] for each in (await at.get("ada", f"/cases/{case_id}/similar")).json()]
