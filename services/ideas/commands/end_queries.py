"""Queries that end without an answer: their last day is over, their case ended, or their question was erased."""

from collections.abc import Sequence

from services.ideas import store, stored_queries
from services.ideas.commands.follow_facts import follow_fact
from services.ideas.domain.query import WAITING, QueryState
from services.ideas.store import QUERIES
from services.ideas.stored_queries import EndedQuery
from shared.contracts.days import city_day
from shared.contracts.facts import CaseClosed, DecisionPublished, QueryLapsed
from shared.contracts.topics import TextTopic
from shared.messaging.texts import ErasedText, store_texts
from shared.messaging.unit_of_work import UnitOfWork

AT_ONCE = 500


async def lapse_queries(work: UnitOfWork) -> int:
    """End up to 500 queries whose last day is over; returns how many. An answer that waits for screening came in time."""
    rows = await work.connection.fetch(QUERIES["lapsing_queries"], city_day(work.now), AT_ONCE)
    ended = await stored_queries.end_queries(work, rows, [QueryState.OPEN])
    await _tell(ended, work)
    return len(ended)


async def end_with_case(fact: CaseClosed | DecisionPublished, work: UnitOfWork) -> None:
    """Follow the end of a case; nobody needs an answer any more, not even one that waits for screening."""
    await follow_fact(fact, work)
    rows = await work.connection.fetch(QUERIES["queries_of_case"], fact.case_id)
    await _tell(await stored_queries.end_queries(work, rows, WAITING), work)


async def end_with_question(question: ErasedText, work: UnitOfWork) -> None:
    """An erased question takes its answer along, here and everywhere. Source: lifecycle.md, "Erasure"."""
    rows = await work.connection.fetch(QUERIES["queries_of_question"], question.text_id)
    await _tell(await stored_queries.end_queries(work, rows, WAITING), work)
    topic = TextTopic.IMPULSE_CASE_TEXTS
    answered = await work.connection.fetch(QUERIES["answers_of_question"], question.text_id)
    answers = [ErasedText(row["impulse_id"], row["answer_id"], row["answer_version"]) for row in answered]
    for answer in answers:
        work.erase_text(topic, answer.impulse_id, answer.text_id, answer.text_version)
    await store_texts([(topic, answer) for answer in answers], work)


async def _tell(ended: Sequence[EndedQuery], work: UnitOfWork) -> None:
    facts = [QueryLapsed(impulse_id=query.impulse_id, query_id=query.id, stage=query.stage) for query in ended]
    for fact in facts:
        work.record(fact)
    if facts:
        await store.follow(work, facts, work.now)
