"""A whole case with a catalogue that has nothing in common with the one that comes along."""

import json
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest

from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, submit
from tests.unit.evaluation.catalogues import small_document
from tests.unit.evaluation.oracle import compute

pytestmark = pytest.mark.servers

RATINGS: dict[str, dict[str, Any]] = {
    "ada": {"P1": 2, "P2": 0, "G1": 1, "G2": "NR", "M1": 2},
    "ben": {"P1": 2, "P2": 1, "G1": 1, "G2": 0, "M1": 1},
}


def document() -> dict[str, Any]:
    """The small catalogue with an office that the city knows."""
    small = small_document()
    small["version"] = "0.2.0"
    for criterion in small["criteria"]:
        if criterion["kind"] == "knockout":
            criterion["cleared_by_de"] = "Rechtsamt"
    return small


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("small")
    file = folder / "small.json"
    file.write_text(json.dumps(document()), encoding="utf-8")
    async with desk(await new_settings(), folder, catalogue=file) as running:
        yield running


def assessment(user: str, exclusions: dict[str, str]) -> dict[str, Any]:
    ratings = {
        name: {"value": value, "reason": "Das steht so in der Vorlage des Amtes.", "evidence": "A"}
        for name, value in RATINGS[user].items()
    }
    return {"ratings": ratings, "exclusions": exclusions}


async def test_a_case_runs_from_its_opening_to_the_publication(at: Desk) -> None:
    impulse_id = await at.released(track="full", profile="all")
    case_id = await at.case_of(impulse_id)
    shown = (await at.get("ada", f"/cases/{case_id}")).json()
    assert shown["catalogue"] == {"id": "small-town", "version": "0.2.0"} | shown["catalogue"]
    async with at.browser_of("ada") as browser:
        await at.claim("ada", case_id)
        page = unescape((await browser.get(f"/bewertung/{case_id}")).text)
    assert "Was ist mit G2?" in page
    assert "Ist X2 erfüllt?" in page
    assert "Treibhausgas" not in page

    await at.assess("ada", case_id, assessment("ada", {"X1": "ja", "X2": "nein"}))
    await at.assess("ben", case_id, assessment("ben", {"X1": "ja", "X2": "na"}))
    answer = {"answer": "ja", "reason": "Die Gemeinde ist zuständig."}
    assert (await at.post("gesa", f"/cases/{case_id}/exclusions/X2", answer)).status_code == 204

    decided = {"decision": "accepted", "reasons": "Das passt zu uns."}
    assert (await at.post("eva", f"/cases/{case_id}/decision", decided)).status_code == 204
    assert (await at.post("finn", f"/cases/{case_id}/publication", {})).status_code == 204
    kinds = [kind for kind, _ in await at.facts(impulse_id)]
    assert kinds[-2:] == ["decided", "published"]

    stored = await at.pool.fetchval("SELECT result FROM cases WHERE impulse_id = $1", impulse_id)
    expected = compute(
        {
            "ratings": {"A": RATINGS["ada"], "B": RATINGS["ben"]},
            "ko": {name: dict.fromkeys("AB", "ja") for name in ("X1", "X2")},
        },
        document(),
    )
    anonymous = {"individual"}
    assert {name: value for name, value in stored.items() if name not in {"rounded", *anonymous}} == {
        name: value for name, value in expected.items() if name not in anonymous
    }
    assert sorted(stored["individual"].values()) == sorted(expected["individual"].values())
    assert stored["decision"] == "UMSETZEN"


async def test_its_gate_and_its_exclusion_criteria_count(at: Desk) -> None:
    gate = {
        name: {
            "value": -1 if name == "G1" else 0,
            "reason": "Das steht so in der Vorlage.",
            "evidence": "C",
            "mitigation": "Anders bauen.",
        }
        for name in ("P1", "P2", "G1", "G2", "M1")
    }
    case_id = await at.case_of(await at.released(track="full", profile="all"))
    for user in ("ada", "ben"):
        await at.assess(user, case_id, {"ratings": gate, "exclusions": {"X1": "ja", "X2": "ja"}})
    result = await at.pool.fetchval("SELECT result FROM cases WHERE case_id = $1::text::uuid", case_id)
    assert (result["decision"], result["why"]) == ("NICHT_UMSETZEN", ["Gate<0"])


async def test_its_short_profile_asks_its_own_criteria(at: Desk) -> None:
    case_id = await at.case_of(await at.released(track="short", profile="quick"))
    asked = {name: RATINGS["ben"][name] for name in ("P1", "G1")}
    ratings = {
        name: {"value": value, "reason": "Das steht so in der Vorlage.", "evidence": "A"}
        for name, value in asked.items()
    }
    await at.assess("ada", case_id, {"ratings": ratings, "exclusions": {"X1": "ja", "X2": "na"}})
    result = await at.pool.fetchval("SELECT result FROM cases WHERE case_id = $1::text::uuid", case_id)
    assert {name: value for name, value in result["state"].items() if value == "NR"} == dict.fromkeys(
        ("P2", "G2", "M1"), "NR"
    )


async def test_a_draft_can_be_looked_at_but_not_activated(at: Desk) -> None:
    draft = json.dumps(document() | {"version": "0.3.0-draft.1"}).encode()
    async with at.browser_of("finn") as browser:
        shown = await browser.get("/bewertung/katalog")
        token = shown.text.split('name="form_token" value="', 1)[1].split('"', 1)[0]
        checked = await browser.post(
            "/bewertung/katalog/pruefung", data={"form_token": token}, files={"file": ("draft.json", draft)}
        )
        page = checked.headers["location"]
        reason = {"reason": "Nur um zu sehen, ob das geht."}
        refused = await submit(browser, f"{page}/aktivierung", reason, page)
    assert refused.status_code == 422
    assert "prüfen, aber nicht aktivieren" in unescape(refused.text)
