"""One decision about many cases: chosen, looked at, changed for one, decided in portions, taken back; through API and pages."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from services.evaluation.bulk_work import FIRST, carry_on, keep_carrying_on
from services.evaluation.commands.carry_on_bulk import PORTION, carry_on_bulk
from services.evaluation.store import QUERIES
from shared.contracts.days import city_day
from tests.benchmarks.consolidated import consolidated_cases
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.evaluation_desk import PEOPLE, Desk, desk, submit

pytestmark = pytest.mark.servers

BULK = "/bulk-decisions"
PAGE = "/bewertung/sammelentscheidung"
UNIT = "kaemmerei"
REASONS = "Der Platz wird im Sommer ohnehin umgebaut."


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("bulk")) as running:
        yield running


@pytest.fixture(autouse=True)
async def alone(at: Desk) -> AsyncIterator[None]:
    """Every test has the cases to itself that wait for a decision."""
    yield
    await at.pool.execute("DELETE FROM bulk_decisions")
    await at.pool.execute("UPDATE cases SET state = 'closed' WHERE state <> 'closed'")


async def waiting(at: Desk, number: int, *, worked: str = "G1", unit: str = UNIT) -> list[UUID]:
    return await consolidated_cases(at.settings, number, worked=worked, unit=unit)


async def draft(at: Desk, **changes: Any) -> str:
    answer = await at.post("eva", BULK, {"decision": "accepted", "template": "angenommen", **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def items(at: Desk, bulk: str, **query: Any) -> list[dict[str, Any]]:
    """All of them, page after page."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        page = (
            await at.get("eva", f"{BULK}/{bulk}/items?after={after}&problems_only={query.get('only', False)}")
        ).json()
        found += page["items"]
        if page["next"] is None:
            return found
        assert len(page["items"]) == 50
        after = page["next"]


async def progress(at: Desk, bulk: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await at.get("eva", f"{BULK}/{bulk}")).json()
    return answer


async def start(at: Desk, bulk: str) -> None:
    assert (await at.post("eva", f"{BULK}/{bulk}/start")).status_code == 202


async def one_portion(at: Desk) -> bool:
    portion = await carry_on(FIRST, at.transactions, at.app.state.surroundings)
    return portion is not None and portion.moved


async def work_off(at: Desk) -> None:
    while await one_portion(at):
        pass


async def states(at: Desk, cases: Sequence[UUID]) -> Counter[str]:
    return Counter(
        row["state"] for row in await at.pool.fetch("SELECT state FROM cases WHERE case_id = ANY($1)", cases)
    )


async def kinds(at: Desk, case_id: UUID) -> list[str]:
    return [kind for kind, _ in await at.facts(case_id)]


async def flag(at: Desk, case_id: UUID, *flags: str) -> None:
    await at.pool.execute(
        "UPDATE cases SET result = jsonb_set(result, '{flags}', $2) WHERE case_id = $1", case_id, list(flags)
    )


async def test_many_cases_are_decided_in_portions_and_taken_back_until_they_are_published(at: Desk) -> None:
    cases = await waiting(at, 2 * PORTION + 20)
    bulk = await draft(at)
    seen = await items(at, bulk)
    assert [each["case_id"] for each in seen] == [str(case_id) for case_id in sorted(cases)]
    assert {each["problems"] == [] and not each["deviates"] for each in seen} == {True}
    assert seen[7]["reasons"].startswith(f"Vielen Dank für Ihren Impuls „{seen[7]['title']}“. Wir nehmen ihn an.")
    assert "{" not in seen[7]["reasons"]
    assert (await states(at, cases), (await progress(at, bulk))["state"]) == ({"consolidated": len(cases)}, "draft")

    await start(at, bulk)
    assert await one_portion(at)
    assert (await progress(at, bulk))["by_state"] == {"decided": PORTION, "waiting": PORTION + 20}
    await work_off(at)
    done = await progress(at, bulk)
    assert (done["state"], done["by_state"]) == ("decided", {"decided": len(cases)})
    assert await states(at, cases) == {"decided": len(cases)}
    [kept] = await at.pool.fetch("SELECT * FROM decisions WHERE case_id = $1", cases[7])
    assert (kept["reasons"], kept["decider"], kept["deviation"]) == (seen[7]["reasons"], "demo|eva", False)
    assert await at.facts(cases[7]) == [("decided", (await at.facts(cases[7]))[0][1])]
    actor = await at.pool.fetchval("SELECT actor FROM events WHERE subject = $1", str(cases[7]))
    assert actor == "eva"

    assert (await at.post("finn", f"/cases/{cases[7]}/publication")).status_code == 204
    assert (await at.post("eva", f"{BULK}/{bulk}/items/{cases[8]}/withdrawal")).status_code == 204
    assert (await at.post("eva", f"{BULK}/{bulk}/items/{cases[7]}/withdrawal")).status_code == 409
    assert (await at.post("eva", f"{BULK}/{bulk}/withdrawal")).status_code == 202
    await work_off(at)
    undone = await progress(at, bulk)
    assert (undone["state"], undone["by_state"]) == ("withdrawn", {"kept": 1, "withdrawn": len(cases) - 1})
    assert await states(at, cases) == {"published": 1, "consolidated": len(cases) - 1}
    assert await at.pool.fetchval("SELECT count(*) FROM decisions WHERE case_id = ANY($1)", cases) == 1
    for number, expected in ((6, ["decided", "decision_withdrawn"]), (7, ["decided", "published"])):
        assert await kinds(at, cases[number]) == expected
    assert await kinds(at, cases[8]) == ["decided", "decision_withdrawn"]
    again = await draft(at)
    assert len(await items(at, again)) == len(cases) - 1


