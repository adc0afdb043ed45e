"""Short cases that are drawn by lot are also assessed in full, by others; nobody knows before."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet

pytestmark = pytest.mark.servers

ASKED = ("L1", "L3", "L4", "Z11", "Z21", "Z23", "Z31", "Z41", "Z42")


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("evaluation")
    async with desk(await new_settings(), folder, short_cases_checked=1) as running:
        yield running


async def seen(at: Desk, user: str, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await at.get(user, f"/cases/{case_id}")).json()
    return found


def short() -> dict[str, Any]:
    assessment = sheet("G1", "A")
    return assessment | {"ratings": {name: assessment["ratings"][name] for name in ASKED}}


async def test_a_drawn_case_is_assessed_in_full_by_others_and_keeps_what_the_short_one_said(at: Desk) -> None:
    impulse_id = await at.released(track="short", profile="short")
    case_id = await at.case_of(impulse_id)
    before = await seen(at, "ada", case_id)
    assert (before["track"], before["evaluators_required"]) == ("short", 1)
    await at.assess("ada", case_id, short())
    kind, fact = (await at.facts(impulse_id))[-1]
    assert (kind, fact["cause"], fact["profile"], fact["evaluators_required"]) == ("track_raised", "sample", "full", 2)

    own = await seen(at, "ada", case_id)
    assert (own["state"], own["assessment"]["state"], own["result"]) == ("open", "submitted", None)
    again = await at.claim("ada", case_id)
    assert (again.status_code, again.json()["code"]) == (409, "evaluation.already_submitted")
    async with at.as_("ada") as client:
        queue = (await client.get("/api/evaluation/v1/queue", params={"impulse_id": str(impulse_id)})).json()
    assert queue["items"] == []

    await at.assess("dora", case_id, sheet("G1", "A"))
    await at.assess("ben", case_id, sheet("G1", "B"))
    full = await seen(at, "ada", case_id)
    assert (full["state"], full["result"]["S"], len(full["comparison"][0]["votes"])) == ("consolidated", "61/80", 2)
    assert (await at.post("ada", f"/cases/{case_id}/notes", {"note": "Kurz sah ich es ebenso."})).status_code == 204
    assert (await seen(at, "ben", case_id))["notes"][0]["author"] == "Gutachten im kurzen Verfahren"
    await at.post("eva", f"/cases/{case_id}/decision", {"decision": "accepted", "reasons": "Passt."})
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204
    kind, fact = (await at.facts(impulse_id))[-1]
    assert (kind, fact["track"], fact["evaluators"], fact["short_class"]) == ("published", "full", 2, "UMSETZEN")


async def test_how_often_short_cases_are_confirmed_is_shown_from_five_on(
    new_settings: NewSettings, tmp_path: Path
) -> None:
    async with desk(await new_settings(), tmp_path, short_cases_checked=1) as at:
        case_id = await at.case_of(await at.released(track="short", profile="short"))
        await at.assess("ada", case_id, short())
        await at.assess("dora", case_id, sheet("G1", "A"))
        await at.assess("ben", case_id, sheet("G1", "B"))
        async with at.browser_of("ines") as browser:
            page = "/bewertung/katalog/erfahrungen"
            assert "Gleiche Empfehlung: unter 5 Fällen." in (await browser.get(page)).text
            await at.copy_cases(4)
            assert "Gleiche Empfehlung: 100 %." in (await browser.get(page)).text
