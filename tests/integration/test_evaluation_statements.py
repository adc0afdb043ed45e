"""Statements of other units and questions to offices, through API and pages on a real database."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from uuid6 import uuid7

from shared.contracts.facts import ImpulseRedacted, ImpulseWithdrawn
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, desk, sheet, submit

pytestmark = pytest.mark.servers

ASKED = {"unit": "gleichstellung", "criteria": ["L1", "L2"], "question": "Ist der Weg barrierefrei?"}
ANSWER = {"text": "Der Weg ist stufenlos.", "remarks": {"L2": "Ein Plan liegt bei uns."}}


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def claimed(at: Desk, **received: Any) -> tuple[UUID, str]:
    """A case that Ada and Ben hold."""
    impulse_id = await at.released(**received)
    case_id = await at.case_of(impulse_id)
    for user in ("ada", "ben"):
        assert (await at.claim(user, case_id)).status_code == 200
    return impulse_id, case_id


async def asked(at: Desk, case_id: str, user: str = "ada", **changes: Any) -> str:
    answer = await at.post(user, f"/cases/{case_id}/statements", ASKED | changes)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["statement_id"])


async def questions(at: Desk, user: str) -> dict[str, dict[str, Any]]:
    """What the desk of this person's unit lists, by statement."""
    return {each["statement_id"]: each for each in (await at.get(user, "/questions")).json()}


async def make_late(at: Desk, case_id: str) -> None:
    for table in ("statements", "office_questions"):
        await at.pool.execute(f"UPDATE {table} SET due_on = '2020-01-02' WHERE case_id = $1", UUID(case_id))


async def test_a_unit_is_asked_answers_and_all_evaluators_of_the_case_read_it(at: Desk) -> None:
    impulse_id, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    assert (await questions(at, "olga"))[statement_id]["criteria"] == ["L1", "L2"]
    assert statement_id not in await questions(at, "gesa")

    path = f"/cases/{case_id}/statements"
    for user in ("ada", "ben", "finn"):
        [seen] = (await at.get(user, path)).json()
        assert (seen["question"], seen["state"], seen["text"]) == (ASKED["question"], "requested", None)
    for user in ("cem", "eva", "gesa"):
        assert (await at.get(user, path)).json() == []

    assert (await at.post("olga", f"{path}/{statement_id}/answer", ANSWER)).status_code == 204
    for user in ("ada", "ben", "finn"):
        [seen] = (await at.get(user, path)).json()
        assert (seen["state"], seen["open"], seen["text"], seen["remarks"]) == (
            "given",
            False,
            ANSWER["text"],
            ANSWER["remarks"],
        )
    assert statement_id not in await questions(at, "olga")
    told = [(kind, data) for kind, data in await at.facts(impulse_id) if kind.startswith("statement")]
    assert [kind for kind, _ in told] == ["statement_requested", "statement_given"]
    assert [(data["unit"], data["criteria"]) for _, data in told] == [("gleichstellung", ["L1", "L2"])] * 2


async def test_nobody_learns_who_asked(at: Desk) -> None:
    impulse_id, case_id = await claimed(at)
    first = await asked(at, case_id, "ada")
    second = await asked(at, case_id, "ben", criteria=["L3"])
    third = await asked(at, case_id, "finn", criteria=["L4"])
    shown = (await at.get("ben", f"/cases/{case_id}/statements")).json()
    assert [each["statement_id"] for each in shown] == [first, second, third]
    assert len({frozenset(each) for each in shown}) == 1
    recorded = await at.pool.fetch(
        "SELECT data, actor FROM events WHERE subject = $1 AND type LIKE '%.statement_requested.v1'", str(impulse_id)
    )
    allowed = {"impulse_id", "case_id", "round", "statement_id", "unit", "criteria", "due_on"}
    assert [(row["data"].keys(), row["actor"]) for row in recorded] == [(allowed, None)] * 3
    columns = await at.pool.fetch("SELECT column_name FROM information_schema.columns WHERE table_name = 'statements'")
    assert {row["column_name"] for row in columns} == {
        "statement_id",
        "case_id",
        "unit",
        "criteria",
        "question",
        "due_on",
        "state",
        "answer",
        "remarks",
    }
    # The decider is told about statements with the reveal, and reads what the evaluators read.
    for user, letter in (("ada", "A"), ("ben", "B")):
        await at.assess(user, case_id, sheet("G1", letter))
    assert (await at.get("eva", f"/cases/{case_id}/statements")).json() == [
        each | {"late": False} for each in (await at.get("ada", f"/cases/{case_id}/statements")).json()
    ]


