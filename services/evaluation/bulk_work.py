"""What the service does by itself with bulk decisions that have begun: portion after portion, until all cases are done.

Several portions are on their way at a time, in one instance or in several; what one leaves undone when it ends, another one
or the next start carries on with.
"""

import asyncio
from uuid import UUID

import structlog

from services.evaluation.commands.carry_on_bulk import Portion, carry_on_bulk
from services.evaluation.surroundings import Surroundings
from shared.messaging.transactions import Transactions, database_is_away
from shared.runtime.database import DATABASE_ERRORS

LANES = 2
"""While the database writes one portion, the rules of the next one are looked at."""
LOOK_EVERY_SECONDS = 1.0
FIRST = UUID(int=0)

log = structlog.get_logger()


async def keep_carrying_on(transactions: Transactions, surroundings: Surroundings) -> None:
    """Do one portion after the other, each time of another bulk decision if there are several, until cancelled."""
    await asyncio.gather(*(_lane(transactions, surroundings) for _ in range(LANES)))


async def _lane(transactions: Transactions, surroundings: Surroundings) -> None:
    """Looks once a second where others hold all that is left or nothing is; a database that is away is asked again."""
    after = FIRST
    while True:
        moved = False
        try:
            portion = await carry_on(after, transactions, surroundings)
            if portion is not None:
                after, moved = portion.bulk_id, portion.moved
        except DATABASE_ERRORS as error:
            log.warning("bulk decisions wait", reason=type(error).__name__, away=database_is_away(error))
        if not moved:
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def carry_on(after: UUID, transactions: Transactions, surroundings: Surroundings) -> Portion | None:
    """One portion of the next bulk decision behind that id, in a transaction of its own."""
    async with transactions.begin() as work:
        return await carry_on_bulk(after, work, surroundings)
