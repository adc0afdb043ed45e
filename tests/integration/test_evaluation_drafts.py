"""Drafts on a real database: versions, the claim that work prolongs, drafts that change hands, conflicts of interest."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.evaluation.domain.people import submitter_mark
from shared.contracts.facts import ImpulseAbsorbed
from shared.runtime.settings import secret_bytes
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

ZERO = {"ratings": {"L1": {"value": 0}}, "exclusions": {}}
ONE = {"ratings": {"L1": {"value": 1, "reason": "Das steht so in der Vorlage.", "evidence": "C"}}, "exclusions": {}}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def new_case(at: Desk, **received: Any) -> str:
    return await at.case_of(await at.released(**received))


async def token_of(at: Desk, user: str, case_id: str) -> str:
    claimed = await at.claim(user, case_id)
    assert claimed.status_code == 200, claimed.text
    return str(claimed.json()["token"])


async def save(at: Desk, user: str, case_id: str, token: str, version: int, draft: dict[str, Any]) -> httpx.Response:
    return await at.put(user, f"/cases/{case_id}/assessment", {"token": token, "draft_version": version, **draft})


async def own(at: Desk, user: str, case_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await at.get(user, f"/cases/{case_id}")).json()["assessment"]
    return shown


async def left_draft(at: Desk, user: str, case_id: str, draft: dict[str, Any], *, pass_on: bool = True) -> None:
    """A draft that somebody saved and gave back with the case."""
    token = await token_of(at, user, case_id)
    assert (await save(at, user, case_id, token, 0, draft)).status_code == 200
    back = await at.post(user, f"/cases/{case_id}/hand-back", {"token": token, "pass_on": pass_on})
    assert back.status_code == 204


async def age(at: Desk, case_id: str, interval: str) -> None:
    """Leases last for days and cannot be waited for."""
    await at.pool.execute(
        "UPDATE seats SET expires_at = service_now() + $2::text::interval WHERE case_id = $1", UUID(case_id), interval
    )


# Versions


async def test_two_tabs_never_overwrite_each_other(at: Desk) -> None:
    case_id = await new_case(at)
    token = await token_of(at, "ada", case_id)
    assert (await save(at, "ada", case_id, token, 0, ZERO)).json()["draft_version"] == 1
    refused = await save(at, "ada", case_id, token, 0, ONE)
    assert code(refused) == (409, "evaluation.draft_outdated")
    assert (refused.json()["field"], refused.json()["draft_version"]) == ("draft_version", 1)
    assert (await own(at, "ada", case_id))["ratings"] == ZERO["ratings"]
    assert (await save(at, "ada", case_id, token, 1, ONE)).json()["draft_version"] == 2
    assert (await own(at, "ada", case_id))["draft_version"] == 2


async def test_a_submission_names_the_version_that_the_evaluator_saw(at: Desk) -> None:
    case_id = await new_case(at)
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, ZERO)
    await save(at, "ada", case_id, token, 1, sheet("G1", "A"))
    path = f"/cases/{case_id}/submit"
    assert code(await at.post("ada", path, {"token": token})) == (422, "request.invalid")
    refused = await at.post("ada", path, {"token": token, "draft_version": 1})
    assert code(refused) == (409, "evaluation.draft_outdated")
    assert (await own(at, "ada", case_id))["state"] == "claimed"
    assert (await at.post("ada", path, {"token": token, "draft_version": 2})).status_code == 204


async def test_a_repeat_with_the_same_key_is_the_same_saving(at: Desk) -> None:
    case_id = await new_case(at)
    token = await token_of(at, "ada", case_id)
    async with at.as_("ada") as client:
        path = f"/api/evaluation/v1/cases/{case_id}/assessment"
        headers = {"Idempotency-Key": "a-key-of-this-one-saving"}
        answers = [(await client.put(path, json={"token": token, **ZERO}, headers=headers)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["draft_version"] == 1


# The claim


async def test_saving_prolongs_the_claim_but_never_shortens_it(at: Desk) -> None:
    case_id = await new_case(at)
    claimed = (await at.claim("ada", case_id)).json()
    full = datetime.fromisoformat(claimed["expires_at"])
    await age(at, case_id, "1 hour")
    saved = (await save(at, "ada", case_id, claimed["token"], 0, ZERO)).json()
    assert datetime.fromisoformat(saved["expires_at"]) == full
    await age(at, case_id, "40 days")
    longer = datetime.fromisoformat((await own(at, "ada", case_id))["expires_at"])
    saved = (await save(at, "ada", case_id, claimed["token"], 1, ONE)).json()
    assert datetime.fromisoformat(saved["expires_at"]) == longer > full


async def test_an_expired_claim_saves_nothing_and_its_draft_comes_back(at: Desk) -> None:
    case_id = await new_case(at)
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, ONE)
    await age(at, case_id, "0 seconds")
    assert code(await save(at, "ada", case_id, token, 1, ZERO)) == (409, "evaluation.stale_claim")
    again = (await at.claim("ada", case_id)).json()
    assert (again["draft_version"], again["draft_offered"]) == (1, False)
    assert (await own(at, "ada", case_id))["ratings"] == ONE["ratings"]


async def test_who_turns_out_to_be_a_submitter_cannot_submit(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, sheet("G1", "A"))
    mark = submitter_mark(secret_bytes(at.settings.secrets.match), impulse_id, "demo|ada")
    await at.deliver(ImpulseAbsorbed(impulse_id=impulse_id, other=UUID(int=7), submitter_marks=(mark,)))
    refused = await at.post("ada", f"/cases/{case_id}/submit", {"token": token, "draft_version": 1})
    assert code(refused) == (403, "evaluation.took_part")
    assert (await own(at, "ada", case_id))["state"] == "claimed"


# Drafts that change hands


async def test_a_draft_is_handed_over_confirmed_and_submitted_under_the_new_name(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await left_draft(at, "ada", case_id, sheet("G1", "A"))
    claimed = (await at.claim("ben", case_id)).json()
    assert (claimed["draft_version"], claimed["draft_offered"]) == (0, True)
    assert (await own(at, "ben", case_id))["ratings"] == {}
    held = {"token": claimed["token"]}
    taken = await at.post("ben", f"/cases/{case_id}/draft-takeover", held)
    assert (taken.status_code, taken.json()["draft_version"]) == (200, 1)
    shown = await at.get("ben", f"/cases/{case_id}")
    assert shown.json()["assessment"]["unconfirmed"]
    assert "|ada" not in shown.text

    submission = held | {"draft_version": 1}
    refused = await at.post("ben", f"/cases/{case_id}/submit", submission)
    assert code(refused) == (422, "evaluation.draft_unconfirmed")
    assert refused.json()["field"] == "adoption"
    path = f"/cases/{case_id}/draft-confirmation"
    assert code(await at.post("ben", path, submission)) == (422, "evaluation.draft_unconfirmed")
    assert (await at.post("ben", path, submission | {"adoption": True})).status_code == 204
    assert (await at.post("ben", f"/cases/{case_id}/submit", submission)).status_code == 204
    by = [data["by"] for kind, data in await at.facts(impulse_id) if kind in {"handed_back", "submitted"}]
    assert by[0] != by[1]


async def test_who_gave_the_draft_away_is_out_and_cannot_vote_beside_it(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await left_draft(at, "ada", case_id, ONE)
    held = {"token": await token_of(at, "ben", case_id)}
    assert (await at.post("ben", f"/cases/{case_id}/draft-takeover", held)).status_code == 200
    assert code(await at.claim("ada", case_id)) == (403, "evaluation.took_part")
    assert (await at.get("ada", f"/queue?impulse_id={impulse_id}")).json()["items"] == []
    assert (await at.get("ada", f"/cases/{case_id}")).json()["assessment"] is None
    assert (await at.get("dora", f"/queue?impulse_id={impulse_id}")).json()["items"] != []


async def test_a_draft_goes_to_one_person_only_and_not_over_an_own_one(at: Desk) -> None:
    case_id = await new_case(at)
    await left_draft(at, "ada", case_id, ONE)
    ben, cem = [{"token": await token_of(at, user, case_id)} for user in ("ben", "cem")]
    path = f"/cases/{case_id}/draft-takeover"
    assert (await save(at, "cem", case_id, cem["token"], 0, ZERO)).status_code == 200
    assert code(await at.post("cem", path, cem)) == (409, "evaluation.no_draft_offered")
    assert (await own(at, "cem", case_id))["ratings"] == ZERO["ratings"]
    assert (await at.post("ben", path, ben)).status_code == 200
    assert code(await at.post("ben", path, ben)) == (409, "evaluation.no_draft_offered")


async def test_without_agreement_nobody_gets_the_draft_not_even_from_a_coordinator(at: Desk) -> None:
    case_id = await new_case(at)
    await left_draft(at, "ada", case_id, ONE, pass_on=False)
    assert (await at.get("finn", f"/cases/{case_id}")).json()["expired_drafts"] == []
    claimed = (await at.claim("ben", case_id)).json()
    assert not claimed["draft_offered"]
    taken = await at.post("ben", f"/cases/{case_id}/draft-takeover", {"token": claimed["token"]})
    assert code(taken) == (409, "evaluation.no_draft_offered")


async def test_a_coordinator_releases_the_draft_of_an_expired_claim_with_a_cause(at: Desk) -> None:
    case_id = await new_case(at)
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, ONE)
    assert (await at.get("finn", f"/cases/{case_id}")).json()["expired_drafts"] == []
    await age(at, case_id, "-1 minute")
    seen = await at.get("finn", f"/cases/{case_id}")
    [idle] = seen.json()["expired_drafts"]
    assert "|ada" not in seen.text
    assert "stadtplanung" not in seen.text
    path = f"/cases/{case_id}/expired-drafts"
    release = f"{path}/{idle['draft']}/release"
    refused = await at.post("finn", release, {"cause": "krank"})
    assert (code(refused), refused.json()["field"]) == ((422, "request.invalid"), "cause")
    unknown = await at.post("finn", f"{path}/nonsense/release", {"cause": "absent"})
    assert code(unknown) == (404, "evaluation.draft_unknown")
    assert (await at.post("ben", release, {"cause": "absent"})).status_code == 403
    assert (await at.post("finn", release, {"cause": "absent"})).status_code == 204
    assert code(await at.post("finn", release, {"cause": "absent"})) == (404, "evaluation.draft_unknown")
    journaled = await at.pool.fetchrow(
        "SELECT actor, data FROM events WHERE type = 'draft.released' AND data ->> 'case_id' = $1", case_id
    )
    assert journaled is not None
    assert (journaled["actor"], journaled["data"]) == ("finn", {"case_id": case_id, "cause": "absent"})
    assert (await at.claim("cem", case_id)).json()["draft_offered"]


async def test_who_comes_back_before_somebody_else_keeps_the_own_draft(at: Desk) -> None:
    case_id = await new_case(at)
    await left_draft(at, "ada", case_id, ONE)
    assert (await at.claim("ada", case_id)).json()["draft_version"] == 1
    assert not (await at.claim("ben", case_id)).json()["draft_offered"]


# Conflicts of interest


async def test_a_declared_conflict_frees_the_place_deletes_the_draft_and_bars_for_ever(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, ONE)
    path = f"/cases/{case_id}/conflict"
    refused = await at.post("ada", path, {})
    assert (code(refused), refused.json()["field"]) == ((422, "evaluation.conflict_undeclared"), "conflict")
    assert (await own(at, "ada", case_id))["draft_version"] == 1
    for _ in range(2):
        assert (await at.post("ada", path, {"conflict": True})).status_code == 204
    assert await at.pool.fetchval("SELECT count(*) FROM seats WHERE case_id = $1", UUID(case_id)) == 0
    kind, data = (await at.facts(impulse_id))[-1]
    assert kind == "conflict_declared"
    assert (data["count"], data["required"], data.keys() - {"impulse_id", "case_id", "round"}) == (
        *(0, 2),
        {"by", "count", "required"},
    )
    assert [each for each, _ in await at.facts(impulse_id)].count("conflict_declared") == 1
    assert code(await save(at, "ada", case_id, token, 1, ZERO)) == (409, "evaluation.stale_claim")
    assert code(await at.claim("ada", case_id)) == (403, "evaluation.took_part")
    assert (await at.get("ada", f"/queue?impulse_id={impulse_id}")).json()["items"] == []
    assert (await at.get("dora", f"/queue?impulse_id={impulse_id}")).json()["items"] != []


async def test_a_conflict_can_be_declared_before_claiming_but_not_after_submitting(at: Desk) -> None:
    _, case_id = await at.assessed("G9")
    assert (await at.post("cem", f"/cases/{case_id}/conflict", {"conflict": True})).status_code == 204
    assert code(await at.claim("cem", case_id)) == (403, "evaluation.took_part")
    refused = await at.post("ada", f"/cases/{case_id}/conflict", {"conflict": True})
    assert code(refused) == (409, "evaluation.already_submitted")


# Pages


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


async def test_the_page_shows_both_versions_and_goes_on_with_either(at: Desk) -> None:
    case_id = await new_case(at)
    page = f"/bewertung/{case_id}"
    token = await token_of(at, "ada", case_id)
    async with at.browser_of("ada") as browser:
        first = (await browser.get(page)).text
        assert (hidden(first, "token"), hidden(first, "draft_version")) == (token, "0")
        await save(at, "ada", case_id, token, 0, ONE)
        typed = {
            "token": token,
            "draft_version": "0",
            "action": "save",
            "ratings.L1.value": "0",
            "ratings.L2.value": "NB",
            "ratings.L2.reason": "Mühsam getippt.",
        }
        refused = await submit(browser, f"{page}/gutachten", typed, page)
        shown = unescape(refused.text)
        assert refused.status_code == 409
        assert "Zwei Fassungen Ihres Entwurfs" in shown
        assert re.search(r"L1: Wert</th>\s*<td[^>]*>1</td>\s*<td[^>]*>0</td>", shown)
        assert re.search(r"L2: Begründung</th>\s*<td[^>]*>keine Angabe</td>\s*<td[^>]*>Mühsam getippt.</td>", shown)
        assert f'href="{page}">Mit der gespeicherten Fassung weiterarbeiten' in shown
        assert re.search(r'name="ratings.L2.reason"[^>]*>\nMühsam getippt.</textarea>', shown)
        assert (await own(at, "ada", case_id))["ratings"] == ONE["ratings"]

        again = typed | {"draft_version": hidden(refused.text, "draft_version")}
        assert (await submit(browser, f"{page}/gutachten", again, page)).status_code == 303
    kept = (await own(at, "ada", case_id))["ratings"]
    assert kept == {"L1": {"value": 0}, "L2": {"value": "NB", "reason": "Mühsam getippt."}}


async def test_a_form_that_breaks_a_rule_stays_based_on_what_it_was(at: Desk) -> None:
    case_id = await new_case(at)
    page = f"/bewertung/{case_id}"
    token = await token_of(at, "ada", case_id)
    typed = {"token": token, "draft_version": "0", "ratings.L1.value": "1", "ratings.L1.reason": "kurz"}
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/gutachten", typed | {"action": "save"}, page)
        assert (refused.status_code, hidden(refused.text, "draft_version")) == (422, "0")
        incomplete = typed | {"action": "submit", "ratings.L1.reason": "Das steht so in der Vorlage."}
        refused = await submit(browser, f"{page}/gutachten", incomplete, page)
        assert (refused.status_code, hidden(refused.text, "draft_version")) == (422, "1")
        assert "Ihr Entwurf ist gespeichert." in refused.text


async def test_the_form_saves_itself_and_says_when(at: Desk) -> None:
    case_id = await new_case(at)
    page = f"/bewertung/{case_id}"
    token = await token_of(at, "ada", case_id)
    typed = {"token": token, "draft_version": "0", "ratings.L1.value": "0"}
    async with at.browser_of("ada") as browser:
        saved = await submit(browser, f"{page}/entwurf", typed, page)
        assert saved.status_code == 200
        assert re.search(r"Gespeichert um \d\d:\d\d\.", saved.text)
        assert hidden(saved.text, "draft_version") == "1"
        assert "Was vor der Abgabe noch fehlt" in saved.text
        assert "<html" not in saved.text

        outdated = await submit(browser, f"{page}/entwurf", typed | {"ratings.L1.value": "NB"}, page)
        assert (outdated.status_code, hidden(outdated.text, "draft_version")) == (409, "0")
        assert "Mit „Entwurf speichern“ sehen Sie beide Fassungen." in outdated.text
        short = typed | {"draft_version": "1", "ratings.L1.value": "1", "ratings.L1.reason": "kurz"}
        refused = await submit(browser, f"{page}/entwurf", short, page)
        assert (refused.status_code, hidden(refused.text, "draft_version")) == (422, "1")
        assert 'href="#feld-ratings-L1-reason">Nicht gespeichert. Die Begründung zu L1' in refused.text
    assert (await own(at, "ada", case_id))["ratings"] == ZERO["ratings"]


async def test_a_draft_changes_hands_on_pages_alone(at: Desk) -> None:
    case_id = await new_case(at)
    page = f"/bewertung/{case_id}"
    token = await token_of(at, "ada", case_id)
    await save(at, "ada", case_id, token, 0, sheet("G1", "A"))
    async with at.browser_of("ada") as browser:
        assert (
            await submit(browser, f"{page}/rueckgabe", {"token": token, "pass_on": "true"}, page)
        ).status_code == 303
    async with at.browser_of("ben") as browser:
        await submit(browser, f"{page}/uebernahme", {"declaration": "true"}, page)
        shown = (await browser.get(page)).text
        assert "Hier liegt schon ein Entwurf" in shown
        held = {"token": hidden(shown, "token")}
        assert (await submit(browser, f"{page}/entwurf-uebernahme", held, page)).status_code == 303
        shown = unescape((await browser.get(page)).text)
        assert "Dieser Entwurf ist noch nicht Ihrer" in shown
        assert "Das steht so in der Vorlage des Amtes." in shown
        confirmation = held | {"draft_version": hidden(shown, "draft_version")}
        refused = await submit(browser, f"{page}/entwurf-bestaetigung", confirmation, page)
        assert refused.status_code == 422
        assert 'href="#feld-adoption"' in refused.text
        assert 'id="feld-adoption"' in refused.text
        confirmed = await submit(browser, f"{page}/entwurf-bestaetigung", confirmation | {"adoption": "true"}, page)
        assert confirmed.status_code == 303
        assert "Dieser Entwurf ist noch nicht Ihrer" not in (await browser.get(page)).text
    assert not (await own(at, "ben", case_id))["unconfirmed"]


async def test_a_coordinator_releases_an_idle_draft_on_the_page(at: Desk) -> None:
    case_id = await new_case(at)
    page = f"/bewertung/{case_id}"
    await save(at, "ada", case_id, await token_of(at, "ada", case_id), 0, ONE)
    await age(at, case_id, "-1 minute")
    async with at.browser_of("finn") as browser:
        shown = (await browser.get(page)).text
        found = re.search(r"/abgelaufene-entwuerfe/([0-9a-f]+)/freigabe", shown)
        assert found is not None
        path, cause = f"{page}/abgelaufene-entwuerfe/{found[1]}/freigabe", f"{found[1]}.cause"
        refused = await submit(browser, path, {}, page)
        assert refused.status_code == 422
        assert f'href="#feld-{found[1]}-cause"' in refused.text
        assert (await submit(browser, path, {cause: "absent"}, page)).status_code == 303
        assert "Abgelaufener Entwurf" not in (await browser.get(page)).text
    assert (await at.claim("ben", case_id)).json()["draft_offered"]


async def test_a_conflict_of_interest_is_declared_on_the_page(at: Desk) -> None:
    case_id = await new_case(at, title="Bänke für befangene Leute")
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/befangenheit", {}, page)
        assert refused.status_code == 422
        assert 'href="#feld-conflict"' in refused.text
        assert 'id="feld-conflict"' in refused.text
        declared = await submit(browser, f"{page}/befangenheit", {"conflict": "true"}, page)
        assert declared.headers["location"] == "/bewertung?getan=befangenheit"
        shown = (await browser.get(page)).text
        assert "Sie begutachten diesen Vorgang nicht" in shown
        assert "Vorgang übernehmen" not in shown
        assert "Bänke für befangene Leute" not in (await browser.get("/bewertung")).text
    async with at.browser_of("ben") as browser:
        assert "Vorgang übernehmen" in (await browser.get(page)).text