async def test_only_cases_that_this_person_may_decide_alone_are_offered(at: Desk) -> None:
    own = await waiting(at, 2)
    await waiting(at, 1, unit="tiefbau")
    costly, moved, elsewhere = await waiting(at, 3)
    await at.pool.execute("UPDATE impulses SET one_off_cents = 90000000 WHERE impulse_id = $1", costly)
    await at.pool.execute("UPDATE impulses SET motion = 'petition' WHERE impulse_id = $1", moved)
    await at.pool.execute("UPDATE cases SET state = 'open' WHERE case_id = $1", elsewhere)
    offered = (await at.get("eva", f"{BULK}/candidates")).json()
    assert ([each["case_id"] for each in offered["items"]], offered["next"]) == ([str(each) for each in own], None)
    assert len(await items(at, await draft(at))) == 2
    refused = await at.post("eva", BULK, {"decision": "accepted", "template": "angenommen", "case_ids": [str(costly)]})
    assert (refused.status_code, refused.json()["code"]) == (422, "evaluation.no_cases_chosen")


async def test_filters_and_chosen_cases_narrow_it_down(at: Desk) -> None:
    accepted, short, field = await waiting(at, 3)
    [rejected] = await waiting(at, 1, worked="G7")
    await at.pool.execute("UPDATE cases SET track = 'short' WHERE case_id = $1", short)
    await at.pool.execute("UPDATE impulses SET field_of_action = 'Kulturelles Leben' WHERE impulse_id = $1", field)

    async def offered(**query: str) -> set[str]:
        answer = await at.get("eva", f"{BULK}/candidates?" + "&".join(f"{name}={text}" for name, text in query.items()))
        assert answer.status_code == 200, answer.text
        return {each["case_id"] for each in answer.json()["items"]}

    assert await offered(recommendation="NICHT_UMSETZEN") == {str(rejected)}
    assert await offered(track="short") == {str(short)}
    assert await offered(field_of_action="Kulturelles Leben") == {str(field)}
    assert await offered(unit=UNIT) == {str(each) for each in (accepted, short, field, rejected)}
    assert await offered(unit="tiefbau") == set()
    bulk = await draft(at, case_ids=[str(accepted), str(field)], recommendation="UMSETZEN")
    assert {each["case_id"] for each in await items(at, bulk)} == {str(accepted), str(field)}
    assert (await at.get("eva", f"{BULK}/candidates?track=long")).status_code == 422