async def test_a_request_that_breaks_a_rule_is_refused_with_its_field_and_changes_nothing(at: Desk) -> None:
    impulse_id, case_id = await claimed(at)
    path = f"/cases/{case_id}/statements"
    for change, field in (
        ({"unit": "mars"}, "unit"),
        ({"unit": "stadtplanung"}, "unit"),
        ({"criteria": []}, "criteria"),
        ({"criteria": ["L99"]}, "criteria"),
        ({"question": "x" * 2_001}, "question"),
    ):
        refused = await at.post("ada", path, ASKED | change)
        assert code(refused) == (422, "evaluation.statement_invalid")
        assert refused.json()["field"] == field
    assert code(await at.post("cem", path, ASKED)) == (403, "evaluation.place_needed")
    assert (await at.post("eva", path, ASKED)).status_code == 403
    await asked(at, case_id)
    again = await at.post("finn", path, ASKED | {"criteria": ["L2"]})
    assert code(again) == (409, "evaluation.statement_already_requested")
    assert [kind for kind, _ in await at.facts(impulse_id)].count("statement_requested") == 1


async def test_a_coordinator_withdraws_a_request_and_the_unit_can_be_asked_anew(at: Desk) -> None:
    _, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    path = f"/cases/{case_id}/statements/{statement_id}"
    assert (await at.post("ada", f"{path}/withdrawal")).status_code == 403
    assert (await at.post("finn", f"{path}/withdrawal")).status_code == 204
    assert statement_id not in await questions(at, "olga")
    assert code(await at.post("olga", f"{path}/answer", ANSWER)) == (409, "evaluation.statement_not_open")
    assert code(await at.post("finn", f"{path}/withdrawal")) == (409, "evaluation.statement_not_open")
    unknown = f"/cases/{case_id}/statements/{uuid7()}/withdrawal"
    assert code(await at.post("finn", unknown)) == (404, "evaluation.statement_unknown")
    assert await asked(at, case_id) in await questions(at, "olga")


async def test_the_deputy_sees_and_answers_both_kinds_of_questions_once_they_are_late(at: Desk) -> None:
    _, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    path = f"/cases/{case_id}/statements/{statement_id}/answer"
    assert statement_id not in await questions(at, "pia")
    assert code(await at.post("pia", path, ANSWER)) == (403, "evaluation.other_unit_asked")
    await make_late(at, case_id)
    waiting = (await questions(at, "pia"))[statement_id]
    assert (waiting["kind"], waiting["late"], waiting["as_deputy"]) == ("statement", True, True)
    waiting = (await questions(at, "olga"))[statement_id]
    assert (waiting["late"], waiting["as_deputy"]) == (True, False)
    assert (await at.post("pia", path, ANSWER)).status_code == 204

    _, doubtful = await at.assessed("G3")
    clearing = f"/cases/{doubtful}/exclusions/K2"
    answer = {"answer": "nein", "reason": "Das schließt Menschen aus."}
    [asked_of_olga] = [each for each in (await questions(at, "olga")).values() if each["case_id"] == doubtful]
    assert (asked_of_olga["kind"], asked_of_olga["criteria"]) == ("exclusion", ["K2"])
    assert doubtful not in {each["case_id"] for each in (await questions(at, "pia")).values()}
    assert code(await at.post("pia", clearing, answer)) == (403, "evaluation.other_unit_asked")
    await make_late(at, doubtful)
    assert doubtful in {each["case_id"] for each in (await questions(at, "pia")).values()}
    assert (await at.post("pia", clearing, answer)).status_code == 204


async def test_submitting_does_not_wait_for_a_statement_and_the_decision_ends_the_request(at: Desk) -> None:
    _, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    for user, letter in (("ada", "A"), ("ben", "B")):
        await at.assess(user, case_id, sheet("G1", letter))
    assert (await at.get("eva", f"/cases/{case_id}")).json()["state"] == "consolidated"
    assert statement_id in await questions(at, "olga")
    assert code(await at.post("ada", f"/cases/{case_id}/statements", ASKED)) == (409, "evaluation.statements_over")
    decision = {"decision": "accepted", "reasons": "Der Impuls passt zum Leitbild."}
    assert (await at.post("eva", f"/cases/{case_id}/decision", decision)).status_code == 204
    assert statement_id not in await questions(at, "olga")
    path = f"/cases/{case_id}/statements/{statement_id}/answer"
    assert code(await at.post("olga", path, ANSWER)) == (409, "evaluation.statement_not_open")
    assert code(await at.post("finn", f"/cases/{case_id}/statements", ASKED)) == (409, "evaluation.statements_over")


async def test_a_withdrawn_impulse_ends_open_requests(at: Desk) -> None:
    impulse_id, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    await at.deliver(ImpulseWithdrawn(impulse_id=impulse_id))
    assert statement_id not in await questions(at, "olga")
    answer = await at.post("olga", f"/cases/{case_id}/statements/{statement_id}/answer", ANSWER)
    assert code(answer) == (409, "evaluation.statement_not_open")


