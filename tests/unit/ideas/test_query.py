"""Answering a query: until when, with what, and what a coordinator makes of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.ideas.domain.errors import AnswerInvalid, QueryOver, ReasonInvalid, ReplyNotWaiting
from services.ideas.domain.query import Query, QueryState

LAST_DAY = date(2026, 3, 23)


def query(state: QueryState = QueryState.OPEN, reply: str | None = None) -> Query:
    return Query(UUID(int=9), UUID(int=1), "assessment", state, LAST_DAY, reply)


def reply(to: Query, typed: str = "Am Brunnen.", today: date = LAST_DAY, **more: Any) -> str:
    return to.check_reply(typed, today, **({"left_the_path": False} | more))


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    assert reply(query(), " Am\r\nBrunnen.\0 ") == "Am\nBrunnen."
    with pytest.raises(QueryOver):
        reply(query(), today=LAST_DAY + timedelta(days=1))


@pytest.mark.parametrize("state", [QueryState.REPLIED, QueryState.ANSWERED, QueryState.LAPSED])
def test_there_is_one_answer(state: QueryState) -> None:
    with pytest.raises(QueryOver):
        reply(query(state, "Am Markt." if state is QueryState.REPLIED else None))


def test_the_same_answer_sent_twice_is_no_mistake() -> None:
    assert reply(query(QueryState.REPLIED, "Am Brunnen.")) == "Am Brunnen."


def test_an_impulse_that_left_the_path_takes_no_answer() -> None:
    with pytest.raises(QueryOver):
        reply(query(), left_the_path=True)


@pytest.mark.parametrize("typed", ["", " \n", "x" * 10_001])
def test_an_answer_has_words_and_a_limit(typed: str) -> None:
    with pytest.raises(AnswerInvalid) as refused:
        reply(query(), typed)
    assert refused.value.field == "answer"
    with pytest.raises(AnswerInvalid):
        query(QueryState.REPLIED, "Am Brunnen.").check_release(typed)


def test_what_is_passed_on_is_the_answer_or_what_the_coordinator_made_of_it() -> None:
    waiting = query(QueryState.REPLIED, "Bei Frau Muster am Brunnen.")
    assert waiting.check_release(None) == "Bei Frau Muster am Brunnen."
    assert waiting.check_release(" Am Brunnen. ") == "Am Brunnen."


@pytest.mark.parametrize("state", [QueryState.OPEN, QueryState.ANSWERED, QueryState.LAPSED])
def test_only_an_answer_that_waits_is_screened(state: QueryState) -> None:
    with pytest.raises(ReplyNotWaiting):
        query(state).check_release("Am Brunnen.")
    with pytest.raises(ReplyNotWaiting):
        query(state).check_refusal("Bitte ohne Namen.")


@pytest.mark.parametrize("reason", ["", " ", "x" * 10_001])
def test_a_refusal_tells_why(reason: str) -> None:
    waiting = query(QueryState.REPLIED, "Bei Frau Muster.")
    assert waiting.check_refusal(" Bitte ohne Namen. ") == "Bitte ohne Namen."
    with pytest.raises(ReasonInvalid):
        waiting.check_refusal(reason)
