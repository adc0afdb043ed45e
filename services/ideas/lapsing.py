"""Looks once a minute whether the last day of a query is over."""

import asyncio

import structlog

from services.ideas.commands.end_queries import AT_ONCE, lapse_queries
from shared.messaging.transactions import Transactions
from shared.runtime.database import DATABASE_ERRORS

LOOK_SECONDS = 60.0
LOCK = 0x515259  # of several replicas one ends queries

log = structlog.get_logger()


async def keep_lapsing(transactions: Transactions) -> None:
    """End what is over, until cancelled; the database's clock says what day it is."""
    while True:
        more = False
        try:
            async with transactions.begin() as work:
                if await work.connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
                    more = await lapse_queries(work) == AT_ONCE
        except DATABASE_ERRORS as error:
            log.warning("queries could not be ended", reason=repr(error))
        if not more:
            await asyncio.sleep(LOOK_SECONDS)