async def test_what_is_in_the_way_is_told_for_each_case_and_the_others_are_decided(at: Desk) -> None:
    good, close, no_unit, minority, changed, left_out = await waiting(at, 6)
    [deviating] = await waiting(at, 1, worked="G7")
    await flag(at, close, "knapp")
    await flag(at, minority, "minority-view", "knapp")
    await at.pool.execute("UPDATE impulses SET unit = NULL WHERE impulse_id = $1", no_unit)
    bulk = await draft(at)
    seen = {UUID(each["case_id"]): each for each in await items(at, bulk)}
    codes = {case_id: [problem["code"].split(".")[1] for problem in each["problems"]] for case_id, each in seen.items()}
    assert codes == {
        good: [],
        close: ["confirmation_missing"],
        no_unit: ["template_value_missing"],
        minority: ["confirmation_missing", "minority_view_missing"],
        changed: [],
        left_out: [],
        deviating: ["deviation_reason_missing"],
    }
    assert (seen[close]["close"], seen[deviating]["deviates"], seen[no_unit]["reasons"]) == (True, True, None)
    assert "Stelle, die zuständig ist" in seen[no_unit]["problems"][0]["detail"]
    assert (await progress(at, bulk))["with_problems"] == 4
    assert len(await items(at, bulk, only=True)) == 4

    async def override(case_id: UUID, **words: Any) -> None:
        answer = await at.put("eva", f"{BULK}/{bulk}/items/{case_id}", words)
        assert answer.status_code == 204, answer.text

    await override(close, confirmation="Ich habe es geprüft.")
    await override(no_unit, reasons=REASONS)
    await override(left_out, leave_out=True)
    await at.pool.execute("UPDATE impulses SET field_of_action = 'Mobilität und mehr' WHERE impulse_id = $1", changed)
    assert (await progress(at, bulk))["with_problems"] == 2
    await start(at, bulk)
    await work_off(at)
    ended = {UUID(each["case_id"]): each for each in await items(at, bulk)}
    assert {case_id: each["state"] for case_id, each in ended.items()} == {
        good: "decided",
        close: "decided",
        no_unit: "decided",
        minority: "skipped",
        changed: "skipped",
        left_out: "left_out",
        deviating: "skipped",
    }
    assert [ended[each]["problems"][-1]["code"] for each in (minority, changed, deviating)] == [
        "evaluation.confirmation_missing",
        "evaluation.case_changed",
        "evaluation.deviation_reason_missing",
    ]
    rows = await at.pool.fetch(
        "SELECT case_id, reasons, confirmation FROM decisions WHERE case_id = ANY($1)", list(seen)
    )
    words = {row["case_id"]: (row["reasons"], row["confirmation"]) for row in rows}
    assert set(words) == {good, close, no_unit}
    assert (words[no_unit], words[close][1]) == ((REASONS, None), "Ich habe es geprüft.")
    assert await states(at, list(seen)) == {"decided": 3, "consolidated": 4}


async def test_a_look_at_a_changed_case_lets_it_go_on(at: Desk) -> None:
    [case_id] = await waiting(at, 1)
    bulk = await draft(at)
    await at.pool.execute("UPDATE impulses SET visibility = 'internal' WHERE impulse_id = $1", case_id)
    [seen] = await items(at, bulk)
    assert [problem["code"] for problem in seen["problems"]] == ["evaluation.case_changed"]
    await at.put("eva", f"{BULK}/{bulk}/items/{case_id}", {})
    assert (await items(at, bulk))[0]["problems"] == []
    await start(at, bulk)
    await work_off(at)
    assert await states(at, [case_id]) == {"decided": 1}


async def test_what_others_decide_meanwhile_stays_theirs(at: Desk) -> None:
    first, second = await waiting(at, 2)
    bulk, other = await draft(at), await draft(at)
    await start(at, bulk)
    await work_off(at)
    await start(at, other)
    await work_off(at)
    assert (await progress(at, other))["by_state"] == {"skipped": 2}
    assert await kinds(at, first) == ["decided"]
    # Taken back and decided anew by hand: another decision, which the bulk decision has nothing to do with.
    assert (await at.post("eva", f"{BULK}/{bulk}/items/{second}/withdrawal")).status_code == 204
    decided = await at.post("eva", f"/cases/{first}/decision", {"decision": "accepted", "reasons": REASONS})
    assert decided.status_code == 409
    async with at.as_("eva") as client:
        assert (await client.delete(f"/api/evaluation/v1/cases/{first}/decision")).status_code == 204
    assert (
        await at.post("eva", f"/cases/{first}/decision", {"decision": "accepted", "reasons": REASONS})
    ).status_code == 204
    assert (await at.post("eva", f"{BULK}/{bulk}/items/{first}/withdrawal")).status_code == 409
    await at.post("eva", f"{BULK}/{bulk}/withdrawal")
    await work_off(at)
    assert (await progress(at, bulk))["by_state"] == {"kept": 1, "withdrawn": 1}
    assert await states(at, [first]) == {"decided": 1}


