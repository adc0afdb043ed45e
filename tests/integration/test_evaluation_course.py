"""What changes the course of a case: an opened criterion, a higher track, a consensus meeting, a second look."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

SPLIT = ("L1", "L3", "Z11", "Z21", "Z31", "Z41")


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


async def seen(at: Desk, user: str, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await at.get(user, f"/cases/{case_id}")).json()
    return found


def rated(values: dict[str, Any], case: str = "G1", evaluator: str = "A") -> dict[str, Any]:
    """A sheet of a worked case with other values."""
    assessment = sheet(case, evaluator)
    for criterion, value in values.items():
        assessment["ratings"][criterion] = assessment["ratings"][criterion] | {"value": value}
    return assessment


def short(assessment: dict[str, Any], asked: list[str]) -> dict[str, Any]:
    return assessment | {"ratings": {name: assessment["ratings"][name] for name in asked}}


async def asked_of(at: Desk, user: str, case_id: str) -> list[str]:
    return [criterion["id"] for criterion in (await seen(at, user, case_id))["catalogue"]["criteria"]]


async def waiting_for_a_meeting(at: Desk) -> str:
    case_id = await at.case_of(await at.released())
    for user, value in (("ada", -2), ("ben", 2), ("cem", 0)):
        await at.assess(user, case_id, rated(dict.fromkeys(SPLIT, value)))
    return case_id


async def test_an_opened_criterion_is_asked_of_all_and_nobody_learns_who_asked(at: Desk) -> None:
    impulse_id = await at.released(profile="internal")
    case_id = await at.case_of(impulse_id)
    asked = await asked_of(at, "ada", case_id)
    assert "Z43" not in asked
    await at.assess("ada", case_id, short(sheet("G1", "A"), asked))
    token = (await at.claim("ben", case_id)).json()["token"]
    path = f"/cases/{case_id}/opened-criteria"
    refused = await at.post("ben", path, {"token": token, "criterion": "L1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "evaluation.criterion_not_closed")
    assert (await at.post("ben", path, {"token": "99", "criterion": "Z43"})).json()["code"] == "evaluation.stale_claim"
    before = await at.facts(impulse_id)
    assert (await at.post("ben", path, {"token": token, "criterion": "Z43"})).status_code == 204
    assert await at.facts(impulse_id) == before

    for user in ("ada", "ben"):
        view = await seen(at, user, case_id)
        assert view["opened"] == ["Z43"]
        assert "Z43" in await asked_of(at, user, case_id)
    own = (await seen(at, "ada", case_id))["assessment"]
    assert own["state"] == "claimed"
    assert own["ratings"]["L1"] == sheet("G1", "A")["ratings"]["L1"]
    incomplete = await at.post("ada", f"/cases/{case_id}/submit", {"token": own["token"], "draft_version": 1})
    assert [error["field"] for error in incomplete.json()["errors"]] == ["ratings.Z43.value"]
    await at.assess("ada", case_id, short(sheet("G1", "A"), [*asked, "Z43"]))
    await at.assess("ben", case_id, short(sheet("G1", "B"), [*asked, "Z43"]))
    view = await seen(at, "eva", case_id)
    assert view["state"] == "consolidated"
    assert view["result"]["state"]["Z43"] != "NR"
    assert view["result"]["state"]["Z45"] == "NR"


async def test_an_evaluator_lifts_a_short_case_and_keeps_what_was_entered(at: Desk) -> None:
    impulse_id = await at.released(track="short", profile="short")
    case_id = await at.case_of(impulse_id)
    path = f"/cases/{case_id}/track"
    assert (await at.post("ada", path, {"profile": "full"})).json()["code"] == "evaluation.stale_claim"
    token = (await at.claim("ada", case_id)).json()["token"]
    draft = short(sheet("G1", "A"), await asked_of(at, "ada", case_id))
    await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, **draft})
    assert (await at.post("ada", path, {"profile": "x"})).json()["code"] == "evaluation.profile_unknown"
    assert (await at.post("ada", path, {"profile": "short"})).json()["code"] == "evaluation.track_not_higher"
    assert (await at.post("ada", path, {"profile": "full"})).status_code == 204
    view = await seen(at, "ada", case_id)
    assert (view["track"], view["profile"], view["evaluators_required"]) == ("full", "full", 2)
    assert view["assessment"]["token"] == token
    assert view["assessment"]["ratings"] == draft["ratings"]
    kind, fact = (await at.facts(impulse_id))[-1]
    assert (kind, fact["cause"], fact["track"], fact["evaluators_required"]) == ("track_raised", "evaluator", "full", 2)


async def test_a_decider_lifts_a_case_before_deciding(at: Desk) -> None:
    direct = await at.case_of(await at.released(track="direct", profile=None))
    assert (await at.post("eva", f"/cases/{direct}/track", {"profile": "short"})).status_code == 204
    assert (await seen(at, "eva", direct))["state"] == "open"
    impulse_id = await at.released(track="short", profile="short")
    case_id = await at.case_of(impulse_id)
    early = await at.post("eva", f"/cases/{case_id}/track", {"profile": "full"})
    assert (early.status_code, early.json()["code"]) == (409, "evaluation.not_consolidated")
    await at.assess("ada", case_id, short(sheet("G1", "A"), await asked_of(at, "ada", case_id)))
    assert (await seen(at, "eva", case_id))["result"] is not None
    assert (await at.post("eva", f"/cases/{case_id}/track", {"profile": "full"})).status_code == 204
    view = await seen(at, "eva", case_id)
    assert (view["state"], view["result"]) == ("open", None)
    await at.assess("ada", case_id, sheet("G1", "A"))
    await at.assess("ben", case_id, sheet("G1", "B"))
    assert (await seen(at, "eva", case_id))["result"]["S"] == "61/80"
    kinds = [kind for kind, _ in await at.facts(impulse_id)]
    assert kinds.count("track_raised") == 1


async def test_three_who_disagree_meet_and_both_results_stay(at: Desk) -> None:
    case_id = await waiting_for_a_meeting(at)
    view = await seen(at, "finn", case_id)
    assert (view["state"], len(view["comparison"][0]["votes"])) == ("awaiting_consensus", 3)
    by_votes = view["result"]
    too_early = await at.post("eva", f"/cases/{case_id}/decision", {"decision": "accepted", "reasons": "Ja."})
    assert too_early.json()["code"] == "evaluation.not_consolidated"
    path = f"/cases/{case_id}/consensus"
    missing = await at.post("finn", path, {"values": {"L1": 2}, "minutes": "Einig."})
    assert (missing.status_code, missing.json()["code"], missing.json()["field"]) == (
        422,
        "evaluation.agreed_value_invalid",
        "values.L3",
    )
    values = dict.fromkeys(SPLIT, 2)
    assert (await at.post("finn", path, {"values": values})).json()["field"] == "minutes"
    assert (await at.post("finn", path, {"values": values, "minutes": "Der Vergleichsfall gilt."})).status_code == 204
    view = await seen(at, "ben", case_id)
    assert view["state"] == "consolidated"
    assert {name: view["result"]["state"][name] for name in SPLIT} == dict.fromkeys(SPLIT, "2")
    assert view["consensus"] == {"agreed": values, "minutes": "Der Vergleichsfall gilt.", "result_of_votes": by_votes}
    again = await at.post("finn", path, {"values": values, "minutes": "Noch einmal."})
    assert again.json()["code"] == "evaluation.no_meeting_due"
    impulse_id = (await seen(at, "ben", case_id))["impulse_id"]
    told = (await at.facts(impulse_id))[-2:]
    assert [kind for kind, _ in told] == ["consensus_recorded", "consolidated"]
    assert told[0][1]["criteria"] == sorted(SPLIT)
    assert "Vergleichsfall" not in str(await at.facts(impulse_id))


async def test_what_nobody_could_assess_is_looked_at_again_by_the_same_evaluators(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    unknown = dict.fromkeys(("Z11", "Z12", "Z13", "Z21", "Z22", "Z23"), "NB")
    await at.assess("ada", case_id, rated(unknown))
    await at.assess("ben", case_id, rated(unknown, evaluator="B"))
    view = await seen(at, "finn", case_id)
    assert "coverage" in view["result"]["flags"]
    assert (await at.post("finn", f"/cases/{case_id}/second-look")).status_code == 204
    view = await seen(at, "ada", case_id)
    assert (view["state"], view["reopened"], view["result"]) == ("open", list(unknown), None)
    body = {"token": view["assessment"]["token"], "draft_version": 1, **rated({"L1": -1})}
    refused = await at.put("ada", f"/cases/{case_id}/assessment", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "evaluation.not_reopened")
    await at.assess("ada", case_id, sheet("G1", "A"))
    token = (await seen(at, "ben", case_id))["assessment"]["token"]
    assert (await at.post("ben", f"/cases/{case_id}/hand-back", {"token": token})).status_code == 204
    await at.assess("cem", case_id, sheet("G1", "B"))
    view = await seen(at, "finn", case_id)
    assert view["result"]["S"] == "61/80"
    assert (await seen(at, "finn", case_id))["reopened"] == []
    late = await at.post("finn", f"/cases/{case_id}/second-look")
    assert late.json()["code"] == "evaluation.nothing_unknown"


async def test_a_second_look_stays_one_for_who_gives_the_case_back_and_takes_it_again(at: Desk) -> None:
    case_id = await at.case_of(await at.released(profile="internal"))
    asked = await asked_of(at, "ada", case_id)
    unknown = dict.fromkeys(("Z11", "Z12", "Z13", "Z21", "Z22", "Z23"), "NB")
    await at.assess("ada", case_id, short(rated(unknown), asked))
    await at.assess("ben", case_id, short(rated(unknown, evaluator="B"), asked))
    assert (await at.post("finn", f"/cases/{case_id}/second-look")).status_code == 204
    token = (await seen(at, "ada", case_id))["assessment"]["token"]
    assert (await at.post("ada", f"/cases/{case_id}/hand-back", {"token": token})).status_code == 204
    token = (await at.claim("ada", case_id)).json()["token"]
    version = (await seen(at, "ada", case_id))["assessment"]["draft_version"]
    body = {"token": token, "draft_version": version, **short(rated({**unknown, "L1": -2}), asked)}
    refused = await at.put("ada", f"/cases/{case_id}/assessment", body)
    assert refused.json()["code"] == "evaluation.not_reopened"
    opening = {"token": token, "criterion": "Z43"}
    assert (await at.post("ada", f"/cases/{case_id}/opened-criteria", opening)).status_code == 204
    await at.assess("ada", case_id, short(sheet("G1", "A"), [*asked, "Z43"]))
    await at.assess("ben", case_id, short(sheet("G1", "B"), [*asked, "Z43"]))
    assert (await seen(at, "finn", case_id))["state"] == "consolidated"


async def test_all_of_it_works_on_pages(at: Desk) -> None:
    case_id = await at.case_of(await at.released(track="short", profile="short"))
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        token = (await seen(at, "ada", case_id))["assessment"]["token"]
        refused = await submit(browser, f"{page}/kriterien", {"token": token, "criterion": ""}, page)
        assert (refused.status_code, "nicht geschlossen" in refused.text) == (409, True)
        opened = await submit(browser, f"{page}/kriterien", {"token": token, "criterion": "Z43"}, page)
        assert opened.headers["location"] == f"{page}?getan=kriterium"
        assert "ratings.Z43.value" in (await browser.get(page)).text
        raised = await submit(browser, f"{page}/verfahren", {"profile": "full"}, page)
        assert raised.headers["location"] == f"{page}?getan=verfahren"

    case_id = await waiting_for_a_meeting(at)
    page = f"/bewertung/{case_id}"
    async with at.browser_of("finn") as browser:
        assert case_id in (await browser.get("/bewertung")).text
        fields = {f"values.{name}": "1" for name in SPLIT}
        refused = await submit(browser, f"{page}/einigung", fields | {"values.Z41": "", "minutes": "Einig."}, page)
        assert (refused.status_code, 'href="#feld-values-Z41"' in refused.text) == (422, True)
        assert "Einig." in refused.text
        assert (await submit(browser, f"{page}/einigung", fields | {"minutes": "Einig."}, page)).status_code == 303
        shown = (await browser.get(page)).text
        assert "Vor dem Gespräch widersprachen sich die Gutachten" in shown


async def test_the_view_of_an_outvoted_minority_is_published(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G9")
    await at.assess("cem", case_id, sheet("G9", "A"))
    view = await seen(at, "eva", case_id)
    assert "minority-view" in view["result"]["flags"]
    follow = {"UMSETZEN": "accepted", "MIT_AUFLAGEN": "accepted_with_conditions", "NICHT_UMSETZEN": "rejected"}
    decision = follow[view["result"]["decision"]]
    body: dict[str, object] = {
        "decision": decision,
        "reasons": "Die Mehrheit überzeugt.",
        "confirmation": "Ja, gesehen.",
    }
    if decision == "accepted_with_conditions":
        body["conditions"] = [{"text": "Bis Juni prüft der Tiefbau."}]
    refused = await at.post("eva", f"/cases/{case_id}/decision", body)
    assert (refused.status_code, refused.json()["field"]) == (422, "minority_view")
    body["minority_view"] = "Ein Gutachten sieht die Kosten anders."
    assert (await at.post("eva", f"/cases/{case_id}/decision", body)).status_code == 204
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204
    kind, fact = (await at.facts(impulse_id))[-1]
    assert (kind, fact["evaluators"], fact["third_opinion"]) == ("published", 3, True)
    text = await at.pool.fetchval("SELECT content FROM texts WHERE text_id = $1", fact["minority_view"]["text_id"])
    assert text["body"] == "Ein Gutachten sieht die Kosten anders."
