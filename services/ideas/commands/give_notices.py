"""Whoever was promised a decision and has none yet gets an interim notice. Source: issue 6, "Deadlines"."""

from typing import Final

from services.ideas import store, stored_notices
from services.ideas.domain.notices import Course, CourseFact, notice
from services.ideas.news import queue_news
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork

AT_ONCE: Final = 500


async def give_notices(work: UnitOfWork, setup: Setup) -> int:
    """Tell up to 500 submitters why it takes longer and until when; returns how many impulses were looked at.

    Those that are decided by now are not looked at again.
    """
    today, deadlines = city_day(work.now), setup.city.deadlines
    due = await stored_notices.due_promises(work.connection, today, deadlines.service_promise_months, AT_ONCE)
    if not due:
        return 0
    parts = await store.lock_statuses(work, due)
    courses = await stored_notices.load_courses(work, due)
    found = {each: notice(parts[each], courses.get(each, Course()), today, deadlines, setup.calendar) for each in due}
    given = {each: told for each, told in found.items() if told is not None}
    await stored_notices.give(work, today, given)
    if setup.sends_mail:
        await queue_news(work, list(given), "notice")
    await stored_notices.drop_promises(work, [each for each, told in found.items() if told is None])
    return len(due)


async def follow_course(fact: CourseFact, work: UnitOfWork) -> None:
    """Keep when the case goes on, by what its topic said last."""
    before = (await stored_notices.load_courses(work, [fact.impulse_id])).get(fact.impulse_id, Course())
    after = before.after(fact)
    if after != before:
        await stored_notices.save_course(work, fact.impulse_id, after)
