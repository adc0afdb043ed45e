"""What ideas does by itself, looking once a minute: end queries, forget words nobody screens, give interim notices."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from services.ideas.commands import end_queries, give_notices
from services.ideas.setup import Setup
from services.ideas.stored_appeals import end_unscreened
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS

LOOK_SECONDS = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """One portion at a time; `portion` returns whether there may be more. Of several replicas one has the `lock`."""

    name: str
    lock: int
    portion: Callable[[UnitOfWork], Awaitable[bool]]


def duties(setup: Setup) -> tuple[Duty, ...]:
    """Everything that ideas does by itself."""

    async def lapse(work: UnitOfWork) -> bool:
        return await end_queries.lapse_queries(work) == end_queries.AT_ONCE

    async def forget(work: UnitOfWork) -> bool:
        await end_unscreened(work)
        return False

    async def tell(work: UnitOfWork) -> bool:
        return await give_notices.give_notices(work, setup) == give_notices.AT_ONCE

    return (
        Duty("end queries", 0x515259, lapse),
        Duty("forget appeals", 0x41504C, forget),
        Duty("give notices", 0x4E5443, tell),
    )


async def keep_doing(duty: Duty, transactions: Transactions) -> None:
    """Do what is due, until cancelled; the database's clock says what day it is."""
    while True:
        more = False
        try:
            async with transactions.begin() as work:
                if await work.connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", duty.lock):
                    more = await duty.portion(work)
        except DATABASE_ERRORS as error:
            log.warning("a duty could not be done", duty=duty.name, reason=repr(error))
        if not more:
            await asyncio.sleep(LOOK_SECONDS)
