"""A duty of the service: whoever is away for longer than a lease gives all claims back on the first day."""

from services.evaluation.commands.hand_back_case import HandBackCase, hand_back_case
from services.evaluation.domain.people import Person
from services.evaluation.store import QUERIES
from services.evaluation.stored.absences import absences_to_free, forget_past_absences, keep_freed
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import WorkingCalendar


async def free_claims(work: UnitOfWork, surroundings: Surroundings) -> None:
    """Hand back what people hold whose long absence has begun; the drafts stay. Forgets absences that are over."""
    deadlines = surroundings.city.deadlines
    calendar = WorkingCalendar(deadlines.state)
    today = city_day(work.now)
    await forget_past_absences(work, today)
    begun = await absences_to_free(work, today)
    if not begun:
        return
    away = [absence.person for absence in begun if absence.frees_claims(deadlines.lease, calendar)]
    for row in await work.connection.fetch(QUERIES["claims_of"], away):
        claim = HandBackCase(row["case_id"], Person(row["evaluator"], row["unit"]), str(row["token"]), passes_on=False)
        await hand_back_case(claim, work, surroundings)
    await keep_freed(work, begun)
