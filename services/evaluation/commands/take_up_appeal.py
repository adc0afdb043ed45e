"""Ideas tells that a submitter asks for a review: it is admitted, and the first decider may correct the decision."""

from services.evaluation import store
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.errors import CaseUnknown
from services.evaluation.store import QUERIES
from services.evaluation.stored.appeals import insert_appeal
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import AppealAdmitted, AppealDismissed, AppealLodged
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import add_working_days

REMEDY_DAYS = 10
"""Working days in which the first decider can correct the decision. Source: lifecycle.md, "Appeal"."""


async def take_up_appeal(fact: AppealLodged, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Admit the review of a published decision; dismiss it where a newer round has begun or there was a review before.

    Raises: CaseUnknown when the impulse has no such round.
    """
    await store.lock_impulse(work, fact.impulse_id)
    newest = await work.connection.fetchrow(QUERIES["newest_round"], fact.impulse_id)
    if newest is None or newest["round"] < fact.round:
        raise CaseUnknown("round")
    case = await store.lock_case(work, newest["case_id"])
    text_id = None if fact.text is None else fact.text.text_id
    due_on = add_working_days(city_day(work.now), REMEDY_DAYS, surroundings.city.deadlines.state)
    admitted = (
        case.round == fact.round
        and case.state is CaseState.PUBLISHED
        and await insert_appeal(work, fact.appeal_id, fact.impulse_id, case.id, fact.grounds, text_id, due_on)
    )
    answer = AppealAdmitted if admitted else AppealDismissed
    work.record(answer(impulse_id=fact.impulse_id, case_id=case.id, round=fact.round, appeal_id=fact.appeal_id))
