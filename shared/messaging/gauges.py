"""Keeps the gauges about the outbox and the parked records up to date."""

import asyncio

import asyncpg

from shared.messaging.metrics import OUTBOX_AGE, OUTBOX_DEPTH, OUTBOX_PARKED, PARKED
from shared.runtime.database import DATABASE_ERRORS

EVERY_SECONDS = 5.0

_QUERY = """
SELECT
    (SELECT count(*) FROM outbox) AS depth,
    (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(queued_at)), 0) FROM outbox) AS age,
    (SELECT count(DISTINCT (topic, key)) FROM outbox WHERE parked_reason IS NOT NULL) AS parked_keys,
    (SELECT count(*) FROM parked WHERE state = 'bad') AS bad,
    (SELECT count(*) FROM parked WHERE state = 'waiting') AS waiting
"""


async def keep_gauges(pool: asyncpg.Pool) -> None:
    """Measure every few seconds until cancelled; a database that is away leaves the last figures standing."""
    while True:
        try:
            row = await pool.fetchrow(_QUERY, timeout=2)
        except DATABASE_ERRORS:
            row = None
        if row is not None:
            OUTBOX_DEPTH.set(row["depth"])
            OUTBOX_AGE.set(float(row["age"]))
            OUTBOX_PARKED.set(row["parked_keys"])
            PARKED.labels("bad").set(row["bad"])
            PARKED.labels("waiting").set(row["waiting"])
        await asyncio.sleep(EVERY_SECONDS)
