"""Every line of "Bad input" through both doors: a stable code and the field, every typed word again, and nothing changed.

Source: issue "Assess", "Bad input".
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.domain.errors import AlreadySubmitted, StaleClaim
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

REASON = "Das steht so in der Vorlage des Amtes."
WORDS = "Mühsam getippte Minderung."


@dataclass(frozen=True)
class Bad:
    """A rating of one criterion, what is wrong with it, and whether that is said when saving or only when submitting."""

    line: str
    criterion: str
    rating: dict[str, Any]
    field: str
    code: str
    at_submit: bool = False

    @property
    def typed(self) -> dict[str, str]:
        """The rating as a form sends it."""
        return {f"ratings.{self.criterion}.{name}": str(value) for name, value in self.rating.items()}


def effect(value: int, **more: Any) -> dict[str, Any]:
    given = {"value": value, "reason": REASON, "evidence": "B", "mitigation": WORDS} | more
    return {name: content for name, content in given.items() if content is not None}


BAD = [
    Bad("above the scale", "L1", effect(3), "ratings.L1.value", "rating_outside_scale"),
    Bad("below the scale", "L1", effect(-3), "ratings.L1.value", "rating_outside_scale"),
    Bad("no whole number", "L1", effect(1) | {"value": "0.5"}, "ratings.L1.value", "rating_outside_scale"),
    Bad("reason of 19 characters", "L1", effect(1, reason="x" * 19), "ratings.L1.reason", "reason_too_short"),
    Bad("no reason", "L1", effect(1, reason=None), "ratings.L1.reason", "reason_missing", at_submit=True),
    Bad("+2 with C", "L1", effect(2, evidence="C"), "ratings.L1.evidence", "evidence_too_weak"),
    Bad("+2 with D", "L1", effect(2, evidence="D"), "ratings.L1.evidence", "evidence_too_weak"),
    Bad("+2 without", "L1", effect(2, evidence=None), "ratings.L1.evidence", "evidence_missing", at_submit=True),
    Bad("-2 with D", "L1", effect(-2, evidence="D"), "ratings.L1.evidence", "evidence_too_weak"),
    Bad(
        "no mitigation",
        "L1",
        effect(-1, mitigation=None),
        "ratings.L1.mitigation",
        "mitigation_missing",
        at_submit=True,
    ),
    Bad("unknown criterion", "L99", effect(1), "ratings.L99", "unknown_criterion"),
    Bad("NR where forbidden", "L1", {"value": "NR", "reason": REASON}, "ratings.L1.value", "not_relevant_forbidden"),
]


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


@dataclass(frozen=True)
class Held:
    """A case that Ada holds, with a whole assessment saved in version 1."""

    at: Desk
    case_id: str
    token: str

    async def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that a refused command must leave as it is, but for the end of the claim, which a saving may move."""
        queries = {
            "cases": "SELECT * FROM cases WHERE case_id = $1",
            "seats": "SELECT evaluator, unit, token, state, ratings, exclusions, draft_version, passes_on, unconfirmed "
            "FROM seats WHERE case_id = $1 ORDER BY token",
            "barred": "SELECT b.* FROM barred_evaluators AS b JOIN cases USING (impulse_id) WHERE case_id = $1",
            "facts": "SELECT e.id FROM events AS e JOIN cases ON cases.impulse_id::text = e.subject "
            "WHERE case_id = $1 ORDER BY e.sequence",
            "outbox": "SELECT o.position FROM outbox AS o JOIN cases ON o.key LIKE cases.impulse_id || '%' "
            "WHERE case_id = $1 ORDER BY 1",
        }
        rows = {name: await self.at.pool.fetch(query, UUID(self.case_id)) for name, query in queries.items()}
        return {name: [tuple(row.values()) for row in found] for name, found in rows.items()}


@pytest.fixture
async def held(at: Desk) -> Held:
    case_id = await at.case_of(await at.released())
    token = (await at.claim("ada", case_id)).json()["token"]
    saved = await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, **sheet("G1", "A")})
    assert saved.json()["draft_version"] == 1
    return Held(at, case_id, token)


def with_bad(bad: Bad) -> dict[str, Any]:
    whole = sheet("G1", "A")
    return whole | {"ratings": whole["ratings"] | {bad.criterion: bad.rating}}


def form_of(assessment: dict[str, Any]) -> dict[str, str]:
    fields = {f"exclusions.{criterion}": str(answer) for criterion, answer in assessment["exclusions"].items()}
    for criterion, rating in assessment["ratings"].items():
        fields |= {f"ratings.{criterion}.{name}": str(value) for name, value in rating.items()}
    return fields


