"""Evaluation wants to know something of the submitter: from now on it stands on the status page."""

from services.ideas import store, stored_queries
from services.ideas.domain.query import REMINDER_DAYS
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.contracts.facts import QueryAsked, QueryRequested
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import add_working_days


async def take_up_query(fact: QueryRequested, work: UnitOfWork, setup: Setup) -> None:
    """Ask the submitter; the words of the question are found by their id as soon as they are here.

    An impulse that nobody can answer for waits like any other until its query lapses. Source: lifecycle.md, "Queries".
    """
    assert work.cause is not None
    asked = QueryAsked(
        impulse_id=fact.impulse_id,
        query_id=fact.query_id,
        stage=fact.stage,
        reply_by=fact.reply_by,
        text=fact.text,
    )
    work.record(asked)
    await store.follow(work, [asked], work.now)
    remind_on = add_working_days(city_day(work.cause.time), REMINDER_DAYS, setup.city.deadlines.state)
    await stored_queries.insert_query(work, fact, remind_on)