async def test_after_a_crash_between_or_within_portions_every_case_is_decided_once(at: Desk) -> None:
    cases = await waiting(at, 5 * PORTION + 30)
    bulk = await draft(at)
    await start(at, bulk)

    async def some_are_decided() -> bool:
        return (await states(at, cases))["decided"] > 0

    killed = asyncio.create_task(keep_carrying_on(at.transactions, at.app.state.surroundings))
    await eventually(some_are_decided)
    killed.cancel()
    await asyncio.wait([killed])

    class Crash(Exception):
        """The process ends before the commit."""

    async def crash_before_the_commit() -> None:
        async with at.transactions.begin() as work:
            assert await carry_on_bulk(FIRST, work, at.app.state.surroundings) is not None
            raise Crash

    before = await progress(at, bulk)
    assert before["by_state"]["waiting"] >= 30
    with pytest.raises(Crash):
        await crash_before_the_commit()
    assert await progress(at, bulk) == before
    await work_off(at)
    assert await states(at, cases) == {"decided": len(cases)}
    told = await at.pool.fetch("SELECT type FROM events WHERE subject = ANY($1)", [str(case_id) for case_id in cases])
    assert [row["type"].split(".")[3] for row in told] == ["decided"] * len(cases)


async def test_a_case_that_somebody_holds_waits_and_the_others_go_on(at: Desk) -> None:
    held, free = await waiting(at, 2)
    bulk = await draft(at)
    await start(at, bulk)
    async with at.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM cases WHERE case_id = $1 FOR UPDATE", held)
        await work_off(at)
        assert (await progress(at, bulk))["by_state"] == {"decided": 1, "waiting": 1}
        assert await states(at, [free]) == {"decided": 1}
    await work_off(at)
    assert (await progress(at, bulk))["state"] == "decided"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"text": "Zu {tittel}."}, "evaluation.template_variable_unknown", "text"),
        ({"text": "Zu {titel."}, "evaluation.template_brace_alone", "text"),
        ({"text": " "}, "evaluation.reasons_missing", "text"),
        ({"template": "gibt-es-nicht"}, "evaluation.template_unknown", "template"),
        ({"template": "abgegeben"}, "evaluation.template_unknown", "template"),
        ({"text": REASONS, "until": "2099-01-01"}, "evaluation.until_invalid", "until"),
        ({"text": REASONS, "addressee": "landratsamt"}, "evaluation.addressee_invalid", "addressee"),
        ({"text": REASONS, "decision": "deferred"}, "evaluation.until_invalid", "until"),
        ({"text": REASONS, "decision": "deferred", "until": "2020-01-01"}, "evaluation.until_invalid", "until"),
        ({"text": REASONS, "decision": "forwarded"}, "evaluation.addressee_invalid", "addressee"),
        ({"text": REASONS, "decision": "accepted_with_conditions"}, "request.invalid", "decision"),
        ({"text": REASONS, "case_ids": []}, "evaluation.no_cases_chosen", None),
        ({"text": REASONS, "case_ids": [str(uuid7())]}, "evaluation.no_cases_chosen", None),
        ({"text": REASONS, "case_ids": ["?"]}, "request.invalid", "case_ids.0"),
        ({"text": "x" * 10_001}, "request.invalid", "text"),
        ({"text": "Mit \0."}, "request.invalid", "text"),
    ],
)
async def test_a_bad_draft_is_refused_with_code_and_field_and_nothing_is_kept(
    at: Desk, body: dict[str, Any], code: str, field: str | None
) -> None:
    await waiting(at, 1)
    refused = await at.post("eva", BULK, {"decision": "accepted", **body})
    assert (refused.status_code, refused.json()["code"], refused.json().get("field")) == (422, code, field)
    assert (await at.get("eva", BULK)).json() == {"items": []}


