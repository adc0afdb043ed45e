"""A query to the submitter from within a case: asked, answered or lapsed, read by those who take part."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import permutations
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid6 import uuid7

from shared.contracts.facts import ImpulseRedacted, ImpulseWithdrawn, QueryAnswered, QueryLapsed, Text
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.texts import ErasedText
from tests.conftest import NewSettings
from tests.integration.evaluation_desk import Desk, Item, desk, submit

pytestmark = pytest.mark.servers

QUESTION = "An welcher Ecke des Marktplatzes?"
ANSWER = "Neben dem Brunnen im Norden."
TOPIC = TextTopic.IMPULSE_CASE_TEXTS


@pytest.fixture(scope="module")
async def at(new_settings: NewSettings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with desk(await new_settings(), tmp_path_factory.mktemp("evaluation")) as running:
        yield running


@dataclass(frozen=True)
class Asked:
    """A case with an open query."""

    impulse_id: UUID
    case_id: str
    query_id: UUID

    def answered(self, answer: str = ANSWER) -> tuple[QueryAnswered, tuple[TextTopic, Text]]:
        """What ideas publishes about the answer."""
        text = new_text(self.impulse_id, "answer", body=answer)
        fact = QueryAnswered(impulse_id=self.impulse_id, query_id=self.query_id, stage="assessment", text=text.ref)
        return fact, (TOPIC, text)

    @property
    def lapsed(self) -> QueryLapsed:
        return QueryLapsed(impulse_id=self.impulse_id, query_id=self.query_id, stage="assessment")


async def ask(at: Desk, user: str, case_id: str, question: str = QUESTION) -> httpx.Response:
    return await at.post(user, f"/cases/{case_id}/queries", {"question": question})


async def asked(at: Desk, user: str = "ada", **received: Any) -> Asked:
    """A case that ada holds, with a query by the user."""
    impulse_id = await at.released(**received)
    case_id = await at.case_of(impulse_id)
    await at.claim("ada", case_id)
    answer = await ask(at, user, case_id)
    assert answer.status_code == 201, answer.text
    return Asked(impulse_id, case_id, UUID(answer.json()["query_id"]))


async def read(at: Desk, user: str, case_id: str) -> list[dict[str, Any]]:
    answer = await at.get(user, f"/cases/{case_id}/queries")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def due_on(at: Desk, case_id: str) -> date:
    return date.fromisoformat((await at.get("finn", f"/cases/{case_id}")).json()["due_on"])


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def sent(at: Desk, impulse_id: UUID) -> list[Any]:
    return await at.pool.fetch(
        "SELECT topic, value FROM outbox WHERE key LIKE $1 || '/%' ORDER BY position", str(impulse_id)
    )


@pytest.mark.parametrize("user", ["ada", "finn"])
async def test_the_question_leaves_as_a_case_text_and_a_fact_that_names_nobody(at: Desk, user: str) -> None:
    query = await asked(at, user)
    [(_, requested), (kind, changed)] = (await at.facts(query.impulse_id))[-2:]
    [text] = await sent(at, query.impulse_id)
    assert text["topic"] == TextTopic.ASSESSMENT_CASE_TEXTS
    assert QUESTION.encode() in text["value"]
    assert requested.keys() == {"impulse_id", "case_id", "round", "query_id", "stage", "reply_by", "text"}
    assert requested["query_id"] == str(query.query_id)
    assert requested["stage"] == "assessment"
    assert (kind, changed["cause"]) == ("deadline_changed", "query_requested")
    assert changed["due_on"] == (await due_on(at, query.case_id)).isoformat()
    written = await at.pool.fetch(
        "SELECT actor FROM events WHERE subject = $1 AND type ~ 'query_requested|deadline_changed'",
        str(query.impulse_id),
    )
    assert [row["actor"] for row in written] == [None, None]
    row = await at.pool.fetchval("SELECT queries::text FROM queries WHERE query_id = $1", query.query_id)
    assert re.search(rf"\b{user}\b", row) is None  # three of its letters may stand in an id
    assert QUESTION not in row


async def test_the_reply_is_due_fifteen_working_days_ahead(at: Desk) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    opened_due = await due_on(at, case_id)  # fifteen working days, too
    reply_by = (await ask(at, "finn", case_id)).json()["reply_by"]
    assert date.fromisoformat(reply_by) == opened_due
    assert await due_on(at, case_id) > opened_due


async def test_question_and_answer_are_for_those_who_take_part(at: Desk) -> None:
    query = await asked(at)
    await at.claim("ben", query.case_id)
    await at.deliver(*query.answered())
    for user in ("ada", "ben", "eva", "finn"):
        [seen] = await read(at, user, query.case_id)
        assert (seen["question"], seen["answer"], seen["state"]) == (QUESTION, ANSWER, "answered")
        assert (await read(at, user, query.case_id))[0].keys() == {
            *("query_id", "reply_by", "state", "question", "answer")
        }
    assert await read(at, "cem", query.case_id) == []
    assert (await at.get("gesa", f"/cases/{query.case_id}/queries")).status_code == 403
    for user in ("cem", "gesa"):
        async with at.browser_of(user) as browser:
            shown = unescape((await browser.get(f"/bewertung/{query.case_id}")).text)
            assert QUESTION not in shown
            assert ANSWER not in shown
            assert "Rückfrage" not in shown


async def test_who_has_no_place_cannot_ask_and_the_decider_only_reads(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    assert code(await ask(at, "ada", case_id)) == (403, "evaluation.place_needed")
    for user in ("eva", "gesa", "hans", "ines"):
        assert (await ask(at, user, case_id)).status_code == 403


@pytest.mark.parametrize("question", ["", "  ", "x" * 2_001])
async def test_a_question_needs_words_and_has_a_limit(at: Desk, question: str) -> None:
    impulse_id = await at.released()
    case_id = await at.case_of(impulse_id)
    refused = await ask(at, "finn", case_id, question)
    assert code(refused) == (422, "evaluation.query_invalid")
    assert refused.json()["field"] == "question"
    assert [kind for kind, _ in await at.facts(impulse_id)] == ["case_opened"]
    assert await sent(at, impulse_id) == []


async def test_one_query_at_a_time_and_a_next_one_after_the_answer(at: Desk) -> None:
    query = await asked(at)
    assert code(await ask(at, "finn", query.case_id, "Und wann?")) == (409, "evaluation.query_open")
    await at.deliver(*query.answered())
    assert (await ask(at, "finn", query.case_id, "Und wann?")).status_code == 201
    assert [seen["state"] for seen in await read(at, "ada", query.case_id)] == ["answered", "open"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_fact_and_text_of_an_answer_come_in_any_order_and_twice(at: Desk, order: tuple[int, ...]) -> None:
    query = await asked(at)
    fact, text = query.answered()
    items: list[Item] = [fact, text, fact]
    for place in order:
        await at.deliver(items[place])
        [seen] = await read(at, "ada", query.case_id)
        assert seen["answer"] in {None, ANSWER}
    assert (seen["state"], seen["answer"]) == ("answered", ANSWER)
    causes = [data["cause"] for kind, data in await at.facts(query.impulse_id) if kind == "deadline_changed"]
    assert causes == ["query_requested", "query_answered"]


async def test_the_page_says_that_the_words_are_still_to_come(at: Desk) -> None:
    query = await asked(at)
    fact, text = query.answered()
    async with at.browser_of("ada") as browser:
        page = f"/bewertung/{query.case_id}"
        assert "wartet auf Antwort" in (await browser.get(page)).text
        await at.deliver(fact)
        assert "Die Antwort ist unterwegs" in (await browser.get(page)).text
        await at.deliver(text)
        assert ANSWER in (await browser.get(page)).text


async def test_after_a_quick_answer_the_case_is_due_as_before_and_a_lapse_lets_it_go_on(at: Desk) -> None:
    quick, late = await asked(at), await asked(at)
    opened = (await at.facts(quick.impulse_id))[0][1]["due_on"]
    await at.deliver(*quick.answered())
    changed = (await at.facts(quick.impulse_id))[-1][1]
    assert (changed["due_on"], changed["cause"]) == (opened, "query_answered")
    await at.deliver(late.lapsed)
    kind, changed = (await at.facts(late.impulse_id))[-1]
    assert (kind, changed["cause"]) == ("deadline_changed", "query_lapsed")
    [seen] = await read(at, "ada", late.case_id)
    assert (seen["state"], seen["answer"]) == ("lapsed", None)
    await at.deliver(*late.answered())  # too late: the query has ended
    assert (await read(at, "ada", late.case_id))[0]["state"] == "lapsed"


async def test_queries_of_screening_are_nobodys_business_here(at: Desk) -> None:
    impulse_id = await at.released()
    await at.deliver(QueryLapsed(impulse_id=impulse_id, query_id=uuid7(), stage="screening"))
    assert [kind for kind, _ in await at.facts(impulse_id)] == ["case_opened"]


async def test_a_closed_case_has_no_clock_and_asks_nothing(at: Desk) -> None:
    query = await asked(at)
    await at.deliver(ImpulseWithdrawn(impulse_id=query.impulse_id))
    await at.deliver(query.lapsed)
    assert (await at.facts(query.impulse_id))[-1][0] == "case_closed"
    assert code(await ask(at, "finn", query.case_id)) == (409, "evaluation.query_too_late")
    assert (await read(at, "finn", query.case_id))[0]["state"] == "lapsed"


async def test_somebody_asks_on_the_page_and_a_refused_question_stays_in_the_form(at: Desk) -> None:
    case_id = await at.case_of(await at.released())
    page = f"/bewertung/{case_id}"
    await at.claim("ada", case_id)
    async with at.browser_of("ada") as browser:
        refused = await submit(browser, f"{page}/rueckfragen", {"question": "x" * 2_001}, page)
        assert (refused.status_code, 'href="#feld-question"' in refused.text) == (422, True)
        assert "x" * 2_001 in refused.text
        assert (await submit(browser, f"{page}/rueckfragen", {"question": "Wo\0?"}, page)).status_code == 422
        done = await submit(browser, f"{page}/rueckfragen", {"question": QUESTION}, page)
        assert done.status_code == 303
        shown = unescape((await browser.get(done.headers["location"])).text)
        assert "Rückfrage gestellt" in shown
        assert QUESTION in shown
        assert f'action="{page}/rueckfragen"' not in shown
        assert f'action="{page}/gutachten"' in shown
    async with at.browser_of("finn") as browser:
        late = await submit(browser, f"{page}/rueckfragen", {"question": "Und wann?"}, page)
        assert late.status_code == 409
        assert "Und wann?" in late.text


async def test_erasure_removes_question_and_answer_everywhere(at: Desk) -> None:
    query = await asked(at)
    _, (topic, answer) = fact, text = query.answered()
    await at.deliver(fact, text)
    await at.deliver(ImpulseRedacted(impulse_id=query.impulse_id, cause="request", up_to_text_version=1))
    await at.deliver((topic, answer))  # a late copy
    await at.deliver((topic, ErasedText(query.impulse_id, answer.text_id, 1)))
    words = "SELECT count(*) FROM texts WHERE impulse_id = $1 AND content IS NOT NULL"
    assert await at.pool.fetchval(words, query.impulse_id) == 0
    [question, tombstone] = await sent(at, query.impulse_id)
    assert (question["topic"], tombstone["topic"], tombstone["value"]) == (
        TextTopic.ASSESSMENT_CASE_TEXTS,
        TextTopic.ASSESSMENT_CASE_TEXTS,
        None,
    )
    [seen] = await read(at, "finn", query.case_id)
    assert (seen["question"], seen["answer"]) == (None, None)
    async with at.browser_of("finn") as browser:
        shown = unescape((await browser.get(f"/bewertung/{query.case_id}")).text)
    assert QUESTION not in shown
    assert ANSWER not in shown
