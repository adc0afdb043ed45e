"""What the service does by itself, once a day or as soon as it is time: free claims, open rounds, tell lateness, send digests.

Of several instances one works at a time; a day that passed while none ran is made up for.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, cast

import asyncpg
import structlog

from services.evaluation.commands.free_claims import free_claims
from services.evaluation.commands.open_due_rounds import open_due_rounds
from services.evaluation.commands.tell_lateness import FIRST, tell_lateness
from services.evaluation.digests import is_time, send_digests
from services.evaluation.settings import EvaluationSettings
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.transactions import Transactions, database_is_away
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS

LOOK_EVERY_SECONDS = 60.0

LOCK = 7_118_220_316_001
"""The advisory lock of who does the duties; a random number."""

Duty = Literal["lateness", "digest"]

_IS_DONE = "SELECT EXISTS (SELECT FROM daily_duties WHERE duty = $1 AND done_for >= $2)"

_KEEP_DONE = """
INSERT INTO daily_duties (duty, done_for)
VALUES ($1, $2)
ON CONFLICT (duty) DO UPDATE SET done_for = excluded.done_for
"""

log = structlog.get_logger()


async def keep_duties(
    pool: asyncpg.Pool, transactions: Transactions, surroundings: Surroundings, settings: EvaluationSettings
) -> None:
    """Look once a minute what is to be done, until cancelled; a database that is away is asked again next time."""
    if settings.smtp_host is None:
        log.info("daily digests are off: no mail server is configured")
    while True:
        try:
            async with alone_on_duty(pool) as alone:
                if alone:
                    await do_duties(transactions, surroundings, settings)
        except DATABASE_ERRORS as error:
            log.warning("duties not done", reason=type(error).__name__, away=database_is_away(error))
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def do_duties(transactions: Transactions, surroundings: Surroundings, settings: EvaluationSettings) -> None:
    """Do what is to be done now, each daily duty once a day of the city."""
    deadlines = surroundings.city.deadlines
    async with transactions.begin() as work:
        await free_claims(work, surroundings)
        now = work.now
        today = city_day(now)
        late_told = await _is_done("lateness", work)
        digests_sent = await _is_done("digest", work)
    await _open_rounds(transactions, surroundings)
    if not late_told:
        after = FIRST
        while True:
            async with transactions.begin() as work:
                following = await tell_lateness(after, work, deadlines)
                if following is None:
                    await work.connection.execute(_KEEP_DONE, "lateness", today)
                    break
                after = following
    may_send = settings.smtp_host is not None and not digests_sent and is_time(now, deadlines)
    if may_send and await send_digests(today, transactions, deadlines, settings):
        async with transactions.begin() as work:
            await work.connection.execute(_KEEP_DONE, "digest", today)


async def _open_rounds(transactions: Transactions, surroundings: Surroundings) -> None:
    more = True
    while more:
        async with transactions.begin() as work:
            more = await open_due_rounds(work, surroundings)


async def _is_done(duty: Duty, work: UnitOfWork) -> bool:
    return bool(await work.connection.fetchval(_IS_DONE, duty, city_day(work.now)))


@asynccontextmanager
async def alone_on_duty(pool: asyncpg.Pool) -> AsyncIterator[bool]:
    """Whether nobody else does the duties while the block runs: a lock of the session, which ends with it."""
    async with pool.acquire() as pooled:
        connection = cast("asyncpg.Connection", pooled)
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            yield False
            return
        try:
            yield True
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
