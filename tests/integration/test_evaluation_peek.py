"""Somebody tries to see an assessment before all are in: in every role, at every address, in facts, texts, metrics and logs."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from shared.web.access import role_matrix
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import PEOPLE, Desk, desk, sheet

pytestmark = pytest.mark.servers

MARK = "Einhornstaub"
"""Stands in every reason and mitigation of the one assessment that is in."""


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def marked() -> dict[str, Any]:
    assessment = sheet("G9", "A")
    for rating in assessment["ratings"].values():
        rating |= {"reason": f"{MARK} steht so in der Vorlage.", "mitigation": f"{MARK} anders legen."}
    return assessment


def addresses(at: Desk, case_id: str) -> Iterator[str]:
    """Every address of the service that can be read, with this case in the place of every parameter."""
    for row in role_matrix(at.app):
        if row.method == "GET" and not row.path.startswith("/health/"):
            yield re.sub(r"\{criterion[^}]*\}", "K1", re.sub(r"\{(?!criterion)[^}]+\}", case_id, row.path))


async def read_everything(at: Desk, user: str, case_id: str) -> list[tuple[str, httpx.Response]]:
    found = []
    async with at.as_(user) as program, at.browser_of(user) as browser:
        for address in sorted({*addresses(at, case_id)}):
            caller = program if address.startswith("/api/") else browser
            found.append((address, await caller.get(address)))
    return found


@pytest.fixture(scope="module")
async def half(at: Desk) -> str:
    """A case of which one of two assessments is in, the other a draft."""
    case_id = await at.case_of(await at.released())
    await at.assess("ada", case_id, marked())
    token = (await at.claim("ben", case_id)).json()["token"]
    draft = {"token": token, "ratings": {"L1": {"value": -2, "reason": f"{MARK} im Entwurf, ganz allein."}}}
    assert (await at.put("ben", f"/cases/{case_id}/assessment", draft)).status_code == 200
    return case_id


@pytest.mark.parametrize("user", [user for user in PEOPLE if user not in {"ada", "ben"}])
async def test_nobody_else_sees_a_word_or_a_value_at_any_address(at: Desk, half: str, user: str) -> None:
    seen = await read_everything(at, user, half)
    assert len(seen) > 15
    for address, answer in seen:
        assert answer.status_code < 500, address
        assert MARK not in answer.text, address
        if answer.headers.get("content-type", "").startswith("application/json") and "openapi" not in address:
            assert not list(values_in(answer.json())), address


@pytest.mark.parametrize(("user", "own"), [("ada", "steht so in der Vorlage"), ("ben", "im Entwurf")])
async def test_evaluators_see_their_own_only(at: Desk, half: str, user: str, own: str) -> None:
    for address, answer in await read_everything(at, user, half):
        foreign = re.sub(f"{MARK} (?:{own}|anders legen)" if user == "ada" else f"{MARK} {own}", "", answer.text)
        assert MARK not in foreign, address
    view = (await at.get(user, f"/cases/{half}")).json()
    assert view["assessment"]["ratings"]
    assert (view["result"], view["comparison"]) == (None, [])


async def test_what_is_done_to_a_case_tells_nothing_either(at: Desk, half: str) -> None:
    for user in ("cem", "dora", "eva", "finn", "gesa", "ines"):
        for step, body in [
            ("claim", {"declaration": False}),
            ("submit", {"token": "1"}),
            ("decision", {"decision": "accepted", "reasons": "Ja."}),
            ("publication", None),
            ("notes", {"note": "Na?"}),
            ("consensus", {"values": {"L1": 1}, "minutes": "Na?"}),
            ("track", {"profile": "full"}),
            ("opened-criteria", {"token": "1", "criterion": "L1"}),
            ("second-look", None),
        ]:
            answer = await at.post(user, f"/cases/{half}/{step}", body)
            assert 400 <= answer.status_code < 500, (user, step)
            assert MARK not in answer.text
            assert not list(values_in(answer.json()))


async def test_facts_texts_metrics_and_logs_tell_nothing(
    at: Desk, half: str, capfd: pytest.CaptureFixture[str]
) -> None:
    impulse_id = await at.pool.fetchval("SELECT impulse_id FROM cases WHERE case_id = $1", half)
    facts = await at.facts(impulse_id)
    assert [kind for kind, _ in facts] == ["case_opened", "claimed", "submitted", "claimed"]
    assert not list(values_in([data for _, data in facts]))
    queued = await at.pool.fetch("SELECT * FROM outbox")
    assert MARK not in "".join(repr(dict(row)) for row in queued)
    people = [f"{user}" for user in PEOPLE]
    for word in (MARK, *people):
        assert f"|{word}" not in json.dumps(facts)
    metrics = (await read_metrics(at)).text
    assert MARK not in metrics
    assert not re.search(r'="[^"]*(?:demo\||\b(?:ada|ben|cem|dora|eva|finn)\b)', metrics)
    async with at.as_("ben") as client:
        await client.put(f"/api/evaluation/v1/cases/{half}/assessment", json={"token": "x", "ratings": {"L1": MARK}})
    logged = capfd.readouterr()
    assert MARK not in logged.out + logged.err


async def read_metrics(at: Desk) -> httpx.Response:
    async with at.as_("ines") as client:
        return await client.get("/metrics")


def values_in(document: Any) -> Iterator[object]:
    """Every rating or class in an answer: what stands under names that only ratings and results have."""
    if isinstance(document, dict):
        for name, inner in document.items():
            if name in {"value", "votes", "S", "individual", "recommendation"} and inner not in (None, [], {}):
                yield inner
            if name in {"result", "ratings", "comparison"} and inner:
                yield inner
            yield from values_in(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from values_in(inner)