@pytest.mark.parametrize("bad", BAD, ids=[bad.line for bad in BAD])
async def test_a_bad_rating_is_refused_by_the_api(at: Desk, held: Held, bad: Bad) -> None:
    path = f"/cases/{held.case_id}"
    body = {"token": held.token, "draft_version": 1, **with_bad(bad)}
    if bad.at_submit:
        assert (await at.put("ada", f"{path}/assessment", body)).status_code == 200
        before = await held.state()
        refused = await at.post("ada", f"{path}/submit", {"token": held.token, "draft_version": 2})
    else:
        before = await held.state()
        refused = await at.put("ada", f"{path}/assessment", body)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    problem = refused.json()
    assert (problem["code"], problem["field"]) == ("evaluation.assessment_invalid", bad.field)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [(bad.field, f"evaluation.{bad.code}")]
    assert await held.state() == before


@pytest.mark.parametrize("bad", BAD, ids=[bad.line for bad in BAD])
async def test_a_bad_rating_is_refused_by_the_form_that_keeps_every_word(at: Desk, held: Held, bad: Bad) -> None:
    page = f"/bewertung/{held.case_id}"
    before = await held.state()
    fields = {"token": held.token, "draft_version": "1", "action": "submit", **form_of(with_bad(bad))}
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/gutachten", fields, page)
    assert refused.status_code == 422
    shown = unescape(refused.text)
    anchor = f"feld-{bad.field.replace('.', '-')}"
    assert f'href="#{anchor}"' in shown
    if bad.code != "unknown_criterion":
        assert f'id="{anchor}"' in shown
        assert f'id="{anchor}-fehler"' in shown
        for name, text in bad.typed.items():
            assert name.endswith(("value", "evidence")) or f">\n{text}</textarea>" in shown
    for criterion, rating in sheet("G1", "A")["ratings"].items():
        if criterion != bad.criterion:
            assert re.search(rf'name="ratings.{criterion}.value" value="{rating["value"]}" checked', shown)
    after = await held.state()
    if bad.at_submit:
        assert after["facts"] == before["facts"]
        assert after["seats"][0][3] == "claimed"
    else:
        assert after == before


@pytest.mark.parametrize("step", ["save", "submit", "hand back", "take over", "confirm"])
async def test_a_stale_token_changes_nothing_through_the_api(at: Desk, held: Held, step: str) -> None:
    before = await held.state()
    stale = {"token": "999"}
    version = stale | {"draft_version": 1}
    path = f"/cases/{held.case_id}"
    refused = {
        "save": lambda: at.put("ada", f"{path}/assessment", version | sheet("G1", "B")),
        "submit": lambda: at.post("ada", f"{path}/submit", version),
        "hand back": lambda: at.post("ada", f"{path}/hand-back", stale),
        "take over": lambda: at.post("ada", f"{path}/draft-takeover", stale),
        "confirm": lambda: at.post("ada", f"{path}/draft-confirmation", version | {"adoption": True}),
    }
    problem = await refused[step]()
    assert (problem.status_code, problem.json()["code"], problem.json()["field"]) == (
        *(409, "evaluation.stale_claim"),
        "token",
    )
    assert await held.state() == before


@pytest.mark.parametrize("action", ["save", "submit"])
async def test_a_stale_token_changes_nothing_through_the_form_that_keeps_every_word(
    at: Desk, held: Held, action: str
) -> None:
    page = f"/bewertung/{held.case_id}"
    before = await held.state()
    fields = {"token": "999", "draft_version": "1", "action": action, **form_of(sheet("G1", "A"))}
    fields["ratings.L1.reason"] = f"{REASON} Und noch ein Satz."
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/gutachten", fields, page)
    assert refused.status_code == 409
    assert StaleClaim.sentence in unescape(refused.text)
    assert "Und noch ein Satz.</textarea>" in refused.text
    assert await held.state() == before


async def test_a_second_submission_changes_nothing_through_both_doors(at: Desk, held: Held) -> None:
    path, page = f"/cases/{held.case_id}", f"/bewertung/{held.case_id}"
    submission = {"token": held.token, "draft_version": 1}
    async with at.browser_of("ada") as browser:
        assert "Gutachten abgeben" in (await browser.get(page)).text
        assert (await at.post("ada", f"{path}/submit", submission)).status_code == 204
        before = await held.state()
        refused = await at.post("ada", f"{path}/submit", submission)
        assert (refused.status_code, refused.json()["code"]) == (409, "evaluation.already_submitted")
        fields = {"token": held.token, "draft_version": "1", "action": "submit", **form_of(sheet("G1", "B"))}
        fields["ratings.L1.reason"] = "Das kam zu spät, ist aber noch zu lesen."
        again = await submit(browser, f"{page}/gutachten", fields, page)
    assert again.status_code == 409
    assert AlreadySubmitted.sentence in unescape(again.text)
    assert "Das kam zu spät, ist aber noch zu lesen.</td>" in unescape(again.text)
    assert await held.state() == before
