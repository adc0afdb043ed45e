"""Builds views anew from offset 0 beside the live ones, compares them row for row, and swaps; or goes back again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import TopicPartition

from services.reporting.compare import Comparison, compare
from services.reporting.projector import TOPICS, Projector
from services.reporting.refusals import BeforeTooOld, NothingBefore, RebuildRunning, ViewsOfAnotherVersion, ViewUnknown
from services.reporting.replay import Offsets, Progress, replaying
from services.reporting.storage import (
    BEFORE,
    DAYS_KEPT,
    LIVE,
    NEXT,
    TABLES,
    VIEWS,
    create_indexes,
    create_views,
    days_aside,
    note_aside,
    version_of,
    views_version,
)
from shared.messaging.topics import create_topics
from shared.runtime.database import connect
from shared.runtime.settings import Settings

_ASIDE = "views_aside"
"""Where tables and schemas stand for the moment in which they change places."""
_LOCK_WAIT = "200ms"
_LOCK_ATTEMPTS = 100
_LOCK = 0x52454255494C44  # one rebuild at a time; held by the session


async def rebuild(settings: Settings, progress: Progress, view: str | None = None) -> list[Comparison]:
    """Rebuild all views or the one named, compare and swap; those that were served before stay in `views_before`.

    The live projector waits only while the last records are caught up and both are compared. Where one view is swapped,
    the others in `views_before` are those rebuilt with it, so that it is whole and knows its offsets.
    Raises: Refused, aiokafka's KafkaError, asyncpg's errors; the live views are then unchanged.
    """
    tables = _tables_of(view)
    async with alone(settings) as connection:
        if view is not None and await version_of(connection, LIVE) != views_version():
            raise ViewsOfAnotherVersion(LIVE)
        cluster_id = await create_topics(settings.kafka, settings.partitions, settings.replication, TOPICS)
        await create_views(connection, NEXT, indexed=False)
        async with replaying(settings, cluster_id, NEXT, Projector(), TOPICS) as replay:
            await replay.up_to(await replay.ends(), progress)
            await create_indexes(connection, NEXT)
            async with connection.transaction():
                await replay.up_to(await _hold_live(connection, cluster_id), progress)
                compared = [await compare(connection, NEXT, table) for table in tables]
                if view is None:
                    await swap(connection)
                else:
                    await swap_tables(connection, tables)
        return compared


async def rollback(settings: Settings, progress: Progress) -> list[Comparison]:
    """Bring the views before up to date from their own offsets on, compare and serve them; the present ones are kept so.

    Raises: Refused, aiokafka's KafkaError, asyncpg's errors; the live views are then unchanged.
    """
    async with alone(settings) as connection:
        await _check_before(connection)
        cluster_id = await create_topics(settings.kafka, settings.partitions, settings.replication, TOPICS)
        async with replaying(settings, cluster_id, BEFORE, Projector(), TOPICS) as replay:
            await replay.up_to(await replay.ends(), progress)
            async with connection.transaction():
                await replay.up_to(await _hold_live(connection, cluster_id), progress)
                compared = [await compare(connection, BEFORE, table) for table in TABLES]
                await connection.execute(f"ALTER SCHEMA {BEFORE} RENAME TO {_ASIDE}")
                await connection.execute(f"ALTER SCHEMA {LIVE} RENAME TO {BEFORE}")
                await connection.execute(f"ALTER SCHEMA {_ASIDE} RENAME TO {LIVE}")
                await note_aside(connection)
        return compared


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the only one who replays into schemas of this database. Raises: RebuildRunning, asyncpg's errors."""
    connection = await connect(settings)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning
        yield connection
    finally:
        await connection.close()


def _tables_of(view: str | None) -> Sequence[str]:
    if view is None:
        return TABLES
    if view not in VIEWS:
        raise ViewUnknown(view, VIEWS)
    return VIEWS[view]


async def _check_before(connection: asyncpg.Connection) -> None:
    found = await version_of(connection, BEFORE)
    if found is None:
        raise NothingBefore
    if found != views_version():
        raise ViewsOfAnotherVersion(BEFORE)
    days = await days_aside(connection)
    if days is None or days > DAYS_KEPT:
        raise BeforeTooOld(DAYS_KEPT)


async def _hold_live(connection: asyncpg.Connection, cluster_id: str) -> Offsets:
    """The live projector's offsets, locked: its next batch waits, and then finds the new views under the old name.

    Rows alone must not be locked: a batch that waits for a row has looked up the tables already, and would go on in those
    of before.
    """
    await connection.execute(f"LOCK TABLE {LIVE}.consumer_offsets IN EXCLUSIVE MODE")
    rows = await connection.fetch(
        f"SELECT topic, partition, next_offset FROM {LIVE}.consumer_offsets WHERE cluster_id = $1",  # noqa: S608
        cluster_id,
    )
    return {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def swap(connection: asyncpg.Connection) -> None:
    """Serve what was rebuilt, and keep what was served."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
    await connection.execute(f"ALTER SCHEMA {LIVE} RENAME TO {BEFORE}")
    await connection.execute(f"ALTER SCHEMA {NEXT} RENAME TO {LIVE}")
    await note_aside(connection)


async def swap_tables(connection: asyncpg.Connection, tables: Sequence[str]) -> None:
    """Serve these tables as they were rebuilt, and keep those that were served with the rest of the rebuild.

    The rows that the live projector remembers are no longer those that are stored: a new token tells it. The pages that are
    kept go: it counts as a batch that may have changed everything.
    """
    await _lock(connection, tables)
    await connection.execute(f"CREATE SCHEMA {_ASIDE}")
    for source, target in ((LIVE, _ASIDE), (NEXT, LIVE), (_ASIDE, NEXT)):
        for table in tables:
            await connection.execute(f"ALTER TABLE {source}.{table} SET SCHEMA {target}")
    await connection.execute(f"DROP SCHEMA {_ASIDE}")
    await connection.execute(f"""
        WITH written AS (
            UPDATE {LIVE}.last_batch
            SET token = gen_random_uuid(), number = number + 1
            RETURNING number
        )
        INSERT INTO {LIVE}.changed_rows (batch, rows)
        SELECT number, NULL
        FROM written
    """)  # noqa: S608
    await connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")
    await connection.execute(f"ALTER SCHEMA {NEXT} RENAME TO {BEFORE}")
    await note_aside(connection)


async def _lock(connection: asyncpg.Connection, tables: Sequence[str]) -> None:
    """Keep readers out of the live tables for the moment of the swap.

    A page reads several tables in one transaction: whoever has some of them and waits for the rest must give way, or
    both wait for each other. Raises: asyncpg.LockNotAvailableError when readers never leave a gap.
    """
    names = ", ".join(f"{LIVE}.{table}" for table in tables)
    await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
    for attempt in range(_LOCK_ATTEMPTS):
        try:
            async with connection.transaction():
                await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            break
        except asyncpg.LockNotAvailableError:
            if attempt == _LOCK_ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.05)
    await connection.execute("SET LOCAL lock_timeout = DEFAULT")