async def test_a_bulk_decision_takes_each_step_once_and_belongs_to_one_person(at: Desk) -> None:
    [case_id] = await waiting(at, 1)
    bulk = await draft(at)
    assert (await at.post("eva", f"{BULK}/{bulk}/withdrawal")).json()["code"] == "evaluation.bulk_not_in_state"
    await start(at, bulk)
    for path in ("start", "withdrawal"):
        assert (await at.post("eva", f"{BULK}/{bulk}/{path}")).status_code == 409
    assert (await at.put("eva", f"{BULK}/{bulk}/items/{case_id}", {})).status_code == 409
    async with at.as_("eva") as client:
        assert (await client.delete(f"/api/evaluation/v1{BULK}/{bulk}")).status_code == 409
        other = await draft(at)
        assert (await client.delete(f"/api/evaluation/v1{BULK}/{other}")).status_code == 204
        assert (await client.get(f"/api/evaluation/v1{BULK}/{other}")).status_code == 404
    assert (await at.put("eva", f"{BULK}/{bulk}/items/{uuid7()}", {})).status_code in {404, 409}
    await at.pool.execute("UPDATE bulk_decisions SET decider = 'demo|zoe'")
    for answer in (
        await at.get("eva", f"{BULK}/{bulk}"),
        await at.get("eva", f"{BULK}/{bulk}/items"),
        await at.post("eva", f"{BULK}/{bulk}/withdrawal"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "evaluation.bulk_unknown")
    assert (await at.get("eva", BULK)).json() == {"items": []}


@pytest.mark.parametrize("user", [user for user, (role, _) in PEOPLE.items() if role != "decider"])
async def test_only_deciders_decide_many_at_once(at: Desk, user: str) -> None:
    for path in (BULK, f"{BULK}/candidates", f"{BULK}/{uuid7()}/items", "/text-templates"):
        assert (await at.get(user, path)).status_code == 403
    assert (await at.post(user, BULK, {"decision": "accepted", "text": REASONS})).status_code == 403


async def test_the_texts_of_the_city_are_listed_with_their_variables(at: Desk) -> None:
    listed = (await at.get("eva", "/text-templates?decision=rejected")).json()
    assert [each["id"] for each in listed["items"]] == ["schon-abgedeckt", "passt-nicht-zum-leitbild"]
    assert {"name": "titel", "meaning": "Titel des Impulses"} in listed["variables"]


async def test_erasure_takes_the_words_with_it(at: Desk) -> None:
    [case_id] = await waiting(at, 1)
    bulk = await draft(at)
    await at.put("eva", f"{BULK}/{bulk}/items/{case_id}", {"reasons": REASONS, "confirmation": REASONS})
    await at.pool.execute(QUERIES["forget_words"], case_id)
    [kept] = await at.pool.fetch("SELECT reasons, confirmation FROM bulk_items WHERE case_id = $1", case_id)
    assert tuple(kept) == (None, None)


async def test_the_whole_way_through_the_pages(at: Desk) -> None:
    cases = await waiting(at, 3)
    today = city_day(await at.pool.fetchval("SELECT service_now()"))
    async with at.browser_of("eva") as browser:
        offered = (await browser.get(PAGE)).text
        assert offered.count("Trinkbrunnen am Marktplatz") == 3
        typed = {"which": "ticked", "decision": "deferred", "text": "Zu {tittel}.", "case": str(cases[0])}
        refused = await submit(browser, PAGE, typed)
        assert refused.status_code == 422
        assert "Die Variable {tittel} gibt es nicht. Bekannt sind: {nummer}" in refused.text
        assert "Zu {tittel}." in refused.text
        assert refused.text.count(" checked") == 3  # which, decision, and the case
        typed |= {"which": "all", "text": "", "template": "bis-zum-haushalt", "until": str(today + timedelta(days=30))}
        created = await submit(browser, PAGE, typed)
        assert created.status_code == 303
        here = created.headers["location"].split("?")[0]
        shown = (await browser.get(created.headers["location"])).text
        assert "Entwurf angelegt" in shown
        assert "3 Vorgänge haben Hinweise" in shown
        assert shown.count("Bitte begründen Sie die Abweichung") == 3
        path = f"{here}/vorgaenge/{cases[0]}"
        assert (await browser.get(path)).status_code == 200
        saved = await submit(browser, path, {"deviation_reason": "Das Geld fehlt."})
        assert saved.status_code == 303
        await submit(browser, f"{here}/vorgaenge/{cases[1]}", {"leave_out": "true"})
        assert "Ein Vorgang hat einen Hinweis" in (await browser.get(here)).text
        assert (await submit(browser, f"{here}/start", {}, page=here)).status_code == 303
        assert "Stand neu laden" in (await browser.get(here)).text
        await work_off(at)
        done = (await browser.get(here)).text
        assert "Das Geld fehlt." in done
        assert "ausgelassen" in done
        again = await submit(browser, f"{here}/start", {}, page=here)
        assert again.status_code == 409
        assert "Das geht jetzt nicht." in again.text
        assert (await submit(browser, f"{here}/vorgaenge/{cases[0]}/ruecknahme", {}, page=here)).status_code == 303
        assert "Alle Entscheidungen zurücknehmen" not in (await browser.get(here)).text
    assert await states(at, cases) == {"consolidated": 3}
