"""The clocks of cases: nothing else reads or writes them."""

from uuid import UUID

import asyncpg

from services.evaluation.domain.deadlines import Clock
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


async def load_clock(connection: asyncpg.Connection, case_id: UUID) -> Clock:
    """The clock of a case that there is; to change it, the caller has locked the case."""
    row = await connection.fetchrow(QUERIES["load_clock"], case_id)
    assert row is not None
    return Clock(**row)


async def save_clock(work: UnitOfWork, case_id: UUID, clock: Clock) -> None:
    """Keep what moved the due date."""
    await work.connection.execute(
        QUERIES["save_clock"],
        case_id,
        clock.due_on,
        clock.stopped_on,
        clock.due_before,
        clock.stopped_days,
        clock.extended_days,
    )
