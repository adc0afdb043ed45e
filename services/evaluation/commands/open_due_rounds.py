"""A duty: rounds open by themselves when a deferral ends, or when nobody corrected a decision that is to be reviewed."""

from services.evaluation import store
from services.evaluation.commands.next_round import open_next_round
from services.evaluation.store import QUERIES
from services.evaluation.stored.appeals import due_appeals
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork

PORTION = 50


async def open_due_rounds(work: UnitOfWork, surroundings: Surroundings) -> bool:
    """Open the next rounds that are due, at most 50 of each kind; returns whether there may be more.

    Source: lifecycle.md, "Deferred" and "Appeal".
    """
    today = city_day(work.now)
    deferred = [row["case_id"] for row in await work.connection.fetch(QUERIES["ended_deferrals"], today, PORTION)]
    reviewed = await due_appeals(work.connection, today, PORTION)
    for case_id in deferred:
        await open_next_round(await store.lock_case(work, case_id), "deferral_ended", work, surroundings)
    for case_id in reviewed:
        await open_next_round(await store.lock_case(work, case_id), "appeal", work, surroundings)
    return PORTION in {len(deferred), len(reviewed)}
