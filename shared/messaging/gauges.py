"""Keeps the gauges about the outbox, the parked records, the checkpoints and the pool up to date."""

import asyncio
from collections import Counter
from pathlib import Path

import asyncpg

from shared.messaging.metrics import (
    CHECKPOINT_AGE,
    CONNECTIONS,
    JOURNAL_ALARM,
    OUTBOX_AGE,
    OUTBOX_DEPTH,
    OUTBOX_PARKED,
    PARKED,
    PARKED_KEYS,
)
from shared.messaging.reasons import BAD, ReasonClass, reason_class
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.queries import load_queries

EVERY_SECONDS = 5.0
LATE_INTERVALS = 2

QUERIES = load_queries(Path(__file__).parent / "sql")


async def keep_gauges(pool: asyncpg.Pool, checkpoint_seconds: float | None = None) -> None:
    """Measure every few seconds until cancelled; a database that is away leaves the last figures standing.

    `checkpoint_seconds` is the time between two checkpoints, None for a service that makes none.
    """
    while True:
        try:
            row = await pool.fetchrow(QUERIES["gauges"], timeout=2)
            parked = await pool.fetch(QUERIES["count_parked"], timeout=2)
        except DATABASE_ERRORS:
            pass
        else:
            assert row is not None
            _of_the_outbox(row)
            _of_parked(parked)
            if checkpoint_seconds is not None and row["checkpoint_age"] is not None:
                _of_checkpoints(float(row["checkpoint_age"]), checkpoint_seconds)
        _of_the_pool(pool)
        await asyncio.sleep(EVERY_SECONDS)


def _of_the_outbox(row: asyncpg.Record) -> None:
    OUTBOX_DEPTH.set(row["depth"])
    OUTBOX_AGE.set(float(row["age"]))
    OUTBOX_PARKED.set(row["parked_keys"])
    PARKED_KEYS.set(row["parked_subjects"])


def _of_parked(rows: list[asyncpg.Record]) -> None:
    found: Counter[ReasonClass] = Counter()
    for row in rows:
        found["waiting" if row["state"] == "waiting" else reason_class(row["reason"])] += row["number"]
    for reason in BAD:
        PARKED.labels("bad", reason).set(found[reason])
    PARKED.labels("waiting", "waiting").set(found["waiting"])


def _of_checkpoints(age: float, every_seconds: float) -> None:
    CHECKPOINT_AGE.set(age)
    JOURNAL_ALARM.labels("late").set(age > LATE_INTERVALS * every_seconds)


def _of_the_pool(pool: asyncpg.Pool) -> None:
    size, idle = pool.get_size(), pool.get_idle_size()
    CONNECTIONS.labels("in_use").set(size - idle)
    CONNECTIONS.labels("idle").set(idle)
    CONNECTIONS.labels("limit").set(pool.get_max_size())
