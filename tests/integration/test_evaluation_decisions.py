"""From the result to the publication and beyond: who decides, undo, corrections, council, reviews, deferrals, other offices."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from deploy.local.sample.clock import SampleClock, sample_clock
from services.evaluation.duties import do_duties
from shared.contracts.facts import AppealLodged, ImpulseRedacted, ImpulseWithdrawn, QueryAnswered
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACCEPTED = {"decision": "accepted", "reasons": "Passt zum Leitbild."}
REJECTED = {
    "decision": "rejected",
    "reasons": "Der Platz reicht nicht.",
    "deviation_reason": "Die Leitung liegt im Weg.",
}
FOR_COMMISSION = {"one_off_cents": 60_000_00}
RESOLUTION = {"body": "bewertungskommission", "session_on": "2026-03-02", "in_favour": 4, "against": 2, "abstained": 1}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


@pytest.fixture
async def clock(at: Desk) -> AsyncIterator[SampleClock]:
    async with sample_clock({"evaluation": at.settings.database_url.get_secret_value()}) as moved:
        await moved.set(MONDAY)
        yield moved


async def duties(at: Desk) -> None:
    await do_duties(at.transactions, at.app.state.surroundings, at.settings)


async def state_of(at: Desk, case_id: str) -> str:
    return str(await at.pool.fetchval("SELECT state FROM cases WHERE case_id = $1", UUID(case_id)))


async def kinds(at: Desk, impulse_id: UUID) -> list[str]:
    return [kind for kind, _ in await at.facts(impulse_id)]


async def body_of(at: Desk, text_ref: dict[str, Any]) -> str:
    return str(
        await at.pool.fetchval("SELECT content ->> 'body' FROM texts WHERE text_id = $1", UUID(text_ref["text_id"]))
    )


async def done(at: Desk, user: str, path: str, body: Any = None) -> None:
    answer = await at.post(user, path, body)
    assert answer.status_code == 204, answer.text


async def published(at: Desk, decision: dict[str, Any], user: str = "eva", **released: Any) -> tuple[UUID, str]:
    impulse_id, case_id = await at.assessed(**released)
    await done(at, user, f"/cases/{case_id}/decision", decision)
    await done(at, "finn", f"/cases/{case_id}/publication")
    return impulse_id, case_id


async def refused(at: Desk, user: str, path: str, body: Any, code: str, status: int, field: str | None = None) -> None:
    """A refusal that changes nothing: the facts and the decisions stay as they were."""
    before = await at.pool.fetchrow("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM decisions)")
    answer = await at.post(user, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    if field is not None:
        assert answer.json()["field"] == field
    assert before == await at.pool.fetchrow("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM decisions)")


async def test_a_decision_is_taken_back_by_who_took_it_or_the_coordination_until_it_is_published(at: Desk) -> None:
    impulse_id, case_id = await at.assessed()
    path = f"/cases/{case_id}/decision"
    assert (await at.delete("eva", path)).json()["code"] == "evaluation.nothing_to_withdraw"
    await done(at, "eva", path, ACCEPTED)
    assert (await at.delete("erik", path)).json()["code"] == "evaluation.not_your_decision"
    assert (await at.delete("eva", path)).status_code == 204
    assert await state_of(at, case_id) == "consolidated"
    await done(at, "eva", path, REJECTED)
    assert (await at.delete("finn", path)).status_code == 204
    await done(at, "erik", path, ACCEPTED)
    await done(at, "finn", f"/cases/{case_id}/publication")
    assert (await at.delete("erik", path)).json()["code"] == "evaluation.nothing_to_withdraw"
    told = [kind for kind in await kinds(at, impulse_id) if kind in ("decided", "decision_withdrawn", "published")]
    assert told == ["decided", "decision_withdrawn"] * 2 + ["decided", "published"]
    assert (await at.facts(impulse_id))[-1][1]["body"] == "leitung"


async def test_a_staff_decision_needs_the_competent_unit_and_a_commission_a_resolution(at: Desk) -> None:
    _, case_id = await at.assessed(matter={"unit": "tiefbau"})
    await refused(at, "eva", f"/cases/{case_id}/decision", ACCEPTED, "evaluation.wrong_body", 403)
    await done(at, "erik", f"/cases/{case_id}/decision", ACCEPTED)
    impulse_id, case_id = await at.assessed(matter=FOR_COMMISSION)
    path = f"/cases/{case_id}/decision"
    await refused(at, "eva", path, ACCEPTED, "evaluation.resolution_needed", 409, "resolution")
    await refused(at, "finn", path, ACCEPTED, "evaluation.wrong_body", 403)
    wrong = {**RESOLUTION, "body": "gemeinderat", "number": "GR 1"}
    await refused(at, "eva", path, {**ACCEPTED, "resolution": wrong}, "evaluation.wrong_body", 403)
    lost = {**RESOLUTION, "number": "BK 1", "in_favour": 3, "against": 3}
    await refused(
        at, "eva", path, {**ACCEPTED, "resolution": lost}, "evaluation.resolution_invalid", 422, "resolution.in_favour"
    )
    await done(at, "finn", path, {**ACCEPTED, "resolution": {**RESOLUTION, "number": "BK 1"}})
    await refused(at, "finn", f"/cases/{case_id}/publication", None, "evaluation.four_eyes", 403)
    await done(at, "fred", f"/cases/{case_id}/publication")
    fact = (await at.facts(impulse_id))[-1][1]
    assert (fact["body"], fact["resolution"], fact["session_on"]) == ("bewertungskommission", "BK 1", "2026-03-02")
    assert fact["ballot"] == {"in_favour": 4, "against": 2, "abstained": 1}
    _, other = await at.assessed(matter=FOR_COMMISSION)
    twice = {**ACCEPTED, "resolution": {**RESOLUTION, "number": "BK 1"}}
    await refused(at, "eva", f"/cases/{other}/decision", twice, "evaluation.resolution_used", 409, "resolution.number")


async def test_what_the_council_moved_is_a_proposal_until_the_resolution_is_entered(
    at: Desk, clock: SampleClock
) -> None:
    impulse_id, case_id = await at.assessed(origin="council")
    resolution = {"body": "gemeinderat", "session_on": "2026-03-25", "number": "45/26"}
    path = f"/cases/{case_id}"
    await refused(at, "eva", f"{path}/decision", ACCEPTED, "evaluation.resolution_needed", 409)
    early = {**ACCEPTED, "resolution": {**resolution, "session_on": "2026-03-02"}}
    await refused(at, "eva", f"{path}/decision", early, "evaluation.paper_missing", 409)
    past = {"paper_number": "VORL 12/26", "session_on": "2026-03-01"}
    await refused(at, "eva", f"{path}/council-paper", past, "evaluation.paper_invalid", 422, "session_on")
    await done(at, "eva", f"{path}/council-paper", {"paper_number": "VORL 12/26", "session_on": "2026-03-18"})
    await done(at, "eva", f"{path}/council-paper", {"paper_number": "VORL 12/26", "session_on": "2026-03-25"})
    assert await state_of(at, case_id) == "before_council"
    await refused(at, "finn", f"{path}/publication", None, "evaluation.not_decided", 409)
    await clock.set(datetime(2026, 3, 27, 9, tzinfo=UTC))
    await duties(at)
    assert ("overdue", "session") in [(kind, data.get("cause")) for kind, data in await at.facts(impulse_id)]
    await done(at, "finn", f"{path}/decision", {**ACCEPTED, "resolution": resolution})
    assert (await at.delete("finn", f"{path}/decision")).status_code == 204
    assert await state_of(at, case_id) == "before_council"
    await done(at, "finn", f"{path}/decision", {**ACCEPTED, "resolution": resolution})
    await done(at, "fred", f"{path}/publication")
    papers = [data for kind, data in await at.facts(impulse_id) if kind == "submitted_to_council"]
    assert [paper["session_on"] for paper in papers] == ["2026-03-18", "2026-03-25"]
    assert set(papers[0]) == {"impulse_id", "case_id", "round", "body", "paper_number", "session_on"}
    _, staffs = await at.assessed()
    paper = {"paper_number": "VORL 13/26", "session_on": "2026-03-30"}
    await refused(at, "eva", f"/cases/{staffs}/council-paper", paper, "evaluation.not_for_council", 409)


async def test_a_correction_is_published_by_somebody_else_and_leaves_the_earlier_text_readable(at: Desk) -> None:
    impulse_id, case_id = await published(at, {**ACCEPTED, "unit": "tiefbau", "indicator": "Fahrten"})
    first = (await at.facts(impulse_id))[-1][1]
    await refused(
        at,
        "finn",
        f"/cases/{case_id}/correction",
        {"correction": "Weil."},
        "evaluation.correction_invalid",
        422,
        "reasons",
    )
    corrected = {"correction": "Das Jahr war falsch.", "reasons": "Passt zum Leitbild von 2025."}
    await done(at, "finn", f"/cases/{case_id}/correction", corrected)
    await refused(at, "eva", f"/cases/{case_id}/correction", corrected, "evaluation.nothing_to_correct", 409)
    await refused(at, "finn", f"/cases/{case_id}/publication", None, "evaluation.four_eyes", 403)
    await done(at, "fred", f"/cases/{case_id}/publication")
    second = (await at.facts(impulse_id))[-1][1]
    assert (second["occasion"], second["decision"], second["unit"]) == ("correction", "accepted", "tiefbau")
    assert await body_of(at, second["correction"]) == "Das Jahr war falsch."
    assert await body_of(at, second["reasons"]) == "Passt zum Leitbild von 2025."
    assert await body_of(at, first["reasons"]) == ACCEPTED["reasons"]
    for same in ("case_sheet", "indicator", "result"):
        assert second[same] == first[same]
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=1))
    for text in (first["reasons"], second["reasons"], second["correction"], second["indicator"]):
        content = await at.pool.fetchval("SELECT content FROM texts WHERE text_id = $1", UUID(text["text_id"]))
        assert content is None
    words = await at.pool.fetch(
        "SELECT reasons, correction, indicator FROM decisions WHERE case_id = $1", UUID(case_id)
    )
    assert {tuple(row) for row in words} == {("", None, None), ("", "", None)}


async def lodged(at: Desk, impulse_id: UUID, round_: int = 1) -> AppealLodged:
    text = new_text(impulse_id, "appeal", body="Die Leitung wurde 2024 verlegt.")
    fact = AppealLodged(impulse_id=impulse_id, appeal_id=uuid7(), round=round_, grounds=("new_facts",), text=text.ref)
    await at.deliver(fact, (TextTopic.IMPULSE_CASE_TEXTS, text))
    return fact


async def test_the_first_decider_corrects_the_decision_after_an_appeal(at: Desk) -> None:
    impulse_id, case_id = await published(at, REJECTED)
    await lodged(at, impulse_id)
    assert (await kinds(at, impulse_id))[-1] == "appeal_admitted"
    path = f"/cases/{case_id}/decision"
    await refused(at, "erik", path, ACCEPTED, "evaluation.not_first_decider", 403)
    await done(at, "eva", path, ACCEPTED)
    assert await state_of(at, case_id) == "published"
    await refused(at, "eva", f"/cases/{case_id}/appeal/next-round", None, "evaluation.already_decided", 409)
    assert (await at.delete("eva", path)).status_code == 204
    await done(at, "eva", path, ACCEPTED)
    await done(at, "finn", f"/cases/{case_id}/publication")
    fact = (await at.facts(impulse_id))[-1][1]
    assert (fact["occasion"], fact["decision"], fact["round"]) == ("remedy", "accepted", 1)
    await refused(at, "eva", path, ACCEPTED, "evaluation.already_decided", 409)
    await lodged(at, impulse_id)
    assert (await kinds(at, impulse_id))[-1] == "appeal_dismissed"


async def test_an_appeal_that_is_not_remedied_opens_a_round_with_other_people(at: Desk, clock: SampleClock) -> None:
    impulse_id, case_id = await published(at, REJECTED)
    await lodged(at, impulse_id)
    await clock.set(MONDAY + timedelta(days=14))
    await duties(at)
    assert "case_reopened" not in await kinds(at, impulse_id)
    await clock.set(MONDAY + timedelta(days=15))
    await duties(at)
    await duties(at)
    reopened = [data for kind, data in await at.facts(impulse_id) if kind == "case_reopened"]
    assert [(data["round"], data["cause"]) for data in reopened] == [(2, "appeal")]
    second = await at.case_of(impulse_id)
    assert second != case_id
    assert (await at.claim("ada", second)).json()["code"] == "evaluation.took_part"
    await at.assess("cem", second, sheet("G1", "A"))
    await at.assess("dora", second, sheet("G1", "B"))
    await refused(at, "eva", f"/cases/{second}/decision", ACCEPTED, "evaluation.same_decider", 403)
    await done(at, "erik", f"/cases/{second}/decision", ACCEPTED)
    await done(at, "finn", f"/cases/{second}/publication")
    outcomes = [(data["round"], data["decision"]) for kind, data in await at.facts(impulse_id) if kind == "published"]
    assert outcomes == [(1, "rejected"), (2, "accepted")]


async def test_a_review_of_the_commission_goes_to_the_next_level(at: Desk) -> None:
    resolved = {**REJECTED, "resolution": {**RESOLUTION, "number": "BK 7"}}
    impulse_id, case_id = await published(at, resolved, matter=FOR_COMMISSION)
    await lodged(at, impulse_id)
    await done(at, "eva", f"/cases/{case_id}/appeal/next-round")
    second = await at.case_of(impulse_id)
    await at.assess("cem", second, sheet("G1", "A"))
    await at.assess("dora", second, sheet("G1", "B"))
    again = {**ACCEPTED, "resolution": {**RESOLUTION, "number": "BK 8"}}
    await refused(at, "eva", f"/cases/{second}/decision", again, "evaluation.wrong_body", 403)
    await done(at, "uwe", f"/cases/{second}/decision", ACCEPTED)
    await done(at, "finn", f"/cases/{second}/publication")
    assert (await at.facts(impulse_id))[-1][1]["body"] == "oberbuergermeisterin"


async def test_a_deferral_ends_by_itself_and_a_second_one_goes_to_the_next_level(at: Desk, clock: SampleClock) -> None:
    deferred = {
        "decision": "deferred",
        "reasons": "Der Haushalt fehlt.",
        "deviation_reason": "Erst das Geld.",
        "until": "2026-04-01",
    }
    impulse_id, _ = await published(at, deferred)
    await clock.set(datetime(2026, 3, 31, 9, tzinfo=UTC))
    await duties(at)
    assert (await kinds(at, impulse_id))[-1] == "published"
    await clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))
    await duties(at)
    await duties(at)
    reopened = [data for kind, data in await at.facts(impulse_id) if kind == "case_reopened"]
    assert [(data["round"], data["cause"]) for data in reopened] == [(2, "deferral_ended")]
    second = await at.case_of(impulse_id)
    await at.assess("ada", second, sheet("G1", "A"))
    await at.assess("ben", second, sheet("G1", "B"))
    later = {**deferred, "until": "2026-06-01"}
    await refused(at, "eva", f"/cases/{second}/decision", later, "evaluation.resolution_needed", 409)
    await done(at, "eva", f"/cases/{second}/decision", ACCEPTED)


async def test_a_withdrawn_impulse_is_not_decided_and_a_deferral_of_it_does_not_reopen(
    at: Desk, clock: SampleClock
) -> None:
    impulse_id, case_id = await at.assessed()
    await at.deliver(ImpulseWithdrawn(impulse_id=impulse_id))
    await refused(at, "eva", f"/cases/{case_id}/decision", ACCEPTED, "evaluation.not_consolidated", 409)


async def test_what_another_office_was_given_stays_on_the_list_until_it_has_answered(at: Desk) -> None:
    forwarded = {
        "decision": "forwarded",
        "reasons": "Der Kreis baut.",
        "deviation_reason": "Zuständig ist der Kreis.",
        "addressee": "landratsamt",
    }
    _, case_id = await published(at, forwarded, number="2026-0815")
    async with at.browser_of("finn") as browser:
        assert "landratsamt" in (await browser.get("/bewertung")).text
    path = f"/cases/{case_id}/follow-up"
    await refused(at, "finn", path, {"answer": " "}, "evaluation.follow_up_answer_invalid", 422, "answer")
    await done(at, "finn", path, {"answer": "Der Kreis baut 2027."})
    await refused(at, "finn", path, {"answer": "Noch einmal."}, "evaluation.follow_up_not_open", 409)
    async with at.browser_of("finn") as browser:
        assert "Abgegeben, ohne Antwort" not in (await browser.get("/bewertung")).text
        assert "Der Kreis baut 2027." in (await browser.get(f"/bewertung/{case_id}")).text


async def test_the_submitter_is_heard_before_a_rejection_and_printed_on_request(at: Desk) -> None:
    impulse_id, case_id = await at.assessed()
    await refused(at, "eva", f"/cases/{case_id}/hearing", {"words": " "}, "evaluation.query_invalid", 422)
    await done(at, "eva", f"/cases/{case_id}/hearing", {"words": "Die Leitung liegt im Weg."})
    kind, fact = next(item for item in await at.facts(impulse_id) if item[0] == "query_requested")
    assert (kind, fact["stage"]) == ("query_requested", "hearing")
    await refused(at, "eva", f"/cases/{case_id}/decision", REJECTED, "evaluation.hearing_missing", 409)
    shown = (await at.get("ada", f"/cases/{case_id}")).text
    assert "Die Leitung liegt im Weg." not in shown
    text = new_text(impulse_id, "answer", body="Die Leitung wurde verlegt.")
    answered = QueryAnswered(
        impulse_id=impulse_id, query_id=UUID(fact["query_id"]), stage="hearing", text=text.ref, may_be_published=True
    )
    await at.deliver(answered, (TextTopic.IMPULSE_CASE_TEXTS, text))
    await refused(at, "eva", f"/cases/{case_id}/hearing", {"words": "Noch einmal."}, "evaluation.hearing_over", 409)
    await done(at, "eva", f"/cases/{case_id}/decision", REJECTED)
    await done(at, "finn", f"/cases/{case_id}/publication")
    fact = (await at.facts(impulse_id))[-1][1]
    assert await body_of(at, fact["hearing"]) == "Die Leitung wurde verlegt."


async def test_nothing_about_a_decision_leaves_before_its_publication(at: Desk) -> None:
    impulse_id, case_id = await at.assessed()
    await done(at, "eva", f"/cases/{case_id}/decision", {**REJECTED, "reasons": "Geheimer Grund 4711."})
    told = str(await at.facts(impulse_id))
    for secret in ("4711", "rejected", "MIT_AUFLAGEN", "UMSETZEN"):
        assert secret not in told
    for user in ("ada", "gesa"):
        assert "4711" not in (await at.get(user, f"/cases/{case_id}")).text


async def test_a_text_of_the_city_is_put_into_the_form_with_what_this_case_says(at: Desk) -> None:
    _, case_id = await at.assessed(title="Trinkbrunnen im Park")
    form = {"action": "template", "template": "angenommen", "reasons": "", "confirmation": "Gesehen."}
    async with at.browser_of("eva") as browser:
        missing = await submit(browser, f"/bewertung/{case_id}/entscheidung", form)
        assert missing.status_code == 409
        assert "Stelle, die zuständig ist" in missing.text
        unknown = await submit(browser, f"/bewertung/{case_id}/entscheidung", {**form, "template": "gibt-es-nicht"})
        assert "Diese Vorlage gibt es" in unknown.text
    _, case_id = await at.assessed(title="Trinkbrunnen im Park", matter={"unit": "tiefbau"})
    async with at.browser_of("erik") as browser:
        filled = unescape((await submit(browser, f"/bewertung/{case_id}/entscheidung", form)).text)
    assert "Vielen Dank für Ihren Impuls „Trinkbrunnen im Park“." in filled
    assert "Darum kümmert sich: Tiefbau." in filled
    assert "Gesehen." in filled
    assert await state_of(at, case_id) == "consolidated"
