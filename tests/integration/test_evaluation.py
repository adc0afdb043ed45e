"""A case from the release to the publication, through the JSON API on a real database."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from services.evaluation.domain.people import submitter_mark
from services.evaluation.main import activate_configured_catalogue, surroundings_from
from services.evaluation.settings import EvaluationSettings
from shared.contracts.facts import DecisionPublished, ImpulseRedacted, ImpulseWithdrawn
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.texts import ErasedText
from shared.runtime.database import connect
from shared.runtime.settings import secret_bytes
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import API, WORKED_CASES, Desk, Item, desk, impulse_records, sheet

pytestmark = pytest.mark.servers

ACCEPTED = {"decision": "accepted", "reasons": "Der Impuls passt zum Leitbild."}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def queued(at: Desk, user: str, impulse_id: UUID) -> list[str]:
    found = await at.get(user, f"/queue?impulse_id={impulse_id}")
    return [item["case_id"] for item in found.json()["items"]]


async def kinds(at: Desk, impulse_id: UUID) -> list[str]:
    return [kind for kind, _ in await at.facts(impulse_id)]


async def test_two_evaluators_reach_the_result_of_the_worked_case_and_it_is_published(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    consolidated = (await at.get("eva", f"/cases/{case_id}")).json()
    expected = WORKED_CASES["G1"]["expected"] | {"sdg": WORKED_CASES["G1"]["sdg"]}
    assert {name: consolidated["result"][name] for name in expected} == expected
    assert consolidated["result"]["S"] == "61/80"

    assert (await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)).status_code == 204
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204

    told = await at.facts(impulse_id)
    assert [kind for kind, _ in told] == [
        "case_opened",
        "claimed",
        "submitted",
        "claimed",
        "submitted",
        "consolidated",
        "decided",
        "published",
    ]
    published = DecisionPublished.model_validate(told[-1][1])
    assert published.decision == "accepted"
    assert not published.deviation
    assert published.evaluators == 2
    assert published.units == ("dezernat-3",)
    assert published.result is not None
    assert published.result["S"] == "61/80"
    assert published.result["individual"] == ["UMSETZEN", "UMSETZEN"]
    votes = published.result["votes"]
    assert isinstance(votes, dict)
    assert votes["L4"] == [-1, 1]
    assert published.result["exclusions"] == dict.fromkeys(["K1", "K2", "K3", "K4", "K5"], "ja")


async def test_nothing_of_a_rating_is_told_before_publication_but_the_texts_go_out_with_it(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    allowed = {
        "case_opened": {"catalogue_id", "catalogue_version", "track", "profile", "evaluators_required", "due_on"},
        "claimed": {"by", "count", "required"},
        "submitted": {"by", "count", "required"},
        "consolidated": set(),
        "decided": {"by"},
    }
    for kind, data in await at.facts(impulse_id):
        assert data.keys() - {"impulse_id", "case_id", "round"} == allowed[kind]
    texts = "SELECT topic, value FROM outbox WHERE key LIKE $1 || '/%' ORDER BY position"
    assert await at.pool.fetch(texts, str(impulse_id)) == []
    await at.post("finn", f"/cases/{case_id}/publication")
    sent = await at.pool.fetch(texts, str(impulse_id))
    assert {row["topic"] for row in sent} == {"impulswerk.assessment-texts.v1"}
    assert [b"Leitbild" in row["value"] or b"15.000" in row["value"] for row in sent] == [True, True]


async def test_the_texts_of_an_internal_impulse_stay_among_staff(at: Desk) -> None:
    impulse_id = await at.released(visibility="internal", track="direct", profile=None)
    case_id = await at.case_of(impulse_id)
    decided = await at.post("eva", f"/cases/{case_id}/decision", {"decision": "rejected", "reasons": "Nein."})
    assert decided.status_code == 204
    await at.post("finn", f"/cases/{case_id}/publication")
    topics = await at.pool.fetch("SELECT DISTINCT topic FROM outbox WHERE key LIKE $1 || '/%'", str(impulse_id))
    assert [row["topic"] for row in topics] == ["impulswerk.assessment-case-texts.v1"]


async def test_pseudonyms_are_the_same_within_a_case_and_unrelated_between_cases(at: Desk) -> None:
    first, _ = await at.assessed("G1")
    second, _ = await at.assessed("G1")
    by = [
        [data["by"] for kind, data in await at.facts(impulse) if kind in {"claimed", "submitted"}]
        for impulse in (first, second)
    ]
    assert by[0][0] == by[0][1] != by[0][2] == by[0][3]
    assert not set(by[0]) & set(by[1])


async def test_an_evaluator_sees_nothing_of_the_other_one_before_all_have_submitted(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    await at.claim("ben", case_id)
    before = (await at.get("ben", f"/cases/{case_id}")).json()
    await at.assess("ada", case_id, sheet("G1", "A"))
    after = await at.get("ben", f"/cases/{case_id}")
    assert after.json() == before
    for user in ("ada", "cem", "eva", "finn", "gesa"):
        assert (await at.get(user, f"/cases/{case_id}")).json()["result"] is None
    assert (await at.get("hans", f"/cases/{case_id}")).status_code == 403


async def test_the_result_is_for_those_who_assessed_and_those_in_charge(at: Desk) -> None:
    _, case_id = await at.assessed("G1")
    seen = {
        user: (await at.get(user, f"/cases/{case_id}")).json() for user in ("ada", "ben", "cem", "eva", "finn", "gesa")
    }
    assert {user for user, case in seen.items() if case["result"]} == {"ada", "ben", "eva", "finn"}
    assert set(seen["eva"]["result"]["individual"]) == {"A", "B"}
    assert seen["eva"]["assessment"] is None
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    seen = {user: (await at.get(user, f"/cases/{case_id}")).json() for user in ("ada", "eva", "finn")}
    assert {user for user, case in seen.items() if case["decision"]} == {"eva", "finn"}


async def test_the_queue_offers_what_the_caller_may_claim(at: Desk) -> None:
    impulse_id = await at.released()
    [case_id] = await queued(at, "ada", impulse_id)
    await at.claim("ada", case_id)
    assert await queued(at, "ada", impulse_id) == []
    assert await queued(at, "dora", impulse_id) == []
    assert await queued(at, "ben", impulse_id) == [case_id]
    await at.claim("ben", case_id)
    assert await queued(at, "cem", impulse_id) == []


async def test_the_queue_goes_on_at_its_cursor_and_shows_every_case_once(at: Desk) -> None:
    wanted = {str(await at.case_of(await at.released())) for _ in range(60)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await at.get("cem", f"/queue?cursor={cursor}")).json()
        seen += [item["case_id"] for item in page["items"]]
        assert len(page["items"]) <= 50
        if page["next"] is None:
            break
        cursor = page["next"]
    assert wanted <= set(seen)
    assert len(seen) == len(set(seen))
    assert code(await at.get("cem", "/queue?cursor=nonsense")) == (422, "evaluation.cursor_invalid")


async def test_somebody_of_the_same_unit_is_refused(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    await at.claim("ada", case_id)
    assert code(await at.claim("dora", case_id)) == (409, "evaluation.same_unit")


async def test_a_full_case_is_taken_until_a_lease_expires(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    first = (await at.claim("ada", case_id)).json()
    await at.claim("ben", case_id)
    assert code(await at.claim("cem", case_id)) == (409, "evaluation.case_taken")
    await at.pool.execute(
        "UPDATE seats SET expires_at = now() - interval '1 second' WHERE case_id = $1 AND unit = 'stadtplanung'",
        UUID(case_id),
    )
    assert await queued(at, "cem", impulse_id) == [case_id]
    assert (await at.claim("cem", case_id)).status_code == 200
    stale = {"token": first["token"], **sheet("G1", "A")}
    assert code(await at.put("ada", f"/cases/{case_id}/assessment", stale)) == (409, "evaluation.stale_claim")
    assert code(await at.claim("ada", case_id)) == (409, "evaluation.case_taken")


async def test_of_many_who_claim_at_once_only_as_many_win_as_there_are_places(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    answers = await asyncio.gather(*(at.claim(user, case_id) for user in ("ada", "dora", "ben", "cem") * 5))
    assert {answer.status_code for answer in answers} == {200, 409}
    taken = await at.pool.fetch("SELECT unit FROM seats WHERE case_id = $1", UUID(case_id))
    assert len(taken) == 2
    assert len({row["unit"] for row in taken}) == 2


async def test_a_draft_survives_hand_back_and_the_old_token_is_stale(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    token = (await at.claim("ada", case_id)).json()["token"]
    draft = {"ratings": {"L1": {"value": 0}}, "exclusions": {"K1": "ja"}}
    assert (await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, **draft})).status_code == 200
    assert (await at.post("ada", f"/cases/{case_id}/hand-back", {"token": token})).status_code == 204
    stale = {"token": token, "draft_version": 1}
    assert code(await at.post("ada", f"/cases/{case_id}/submit", stale)) == (409, "evaluation.stale_claim")
    again = (await at.claim("ada", case_id)).json()
    assert again["token"] != token
    assert again["draft_version"] == 1
    assert code(await at.post("ada", f"/cases/{case_id}/submit", stale)) == (409, "evaluation.stale_claim")
    shown = (await at.get("ada", f"/cases/{case_id}")).json()["assessment"]
    assert shown["ratings"] == draft["ratings"]
    assert shown["exclusions"] == draft["exclusions"]


async def test_whoever_holds_a_place_gets_the_same_claim_again(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    assert (await at.claim("ada", case_id)).json() == (await at.claim("ada", case_id)).json()
    assert (await kinds(at, impulse_id)).count("claimed") == 1


async def test_the_declaration_has_to_be_made(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    refused = await at.post("ada", f"/cases/{case_id}/claim", {"declaration": False})
    assert code(refused) == (422, "evaluation.declaration_missing")
    assert refused.json()["field"] == "declaration"
    assert code(await at.post("ada", f"/cases/{case_id}/claim", {})) == (422, "evaluation.declaration_missing")


@pytest.mark.parametrize("reference", ["impulse", "portal"])
async def test_the_submitter_never_assesses(at: Desk, reference: str) -> None:
    impulse = impulse_records()
    received = impulse.facts[0]
    key = secret_bytes(at.settings.secrets.match)
    portal = "portal-4711"
    mark = submitter_mark(key, impulse.id if reference == "impulse" else portal, "demo|ada")
    marked = received.model_copy(update={"portal_reference": portal, "submitter_marks": (mark,)})
    await at.deliver(marked, impulse.facts[1], *impulse.texts)
    case_id = await at.case_of(impulse.id)
    assert await queued(at, "ada", impulse.id) == []
    assert await queued(at, "ben", impulse.id) == [case_id]
    assert code(await at.claim("ada", case_id)) == (403, "evaluation.took_part")


async def test_a_second_submission_is_refused(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    token = (await at.claim("ada", case_id)).json()["token"]
    await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, **sheet("G1", "A")})
    submission = {"token": token, "draft_version": 1}
    assert (await at.post("ada", f"/cases/{case_id}/submit", submission)).status_code == 204
    for refused in (
        await at.post("ada", f"/cases/{case_id}/submit", submission),
        await at.put("ada", f"/cases/{case_id}/assessment", {"token": token}),
        await at.claim("ada", case_id),
    ):
        assert code(refused) == (409, "evaluation.already_submitted")


@pytest.mark.parametrize(
    ("ratings", "field", "broken"),
    [
        ({"L1": {"value": 3}}, "ratings.L1.value", "evaluation.rating_outside_scale"),
        ({"L1": {"value": True}}, "ratings.L1.value", "evaluation.rating_outside_scale"),
        ({"L1": {"value": 0.5}}, "ratings.L1.value", "evaluation.rating_outside_scale"),
        ({"L9": {"value": 0}}, "ratings.L9", "evaluation.unknown_criterion"),
        ({"L1": {"value": 1, "reason": "kurz"}}, "ratings.L1.reason", "evaluation.reason_too_short"),
        ({"L1": {"value": 2, "evidence": "C"}}, "ratings.L1.evidence", "evaluation.evidence_too_weak"),
    ],
)
async def test_a_draft_that_breaks_a_rule_is_refused_with_its_field(
    at: Desk, ratings: dict[str, Any], field: str, broken: str
) -> None:
    case_id = await at.case_of(await at.released())
    token = (await at.claim("ada", case_id)).json()["token"]
    await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, "ratings": {"L2": {"value": 0}}})
    held = {"token": token, "draft_version": 1}
    refused = await at.put("ada", f"/cases/{case_id}/assessment", {**held, "ratings": ratings})
    assert code(refused) == (422, "evaluation.assessment_invalid")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["field"] == field
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, broken)]
    kept = (await at.get("ada", f"/cases/{case_id}")).json()["assessment"]["ratings"]
    assert kept == {"L2": {"value": 0}}


async def test_an_incomplete_assessment_is_not_submitted_and_everything_missing_is_named(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    token = (await at.claim("ada", case_id)).json()["token"]
    full = sheet("G1", "A")
    del full["ratings"]["Z11"], full["exclusions"]["K2"]
    await at.put("ada", f"/cases/{case_id}/assessment", {"token": token, **full})
    refused = await at.post("ada", f"/cases/{case_id}/submit", {"token": token, "draft_version": 1})
    assert code(refused) == (422, "evaluation.assessment_invalid")
    assert {error["field"] for error in refused.json()["errors"]} == {"ratings.Z11.value", "exclusions.K2"}
    assert "submitted" not in await kinds(at, impulse_id)


@pytest.mark.parametrize("text", ["\0", "\ud800"], ids=["nul", "lone surrogate"])
async def test_a_text_that_cannot_be_stored_is_refused(at: Desk, text: str) -> None:
    case_id = await at.case_of(await at.released())
    token = (await at.claim("ada", case_id)).json()["token"]
    body = {"token": token, "ratings": {"L1": {"value": 0, "reason": f"Ein Grund {text} mit Fehler"}}}
    async with at.as_("ada") as client:
        content, headers = json.dumps(body), {"content-type": "application/json"}
        refused = await client.put(f"{API}/cases/{case_id}/assessment", content=content, headers=headers)
    assert code(refused) == (422, "request.invalid")
    assert refused.json()["field"] == "ratings.L1.reason"


async def test_evaluators_who_disagree_get_a_third_one_and_nothing_is_revealed(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G9")
    kind, data = (await at.facts(impulse_id))[-1]
    assert kind == "third_opinion_requested"
    assert data.keys() == {"impulse_id", "case_id", "round", "causes"}
    assert data["causes"] == ["classes_differ"]
    for user in ("ada", "ben", "cem", "eva", "finn"):
        assert (await at.get(user, f"/cases/{case_id}")).json()["result"] is None
    assert code(await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)) == (409, "evaluation.not_consolidated")
    assert code(await at.claim("dora", case_id)) == (409, "evaluation.same_unit")
    assert await queued(at, "cem", impulse_id) == [case_id]

    await at.assess("cem", case_id, sheet("G9", "A"))
    result = (await at.get("eva", f"/cases/{case_id}")).json()["result"]
    assert set(result["individual"]) == {"A", "B", "C"}
    assert (await kinds(at, impulse_id))[-1] == "consolidated"


async def test_a_doubtful_exclusion_waits_for_the_office_whose_answer_counts(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G3")
    doubtful = sorted(
        criterion
        for criterion, answers in WORKED_CASES["G3"]["ko"].items()
        if {"nein", "offen"} & set(answers.values())
    )
    told = await at.facts(impulse_id)
    asked = [data for kind, data in told if kind == "statement_requested"]
    assert sorted(criterion for data in asked for criterion in data["criteria"]) == doubtful
    shown = (await at.get("eva", f"/cases/{case_id}")).json()
    assert (shown["state"], shown["result"], shown["questions"]) == ("awaiting_office", None, [])
    assert code(await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)) == (409, "evaluation.not_consolidated")
    waiting = (await at.get("olga", f"/cases/{case_id}")).json()["questions"]
    assert [question["criterion"] for question in waiting] == doubtful
    assert (await at.get("gesa", f"/cases/{case_id}")).json()["questions"] == []

    path = f"/cases/{case_id}/exclusions/{doubtful[0]}"
    assert code(await at.post("gesa", path, {"answer": "ja", "reason": "Doch."})) == (
        403,
        "evaluation.other_unit_asked",
    )
    assert code(await at.post("olga", path, {"answer": "nein", "reason": " "})) == (422, "evaluation.answer_invalid")
    for criterion in doubtful:
        answer = {"answer": "nein", "reason": "Das verstößt gegen die Satzung."}
        cleared = await at.post("olga", f"/cases/{case_id}/exclusions/{criterion}", answer)
        assert cleared.status_code == 204, cleared.text
    assert code(await at.post("olga", path, {"answer": "ja", "reason": "Doch."})) == (
        409,
        "evaluation.question_not_open",
    )
    expected = WORKED_CASES["G3"]["expected"]
    result = (await at.get("eva", f"/cases/{case_id}")).json()["result"]
    assert {name: result[name] for name in expected} == expected
    assert (await kinds(at, impulse_id))[-3:] == ["exclusion_cleared", "statement_given", "consolidated"]


async def test_the_office_can_lift_a_doubt(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    doubtful = sheet("G1", "A")
    doubtful["exclusions"]["K1"] = "offen"
    await at.assess("ada", case_id, doubtful)
    await at.assess("ben", case_id, sheet("G1", "B"))
    answer = {"answer": "ja", "reason": "Die Rechtsgrundlage ist gegeben."}
    assert (await at.post("gesa", f"/cases/{case_id}/exclusions/K1", answer)).status_code == 204
    result = (await at.get("eva", f"/cases/{case_id}")).json()["result"]
    assert (result["S"], result["flags"], result["decision"]) == ("61/80", [], "UMSETZEN")


@pytest.mark.parametrize(
    ("change", "expected", "field"),
    [
        ({"reasons": "  "}, "evaluation.reasons_missing", "reasons"),
        ({"decision": "rejected"}, "evaluation.deviation_reason_missing", "deviation_reason"),
        ({"decision": "accepted_with_conditions"}, "evaluation.conditions_invalid", "conditions"),
        ({"decision": "deferred"}, "evaluation.until_invalid", "until"),
        ({"decision": "forwarded"}, "evaluation.addressee_invalid", "addressee"),
        ({"decision": "perhaps"}, "request.invalid", "decision"),
    ],
)
async def test_an_incomplete_decision_is_refused(at: Desk, change: dict[str, str], expected: str, field: str) -> None:
    impulse_id, case_id = await at.assessed("G1")
    refused = await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED | change)
    assert code(refused) == (422, expected)
    assert refused.json()["field"] == field
    assert (await kinds(at, impulse_id))[-1] == "consolidated"


async def test_a_deviation_is_published_with_its_reason(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    deviating = {
        "decision": "deferred",
        "reasons": "Erst nach der Haushaltsberatung.",
        "until": "2099-01-01",
        "deviation_reason": "Das Geld fehlt.",
    }
    assert (await at.post("eva", f"/cases/{case_id}/decision", deviating)).status_code == 204
    assert code(await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)) == (409, "evaluation.already_decided")
    await at.post("finn", f"/cases/{case_id}/publication")
    published = DecisionPublished.model_validate((await at.facts(impulse_id))[-1][1])
    assert published.deviation
    assert published.deviation_reason is not None
    assert str(published.until) == "2099-01-01"


async def test_each_step_belongs_to_its_role(at: Desk) -> None:
    _, case_id = await at.assessed("G1")
    assert (await at.post("ada", f"/cases/{case_id}/decision", ACCEPTED)).status_code == 403
    assert (await at.post("finn", f"/cases/{case_id}/decision", ACCEPTED)).status_code == 403
    assert code(await at.post("finn", f"/cases/{case_id}/publication")) == (409, "evaluation.not_decided")
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    assert (await at.post("eva", f"/cases/{case_id}/publication")).status_code == 403
    assert (await at.post("finn", f"/cases/{case_id}/publication")).status_code == 204
    assert code(await at.post("finn", f"/cases/{case_id}/publication")) == (409, "evaluation.not_decided")
    assert code(await at.get("eva", f"/cases/{uuid7()}")) == (404, "evaluation.case_unknown")


async def test_a_command_repeated_with_the_same_key_is_answered_and_happens_once(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    async with at.as_("eva") as client:
        headers = {"Idempotency-Key": "0123456789abcdef"}
        path = f"{API}/cases/{case_id}/decision"
        answers = [(await client.post(path, json=ACCEPTED, headers=headers)).status_code for _ in range(2)]
        other = await client.post(path, json=ACCEPTED | {"reasons": "Anders."}, headers=headers)
    assert answers == [204, 204]
    assert code(other) == (409, "request.idempotency_key_reused")
    assert (await kinds(at, impulse_id)).count("decided") == 1


async def test_the_desks_of_decider_and_coordinator_list_what_waits_for_them(at: Desk) -> None:
    _, case_id = await at.assessed("G1")

    async def listed(user: str, state: str) -> list[str]:
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page: dict[str, Any] = (await at.get(user, f"/cases?state={state}&cursor={cursor}")).json()
            found += [item["case_id"] for item in page["items"]]
            cursor = page["next"]
        return found

    assert case_id in await listed("eva", "consolidated")
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    assert case_id not in await listed("eva", "consolidated")
    assert case_id in await listed("finn", "decided")


async def test_a_withdrawn_impulse_closes_its_case_and_ends_the_claims(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    token = (await at.claim("ada", case_id)).json()["token"]
    await at.deliver(ImpulseWithdrawn(impulse_id=impulse_id))
    assert (await at.facts(impulse_id))[-1] == (
        "case_closed",
        {"impulse_id": str(impulse_id), "case_id": case_id, "round": 1, "cause": "withdrawn"},
    )
    assert code(await at.put("ada", f"/cases/{case_id}/assessment", {"token": token})) == (
        409,
        "evaluation.case_not_open",
    )


async def test_an_erased_text_opens_no_case_and_no_late_copy_of_it_does(at: Desk) -> None:
    impulse = impulse_records()
    (topic, text), case_sheet = impulse.texts
    await at.deliver(*impulse.facts, case_sheet, (topic, ErasedText(impulse.id, text.text_id, text.text_version)))
    await at.deliver((topic, text))
    assert await at.pool.fetchval("SELECT count(*) FROM cases WHERE impulse_id = $1", impulse.id) == 0
    assert await at.pool.fetchval("SELECT content FROM texts WHERE text_id = $1", text.text_id) is None
    await at.deliver((topic, text.model_copy(update={"text_version": 2})))
    assert await at.case_of(impulse.id) != "None"


async def test_a_late_copy_of_an_erased_text_leaves_the_newer_one(at: Desk) -> None:
    impulse = impulse_records()
    (topic, text), _ = impulse.texts
    await at.deliver(*impulse.facts, *impulse.texts)
    await at.deliver(ImpulseRedacted(impulse_id=impulse.id, cause="request", up_to_text_version=1))
    await at.deliver((topic, text.model_copy(update={"text_version": 2})))
    await at.deliver((topic, text))
    assert await at.pool.fetchval("SELECT text_version FROM texts WHERE text_id = $1", text.text_id) == 2


async def test_after_a_publication_the_decision_stays_but_erasure_removes_every_word(at: Desk) -> None:
    impulse_id, case_id = await at.assessed("G1")
    await at.post("eva", f"/cases/{case_id}/decision", ACCEPTED)
    await at.post("finn", f"/cases/{case_id}/publication")
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=1))
    late = new_text(impulse_id, "impulse", title="Trinkbrunnen am Marktplatz")
    await at.deliver((TextTopic.IMPULSE_TEXTS, late))
    words = "SELECT text_id FROM texts WHERE impulse_id = $1 AND content IS NOT NULL"
    assert await at.pool.fetch(words, impulse_id) == []
    assert (await kinds(at, impulse_id))[-1] == "published"
    tombstones = await at.pool.fetch(
        "SELECT key FROM outbox WHERE key LIKE $1 || '/%' AND value IS NULL", str(impulse_id)
    )
    assert len(tombstones) == 2
    left = (await at.get("eva", f"/cases/{case_id}")).text
    assert "Leitbild." not in left
    assert "Trinkbrunnen" not in left
    assert "61/80" in left
    reasons = await at.pool.fetchval("SELECT ratings::text FROM seats WHERE case_id = $1 LIMIT 1", UUID(case_id))
    assert "Vorlage" not in reasons
    assert '"value"' in reasons


@pytest.mark.parametrize("order", range(4))
async def test_a_case_opens_once_when_release_and_texts_are_here_in_any_order(at: Desk, order: int) -> None:
    impulse = impulse_records()
    received, released = impulse.facts
    text, case_sheet = impulse.texts
    orders: list[list[Item]] = [
        [received, released, text, case_sheet],
        [text, case_sheet, received, released],
        [text, received, released, case_sheet],
        [case_sheet, received, text, released],
    ]
    for item in orders[order][:-1]:
        await at.deliver(item)
        assert await kinds(at, impulse.id) == []
    await at.deliver(orders[order][-1])
    await at.deliver(text, case_sheet)
    assert await kinds(at, impulse.id) == ["case_opened"]


async def test_fact_and_texts_that_arrive_at_the_same_time_open_the_case_exactly_once(at: Desk) -> None:
    for _ in range(20):
        impulse = impulse_records()
        received, released = impulse.facts
        await at.deliver(received)
        together: list[Item] = [released, *impulse.texts]
        await asyncio.gather(*(at.deliver(item) for item in together))
        assert await kinds(at, impulse.id) == ["case_opened"]


async def test_the_due_date_is_fifteen_working_days_ahead_and_the_profile_says_how_many_assess(at: Desk) -> None:
    full, short = await at.released(), await at.released(track="short", profile="short")
    [(_, opened)] = await at.facts(full)
    assert (opened["evaluators_required"], opened["profile"]) == (2, "full")
    [(_, opened)] = await at.facts(short)
    assert (opened["evaluators_required"], opened["track"]) == (1, "short")


async def test_a_confidential_impulse_is_read_only_by_those_who_have_to(at: Desk) -> None:
    impulse_id = await at.released(visibility="confidential", title="Etwas Vertrauliches")
    [item] = (await at.get("ada", f"/queue?impulse_id={impulse_id}")).json()["items"]
    assert item["title"] == "Vertraulicher Impuls"
    path = f"/cases/{item['case_id']}"
    assert (await at.get("ada", path)).json()["text"] is None
    await at.claim("ada", item["case_id"])
    assert (await at.get("ada", path)).json()["text"]["title"] == "Etwas Vertrauliches"
    assert (await at.get("ben", path)).json()["text"] is None


async def test_the_api_is_described_with_examples(at: Desk) -> None:
    async with at.as_("ada") as client:
        described = (await client.get("/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    claim = described["paths"]["/api/evaluation/v1/cases/{case_id}/claim"]["post"]
    assert claim["x-roles"] == ["evaluator"]
    assert described["components"]["schemas"]["Rating"]["properties"]["value"]["examples"] == [1]


@pytest.fixture
def other_catalogue(tmp_path: Path) -> Path:
    source = Path(__file__).parents[2] / "services" / "evaluation" / "catalogues" / "ludwigsburg-default.json"
    other = tmp_path / "other.json"
    other.write_text(source.read_text().replace('"version": "1.1.0"', '"version": "1.2.0"', 1))
    return other


async def break_file(file: Path) -> None:
    await asyncio.to_thread(file.write_text, "broken")


async def test_open_cases_keep_their_catalogue_and_new_ones_get_the_active_one(
    new_settings: NewSettings, tmp_path: Path, other_catalogue: Path
) -> None:
    settings = await new_settings()
    async with desk(settings, tmp_path) as before:
        old = await before.case_of(await before.released())
    async with desk(settings, tmp_path, catalogue=other_catalogue) as after:
        new = await after.case_of(await after.released())
        await break_file(other_catalogue)
        versions = [
            (await after.get("ada", f"/cases/{case_id}")).json()["catalogue"]["version"] for case_id in (old, new)
        ]
        assert versions == ["1.1.0", "1.2.0"]
        activated = (
            "SELECT data ->> 'catalogue_version' AS version "
            "FROM events WHERE type LIKE '%.catalogue_activated.v1' ORDER BY sequence"
        )
        assert [row["version"] for row in await after.pool.fetch(activated)] == ["1.1.0", "1.2.0"]


async def test_replicas_that_start_together_activate_a_catalogue_once(new_settings: NewSettings) -> None:
    settings = EvaluationSettings.model_validate((await new_settings()).model_dump())
    surroundings = surroundings_from(settings)
    await asyncio.gather(*(activate_configured_catalogue(settings, surroundings) for _ in range(4)))
    connection = await connect(settings)
    found = await connection.fetch("SELECT id FROM events WHERE type LIKE '%.catalogue_activated.v1'")
    await connection.close()
    assert len(found) == 1
