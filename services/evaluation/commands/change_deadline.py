"""The due date of a case moves while a query to the submitter is open.

Source: lifecycle.md, "Queries": the clock stops at `query_requested` and runs again at answered or lapsed, each time with
`deadline_changed`. A statement of another unit does not stop it.
"""

from datetime import date
from typing import Literal

from services.evaluation.domain.case import Case
from services.evaluation.domain.deadlines import Clock
from services.evaluation.stored.deadlines import load_clock, save_clock
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import DeadlineChanged
from shared.contracts.lists import DeadlineCause
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import WorkingCalendar


async def stop_clock(case: Case, reply_by: date, work: UnitOfWork, surroundings: Surroundings) -> date:
    """Stop the clock because a query went out that is to be answered until `reply_by`; returns the new due date.

    The caller has locked the case.
    """
    clock = await load_clock(work.connection, case.id)
    calendar = WorkingCalendar(surroundings.city.deadlines.state)
    return await keep_clock(case, clock.stop(city_day(work.now), reply_by, calendar), "query_requested", work)


async def resume_clock(
    case: Case, cause: Literal["query_answered", "query_lapsed"], work: UnitOfWork, surroundings: Surroundings
) -> date:
    """Let the clock run again because no query of the case is open any more; returns the new due date.

    Does nothing when it runs. The caller has locked the case.
    """
    clock = await load_clock(work.connection, case.id)
    if clock.stopped_on is None:
        return clock.due_on
    calendar = WorkingCalendar(surroundings.city.deadlines.state)
    return await keep_clock(case, clock.resume(city_day(work.now), calendar), cause, work)


async def keep_clock(case: Case, clock: Clock, cause: DeadlineCause, work: UnitOfWork) -> date:
    """Save a moved due date and tell it; returns it."""
    await save_clock(work, case.id, clock)
    work.record(
        DeadlineChanged(impulse_id=case.impulse_id, case_id=case.id, round=case.round, due_on=clock.due_on, cause=cause)
    )
    return clock.due_on