async def test_erasure_removes_every_word_of_statements_and_case_sheets(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    edited = {"version": 1, "variant": "Wort aus dem Sachverhalt"}
    assert (await at.put("finn", f"/cases/{case_id}/case-sheet", edited)).status_code == 200
    for user in ("ada", "ben"):
        await at.claim(user, case_id)
    statement_id = await asked(at, case_id)
    await at.post("olga", f"/cases/{case_id}/statements/{statement_id}/answer", ANSWER)
    await at.deliver(ImpulseRedacted(impulse_id=impulse_id, cause="request", up_to_text_version=1))
    [row] = await at.pool.fetch(
        "SELECT question, answer, remarks FROM statements WHERE statement_id = $1", UUID(statement_id)
    )
    assert (row["question"], row["answer"], row["remarks"]) == ("", "", {})
    assert await at.pool.fetchval("SELECT count(*) FROM case_sheets WHERE case_id = $1", UUID(case_id)) == 0
    words = "SELECT text_id FROM texts WHERE impulse_id = $1 AND content IS NOT NULL"
    assert await at.pool.fetch(words, impulse_id) == []
    tombstone = "SELECT topic FROM outbox WHERE key = $1 AND value IS NULL"
    assert await at.pool.fetchval(tombstone, f"{impulse_id}/{case_id}") == "impulswerk.assessment-case-texts.v1"


async def test_an_office_reads_a_confidential_impulse_only_if_it_is_asked(at: Desk) -> None:
    _, case_id = await claimed(at, visibility="confidential", title="Etwas Vertrauliches")
    assert (await at.get("olga", f"/cases/{case_id}")).json()["text"] is None
    statement_id = await asked(at, case_id)
    assert (await at.get("olga", f"/cases/{case_id}")).json()["text"]["title"] == "Etwas Vertrauliches"
    assert (await at.get("gesa", f"/cases/{case_id}")).json()["text"] is None
    await at.post("finn", f"/cases/{case_id}/statements/{statement_id}/withdrawal")
    assert (await at.get("olga", f"/cases/{case_id}")).json()["text"] is None


async def test_a_statement_is_asked_answered_and_read_on_pages(at: Desk) -> None:
    _, case_id = await claimed(at, title="Rampe am Schloss")
    page = f"/bewertung/{case_id}"
    async with at.browser_of("ada") as browser:
        assert f'href="{page}/stellungnahmen"' in (await browser.get(page)).text
        form = f"{page}/stellungnahmen"
        typed = {"unit": "", "question": "Ist <das> steil?"}
        refused = await submit(browser, form, typed)
        assert refused.status_code == 422
        assert "Ist &lt;das&gt; steil?" in refused.text
        assert 'href="#feld-unit"' in refused.text
        sent = await submit(browser, form, typed | {"unit": "gleichstellung", "criteria": "L1"})
        assert sent.status_code == 303
        after = unescape((await browser.get(sent.headers["location"])).text)
        assert "Eine Stellungnahme steht noch aus" in after
        assert "Ist <das> steil?" in after
    await make_late(at, case_id)
    async with at.browser_of("pia") as browser:
        assert "hat nicht geantwortet. Sie vertreten diese Stelle." in (await browser.get("/bewertung")).text
    async with at.browser_of("olga") as browser:
        listed = unescape((await browser.get("/bewertung")).text)
        assert "Fragen an Ihre Stelle" in listed
        assert "Überfällig: Ihre Antwort fehlt noch." in listed
        found = re.search(rf'href="({page}/stellungnahmen/[^"]+)"', listed)
        assert found is not None
        refused = await submit(browser, found[1], {"text": "", "remarks.L1": "Nur hier."})
        assert refused.status_code == 422
        assert "Frage: Ist &lt;das&gt; steil?" in refused.text
        assert "Nur hier." in refused.text
        assert 'href="#feld-text"' in refused.text
        given = await submit(browser, found[1], {"text": "Sechs Prozent.", "remarks.L1": "Nur hier."})
        assert given.status_code == 303
        assert "Ihre Stellungnahme ist abgegeben" in (await browser.get(given.headers["location"])).text
    async with at.browser_of("gesa") as browser:
        assert (await browser.get(found[1])).status_code == 403
    async with at.browser_of("ben") as browser:
        read = unescape((await browser.get(page)).text)
        assert "Sechs Prozent." in read
        assert "Nur hier." in read
        assert "Eine Stellungnahme steht noch aus" not in read
        assert "olga" not in read.lower()


async def test_a_coordinator_withdraws_on_the_page_of_the_case(at: Desk) -> None:
    _, case_id = await claimed(at)
    statement_id = await asked(at, case_id)
    page = f"/bewertung/{case_id}"
    async with at.browser_of("finn") as browser:
        done = await submit(browser, f"{page}/stellungnahmen/{statement_id}/ruecknahme", {}, page)
        assert done.status_code == 303
        assert "Anfrage zurückgenommen" in (await browser.get(done.headers["location"])).text
    assert statement_id not in await questions(at, "olga")


async def test_who_answers_for_every_unit_is_listed_and_may_answer_what_any_unit_is_asked(at: Desk) -> None:
    _, case_id = await claimed(at)
    statement_id = await asked(at, case_id, unit="tiefbau")
    assert statement_id in await questions(at, "walter")
    path = f"/cases/{case_id}/statements/{statement_id}/answer"
    assert (await at.post("walter", path, ANSWER)).status_code == 204
