"""Where the views live: one schema per projection version, `views` being the one that is served."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from services.reporting.facts_download.keeping import keep_publishing
from services.reporting.projector import TOPICS, Projector
from shared.messaging.record_spans import Traced
from shared.messaging.service import CONSUMER, JOURNAL, EventCore, event_core, prepare_database
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.migrations import Migrations
from shared.runtime.settings import ServiceName, Settings

LIVE = "views"
"""The schema that is served."""
NEXT = "views_next"
"""The schema that a rebuild fills."""
BEFORE = "views_before"
"""The schema that was served before the last rebuild."""

FORGET_EVERY_SECONDS = 3_600.0
DAYS_KEPT = 14
"""How long `views_before` can be served again: Kafka tells of an erased text for 30 days only."""

VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "impulses": ("impulses", "impulse_parts", "impulse_words", "title_words"),
    "totals": ("totals",),
    "catalogues": ("catalogues",),
}
"""What can be rebuilt alone, and its tables."""
TABLES = tuple(table for tables in VIEWS.values() for table in tables)
SERVICE: ServiceName = "reporting"
MIGRATIONS = (JOURNAL, Migrations("reporting", Path(__file__).parent / "migrations"))
"""What is not thrown away with the views."""

_VIEWS = Path(__file__).parent / "views"
_DAYS_ASIDE = """
SELECT extract(epoch FROM service_now() - obj_description(to_regclass($1), 'pg_class')::timestamptz)::float / 86400
"""
_LOCK = 0x5649455753  # one maker of schemas at a time

log = structlog.get_logger()


def search_path(schema: str) -> str:
    """The search path under which the unqualified names of views and offsets mean those of this schema."""
    return f"{schema}, public"


def state_schema(day: date) -> str:
    """The schema of the state that is kept of the end of a day."""
    return f"state_{day.isoformat().replace('-', '_')}"


@asynccontextmanager
async def reporting_core(settings: Settings) -> AsyncIterator[EventCore]:
    """Run the projector on the live views until the block ends; views of another version are built anew from the topics."""
    await prepare_database(settings, *MIGRATIONS)
    connection = await connect(settings)
    try:
        await ensure_live_views(connection)
    finally:
        await connection.close()
    processor = Traced(Projector(), "view")
    views = search_path(LIVE)
    async with event_core(SERVICE, settings, processor, TOPICS, MIGRATIONS, views, can_be_made_again=True) as core:
        own = [
            asyncio.create_task(
                keep_publishing(settings, core.pool, lambda: core.consumer.caught_up), name="publish facts"
            ),
            asyncio.create_task(keep_forgetting_before(settings), name="forget earlier views"),
        ]
        try:
            yield replace(core, tasks=[*core.tasks, *own])
        finally:
            for task in own:
                task.cancel()
            await asyncio.gather(*own, return_exceptions=True)


async def ensure_live_views(connection: asyncpg.Connection) -> None:
    """Make the live schema exist in the version of this code.

    Views hold nothing that the topics do not: a schema of another version is dropped, and the projector starts at offset 0.
    """
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        found = await version_of(connection, LIVE)
        if found == views_version():
            return
        if found is not None:
            log.info("views are of another version; building them anew from the topics")
        await create_views(connection, LIVE)


async def forget_before(connection: asyncpg.Connection) -> None:
    """Drop the views of before when nobody can go back to them any more: nothing is erased from them."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        if not await can_go_back(connection):
            await connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE} CASCADE")


async def keep_forgetting_before(settings: Settings) -> None:
    """Look every hour until cancelled; a database that is away is asked again next time."""
    while True:
        try:
            connection = await connect(settings)
            try:
                await forget_before(connection)
            finally:
                await connection.close()
        except DATABASE_ERRORS as error:
            log.warning("earlier views not forgotten", reason=type(error).__name__)
        await asyncio.sleep(FORGET_EVERY_SECONDS)


async def version_of(connection: asyncpg.Connection, schema: str) -> str | None:
    """The version of the code that made a schema; None where there is no such schema."""
    found: str | None = await connection.fetchval("SELECT obj_description(to_regnamespace($1), 'pg_namespace')", schema)
    return found


async def note_aside(connection: asyncpg.Connection) -> None:
    """Write down when the views of before were put aside: now."""
    now = await connection.fetchval("SELECT service_now()")
    await connection.execute(f"COMMENT ON TABLE {BEFORE}.last_batch IS '{now.isoformat()}'")


async def days_aside(connection: asyncpg.Connection) -> float | None:
    """For how many days the views of before have not been kept up to date; None where that was not written down."""
    days: float | None = await connection.fetchval(_DAYS_ASIDE, f"{BEFORE}.last_batch")
    return days


async def can_go_back(connection: asyncpg.Connection) -> bool:
    """Whether the views of before can be served again."""
    if await version_of(connection, BEFORE) != views_version():
        return False
    days = await days_aside(connection)
    return days is not None and days <= DAYS_KEPT


async def create_views(connection: asyncpg.Connection, schema: str, *, indexed: bool = True) -> None:
    """Make an empty schema of views in place of any that is there."""
    async with connection.transaction():
        await connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        await connection.execute(f'CREATE SCHEMA "{schema}"')
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
        await connection.execute(f"SET LOCAL search_path = {search_path(schema)}")
        for path in (*CONSUMER.files(), _VIEWS / "schema.sql"):
            await connection.execute(path.read_text())
        if indexed:
            await create_indexes(connection, schema)
        await connection.execute(f"COMMENT ON SCHEMA \"{schema}\" IS '{views_version()}'")


async def create_indexes(connection: asyncpg.Connection, schema: str) -> None:
    """Make the indexes of views that were made without them."""
    async with connection.transaction():
        await connection.execute(f"SET LOCAL search_path = {search_path(schema)}")
        await connection.execute((_VIEWS / "indexes.sql").read_text())


@cache
def views_version() -> str:
    """The version of the views that this code makes: changes with every change of the tables or of the folding."""
    digest = sha256()
    for path in (*CONSUMER.files(), *sorted(_VIEWS.iterdir())):
        if path.suffix in {".py", ".sql"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
