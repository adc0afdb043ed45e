"""Queries on the side of ideas: delivered on the status page, answered, screened, lapsed, erased."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest

from services.ideas.duties import duties, keep_doing
from shared.contracts.facts import CaseClosed
from shared.contracts.lists import ClosingCause, QueryStage
from shared.contracts.topics import TextTopic
from shared.messaging.texts import ErasedText
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.evaluation_desk import Item
from tests.integration.ideas_service import (
    ANSWER,
    IDEAS,
    QUESTION,
    REDACTED,
    REPLY_BY,
    TOPIC,
    Asked,
    Ideas,
    code,
    coordinator_at,
    form_token,
    published,
    request_of,
    running_ideas,
)
from tests.integration.test_ideas_http import BROWSER, EVALUATOR, PORTAL, hand_in

pytestmark = [
    pytest.mark.servers,
    # A producer whose start failed complains when it is collected.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
async def ideas(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ideas]:
    async with running_ideas(await new_settings(), tmp_path_factory.mktemp("ideas")) as running:
        yield running


@pytest.fixture
async def coordinator(ideas: Ideas) -> AsyncIterator[httpx.AsyncClient]:
    async with coordinator_at(ideas) as browser:
        yield browser


async def test_a_query_is_asked_and_the_status_says_so_until_it_is_answered(ideas: Ideas) -> None:
    query = await ideas.asked()
    told = await ideas.seen(query)
    assert (told["status"], told["remark"]) == ("in der Bewertung", "Rückfrage offen")
    kind, data = (await ideas.facts(query))[-1]
    assert kind == "query_asked"
    assert data == {
        "impulse_id": str(query.impulse_id),
        "query_id": str(query.query_id),
        "stage": "assessment",
        "reply_by": REPLY_BY.isoformat(),
        "text": query.text.ref.model_dump(mode="json"),
    }
    await ideas.answer(query)
    assert (await ideas.seen(query))["remark"] == "Rückfrage offen"
    await ideas.screen(query, "release", {})
    told = await ideas.seen(query)
    assert (told["status"], told["remark"]) == ("in der Bewertung", None)


async def test_only_what_a_coordinator_released_leaves_ideas(ideas: Ideas) -> None:
    query = await ideas.replied()
    outgoing = "SELECT topic, value FROM outbox WHERE key LIKE $1 || '/%' AND convert_from(value, 'UTF8') ~ 'Brunnen'"
    assert await ideas.app.state.pool.fetch(outgoing, str(query.impulse_id)) == []
    assert (await ideas.screen(query, "release", {"answer": REDACTED})).status_code == 204
    [text] = await ideas.app.state.pool.fetch(outgoing, str(query.impulse_id))
    assert text["topic"] == TextTopic.IMPULSE_CASE_TEXTS
    assert b"Muster" not in text["value"]
    kind, data = (await ideas.facts(query))[-1]
    assert kind == "query_answered"
    assert data.keys() == {"impulse_id", "query_id", "stage", "text"}
    [seen] = (await ideas.seen(query))["queries"]
    assert (seen["state"], seen["answer"]) == ("answered", REDACTED)
    row = await ideas.app.state.pool.fetchval("SELECT q::text FROM queries AS q WHERE query_id = $1", query.query_id)
    assert "Brunnen" not in row


async def test_left_out_the_answer_is_passed_on_as_it_came_in(ideas: Ideas) -> None:
    query = await ideas.replied()
    await ideas.screen(query, "release", {})
    assert (await ideas.seen(query))["queries"][0]["answer"] == ANSWER


async def test_a_refused_answer_can_be_written_anew(ideas: Ideas) -> None:
    query = await ideas.replied()
    assert (await ideas.screen(query, "refusal", {"reason": "Bitte ohne Namen."})).status_code == 204
    [seen] = (await ideas.seen(query))["queries"]
    assert (seen["state"], seen["refusal"], seen["answer"]) == ("open", "Bitte ohne Namen.", ANSWER)
    assert code(await ideas.screen(query, "release", {})) == (409, "ideas.reply_not_waiting")
    assert (await ideas.answer(query, REDACTED)).status_code == 204
    [seen] = (await ideas.seen(query))["queries"]
    assert (seen["state"], seen["refusal"]) == ("replied", None)
    assert await ideas.kinds(query) == ["query_asked"]


async def test_the_first_answer_counts_and_the_same_one_again_is_no_mistake(ideas: Ideas) -> None:
    query = await ideas.replied()
    assert (await ideas.answer(query)).status_code == 204
    assert code(await ideas.answer(query, "Anders.")) == (409, "ideas.query_over")
    assert (await ideas.seen(query))["queries"][0]["answer"] == ANSWER


async def test_of_several_answers_and_screenings_at_once_one_wins(ideas: Ideas) -> None:
    query = await ideas.asked()
    answers = await asyncio.gather(*(ideas.answer(query, f"Antwort {number}") for number in range(6)))
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409, 409, 409, 409]
    screened = await asyncio.gather(*(ideas.screen(query, "release", {}) for _ in range(6)))
    assert sorted(answer.status_code for answer in screened) == [204, 409, 409, 409, 409, 409]
    assert await ideas.kinds(query) == ["query_asked", "query_answered"]


@pytest.mark.parametrize("answer", ["", " \n", "x" * 10_001])
async def test_an_answer_has_words_and_a_limit(ideas: Ideas, answer: str) -> None:
    query = await ideas.asked()
    refused = await ideas.answer(query, answer)
    assert (refused.status_code, refused.json()["field"]) == (422, "answer")
    assert await ideas.state(query) == "open"


async def test_nobody_answers_without_the_code_of_this_impulse(ideas: Ideas) -> None:
    query, other = await ideas.asked(), await ideas.asked()
    foreign = await ideas.answer(query, access_code=other.access_code)
    assert code(foreign) == (404, "ideas.query_not_found")
    assert code(await ideas.answer(query, access_code="nonsense")) == (404, "ideas.access_code_unknown")
    body = {"access_code": query.access_code}
    for path, more in (("dialogue", {}), (f"queries/{query.query_id}/answer", {"answer": ANSWER})):
        assert (await ideas.client.post(f"{IDEAS}/{path}", json=body | more)).status_code == 401
        assert (await ideas.client.post(f"{IDEAS}/{path}", json=body | more, headers=EVALUATOR)).status_code == 403
    for path in ("release", "refusal"):
        by_portal = await ideas.client.post(f"{IDEAS}/queries/{query.query_id}/{path}", json={}, auth=PORTAL)
        assert by_portal.status_code == 401
    assert await ideas.state(query) == "open"


async def test_the_words_of_a_question_may_come_after_its_fact_or_before(ideas: Ideas) -> None:
    for fact_first in (True, False):
        receipt = await hand_in(ideas.client)
        query = request_of(UUID(receipt["id"]), receipt["access_code"])
        items: list[Item] = [query.fact, (TOPIC, query.text)]
        for item in items if fact_first else reversed(items):
            await ideas.deliver(item)
            if item is query.fact and fact_first:
                shown = (await ideas.page(query)).text
                assert "Die Frage ist hier im Moment nicht zu sehen." in shown
                assert "/mein-impuls/antwort" not in shown
        assert (await ideas.seen(query))["queries"][0]["question"] == QUESTION
        assert await ideas.kinds(query) == ["query_asked"]


async def test_a_query_lapses_after_its_last_day_and_one_that_was_answered_in_time_does_not(ideas: Ideas) -> None:
    silent, answered = await ideas.asked(), await ideas.replied()
    assert await ideas.lapse(REPLY_BY - timedelta(days=1)) == 0
    assert await ideas.state(silent) == "open"
    assert await ideas.lapse(REPLY_BY) >= 1
    assert (await ideas.state(silent), await ideas.state(answered)) == ("lapsed", "replied")
    kind, data = (await ideas.facts(silent))[-1]
    assert (kind, data) == (
        "query_lapsed",
        {"impulse_id": str(silent.impulse_id), "query_id": str(silent.query_id), "stage": "assessment"},
    )
    assert (await ideas.seen(silent))["remark"] is None
    assert await ideas.lapse(REPLY_BY) == 0
    assert code(await ideas.answer(silent)) == (409, "ideas.query_over")
    assert (await ideas.screen(answered, "release", {})).status_code == 204


async def test_on_the_day_after_the_last_one_no_answer_is_taken(ideas: Ideas) -> None:
    query = await ideas.asked()
    await ideas.app.state.pool.execute(
        "UPDATE queries SET reply_by = (service_now() AT TIME ZONE 'Europe/Berlin')::date - 1 WHERE query_id = $1",
        query.query_id,
    )
    assert code(await ideas.answer(query)) == (409, "ideas.query_over")


@pytest.mark.parametrize("cause", ["withdrawn", "merged", "redacted"])
async def test_a_closed_case_needs_no_answer_not_even_one_that_waits(ideas: Ideas, cause: ClosingCause) -> None:
    query = await ideas.replied()
    closed = CaseClosed(impulse_id=query.impulse_id, case_id=query.fact.case_id, round=1, cause=cause)
    await ideas.deliver(closed)
    assert await ideas.kinds(query) == ["query_asked", "query_lapsed"]
    assert code(await ideas.screen(query, "release", {})) == (409, "ideas.reply_not_waiting")
    assert code(await ideas.answer(query)) == (409, "ideas.query_over")
    shown = unescape((await ideas.page(query)).text)
    assert "Diese Frage ist beendet. Eine Antwort ist nicht mehr möglich." in shown
    assert ANSWER not in shown


async def test_a_published_decision_ends_its_query_and_is_followed(ideas: Ideas) -> None:
    query = await ideas.asked()
    await ideas.deliver(published(query.impulse_id, case_id=query.fact.case_id))
    assert await ideas.kinds(query) == ["query_asked", "query_lapsed"]
    assert ((told := await ideas.seen(query))["status"], told["remark"]) == ("abgelehnt", None)


async def test_an_erased_question_takes_its_answer_along(ideas: Ideas) -> None:
    answered, waiting = await ideas.replied(), await ideas.replied()
    await ideas.screen(answered, "release", {})
    for query in (answered, waiting):
        await ideas.deliver((TOPIC, ErasedText(query.impulse_id, query.text.text_id, 1)))
        [seen] = (await ideas.seen(query))["queries"]
        assert (seen["question"], seen["answer"]) == (None, None)
        kept = await ideas.app.state.pool.fetch(
            "SELECT content::text FROM texts WHERE impulse_id = $1 AND kind IN ('question', 'answer') "
            "AND content IS NOT NULL",
            query.impulse_id,
        )
        assert kept == []
    tombstones = "SELECT topic FROM outbox WHERE key LIKE $1 || '/%' AND value IS NULL"
    [gone] = await ideas.app.state.pool.fetch(tombstones, str(answered.impulse_id))
    assert gone["topic"] == TextTopic.IMPULSE_CASE_TEXTS
    assert await ideas.kinds(answered) == ["query_asked", "query_answered"]
    assert await ideas.kinds(waiting) == ["query_asked", "query_lapsed"]


async def test_the_status_page_takes_the_answer_and_keeps_every_typed_word(ideas: Ideas) -> None:
    query = await ideas.asked()
    page = await ideas.page(query)
    assert QUESTION in page.text
    assert "23.03.2126" in page.text or "23. März 2126" in page.text
    assert query.access_code not in str(page.url)
    assert page.headers["cache-control"] == "no-store"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))

    refused = await ideas.client.post("/mein-impuls/antwort", data=hidden | {"answer": "x" * 10_001}, headers=BROWSER)
    assert (refused.status_code, 'href="#feld-answer"' in refused.text) == (422, True)
    assert "x" * 10_001 in refused.text
    done = await ideas.client.post("/mein-impuls/antwort", data=hidden | {"answer": ANSWER}, headers=BROWSER)
    assert done.status_code == 200
    assert "Ihre Antwort ist angekommen" in done.text
    assert "Wir prüfen Ihre Antwort gerade." in done.text
    assert "/mein-impuls/antwort" not in done.text
    late = await ideas.client.post("/mein-impuls/antwort", data=hidden | {"answer": "Anders."}, headers=BROWSER)
    assert late.status_code == 409
    assert "Anders." in late.text
    assert (await ideas.seen(query))["queries"][0]["answer"] == ANSWER

    for wrong in ({"code": "nonsense"}, {"query": str(uuid4())}, {"query": "nonsense"}):
        unknown = await ideas.client.post(
            "/mein-impuls/antwort", data=hidden | {"answer": ANSWER} | wrong, headers=BROWSER
        )
        assert unknown.status_code == 404
    without_token = hidden | {"answer": ANSWER, "form_token": ""}
    assert (await ideas.client.post("/mein-impuls/antwort", data=without_token, headers=BROWSER)).status_code == 403


async def test_after_ten_working_days_page_and_desk_remind(ideas: Ideas, coordinator: httpx.AsyncClient) -> None:
    query = await ideas.asked()
    reminder = "Wir warten auf Ihre Antwort"
    remind_on = "SELECT remind_on FROM queries WHERE query_id = $1"
    assert await ideas.app.state.pool.fetchval(remind_on, query.query_id) == date(2026, 3, 16)  # asked on 2 March
    await ideas.app.state.pool.execute(
        "UPDATE queries SET remind_on = '2126-01-01' WHERE query_id = $1", query.query_id
    )
    assert reminder not in (await ideas.page(query)).text
    await ideas.app.state.pool.execute(
        "UPDATE queries SET remind_on = current_date - 1 WHERE query_id = $1", query.query_id
    )
    assert reminder in (await ideas.page(query)).text
    assert "Erinnerung fällig" in (await coordinator.get("/vorpruefung/rueckfragen")).text


async def test_a_coordinator_screens_on_the_desk(ideas: Ideas, coordinator: httpx.AsyncClient) -> None:
    released, refused = await ideas.replied(), await ideas.replied()
    assert "auf die Prüfung" in (await coordinator.get("/vorpruefung")).text
    listed = (await coordinator.get("/vorpruefung/rueckfragen")).text
    for query in (released, refused):
        assert f"/vorpruefung/rueckfragen/{query.query_id}" in listed

    page = f"/vorpruefung/rueckfragen/{released.query_id}"
    shown = await coordinator.get(page)
    assert QUESTION in shown.text
    assert ANSWER in shown.text
    token = {"form_token": form_token(shown.text)}
    empty = await coordinator.post(f"{page}/freigabe", data=token | {"answer": " "})
    assert (empty.status_code, 'href="#feld-answer"' in empty.text) == (422, True)
    done = await coordinator.post(f"{page}/freigabe", data=token | {"answer": REDACTED})
    assert "Die Antwort ist weitergegeben" in (await coordinator.get(done.headers["location"])).text
    assert (await coordinator.get(page)).status_code == 404

    page = f"/vorpruefung/rueckfragen/{refused.query_id}"
    token = {"form_token": form_token((await coordinator.get(page)).text)}
    assert (await coordinator.post(f"{page}/ablehnung", data=token | {"reason": ""})).status_code == 422
    done = await coordinator.post(f"{page}/ablehnung", data=token | {"reason": "Bitte ohne Namen."})
    assert "nicht weitergegeben" in (await coordinator.get(done.headers["location"])).text
    status = unescape((await ideas.page(refused)).text)
    assert "Bitte schreiben Sie Ihre Antwort neu" in status
    assert "Bitte ohne Namen." in status
    assert ANSWER in status


async def test_several_replicas_end_what_is_over_and_each_query_once(ideas: Ideas) -> None:
    queries = [await ideas.asked() for _ in range(5)]
    await ideas.app.state.pool.execute(
        "UPDATE queries SET reply_by = current_date - 2 WHERE query_id = ANY($1)", [query.query_id for query in queries]
    )
    replicas = [
        asyncio.create_task(keep_doing(duties(ideas.app.state.setup)[0], ideas.app.state.transactions))
        for _ in range(3)
    ]
    try:
        for query in queries:

            async def ended(query: Asked = query) -> bool:
                return await ideas.kinds(query) == ["query_asked", "query_lapsed"]

            await eventually(ended, seconds=10)
        await asyncio.gather(*(ideas.lapse(REPLY_BY) for _ in range(4)))
        for query in queries:
            assert await ideas.kinds(query) == ["query_asked", "query_lapsed"]
    finally:
        for replica in replicas:
            replica.cancel()
        await asyncio.gather(*replicas, return_exceptions=True)


async def test_before_a_rejection_the_page_says_so_and_asks_whether_the_comment_may_be_published(ideas: Ideas) -> None:
    query = await ideas.asked("hearing")
    page = await ideas.page(query)
    shown = unescape(page.text)
    assert "Wir wollen Ihren Impuls ablehnen. Bevor wir entscheiden, können Sie sich äußern." in shown
    assert "Unsere Frage an Sie" not in shown
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    box = r'type="checkbox" id="feld-may_be_published" name="may_be_published" value="true"( checked)?'
    assert re.findall(box, page.text) == [""]
    typed = hidden | {"answer": "x" * 10_001, "may_be_published": "true"}
    refused = await ideas.client.post("/mein-impuls/antwort", data=typed, headers=BROWSER)
    assert (refused.status_code, re.findall(box, refused.text)) == (422, [" checked"])
    done = await ideas.client.post("/mein-impuls/antwort", data=typed | {"answer": ANSWER}, headers=BROWSER)
    assert "Wir prüfen Ihre Äußerung gerade." in unescape(done.text)
    await ideas.screen(query, "release", {"answer": REDACTED})
    kind, data = (await ideas.facts(query))[-1]
    assert (kind, data["stage"], data["may_be_published"]) == ("query_answered", "hearing", True)


@pytest.mark.parametrize(
    ("stage", "wish", "told"), [("hearing", True, True), ("hearing", False, False), ("assessment", True, None)]
)
async def test_only_a_hearing_may_be_published_and_only_on_request(
    ideas: Ideas, coordinator: httpx.AsyncClient, stage: QueryStage, wish: bool, told: bool | None
) -> None:
    query = await ideas.replied(stage, may_be_published=wish)
    desk = unescape((await coordinator.get(f"/vorpruefung/rueckfragen/{query.query_id}")).text)
    assert ("möchte, dass die Äußerung neben der Entscheidung steht" in desk) is (told is True)
    await ideas.screen(query, "release", {})
    assert (await ideas.facts(query))[-1][1].get("may_be_published") is told
