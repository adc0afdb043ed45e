"""States of earlier days: the facts of before a midnight, replayed into a schema that is kept and only read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import asyncpg

from services.reporting.facts_before import FactsBefore
from services.reporting.projector import Projector
from services.reporting.rebuild import alone
from services.reporting.refusals import DayNotOver, NoSuchState, NothingThen
from services.reporting.replay import Progress, replaying
from services.reporting.storage import create_indexes, create_views, search_path, state_schema, views_version
from shared.contracts.days import city_day, end_of_day
from shared.contracts.topics import FactTopic
from shared.messaging.topics import create_topics
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings

QUERIES = load_queries(Path(__file__).parent / "sql")
TOPICS = tuple(name.value for name in FactTopic)
"""No texts: those come from the live views with every page."""

FILLED = "next_state"
"""The schema of a state that is not finished."""
_STATE = (Path(__file__).parent / "views" / "state.sql").read_text()


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state of the end of a day; `size` in bytes. One of another version of the program is not served.

    `impulses` is None where another version made it: its tables may have other names.
    """

    day: date
    impulses: int | None
    size: int


@dataclass(frozen=True, slots=True)
class Built:
    """How many impulses there were, and how many facts could not be applied and are missing."""

    impulses: int
    missing: int


async def build_state(settings: Settings, day: date, progress: Progress) -> Built:
    """Replay the facts from before the midnight that ends the day, and keep the state in place of any of that day.

    Raises: DayNotOver, NothingThen, RebuildRunning, aiokafka's KafkaError, asyncpg's errors; what was kept is then unchanged.
    """
    async with alone(settings) as connection:
        last = city_day(await connection.fetchval("SELECT service_now()")) - timedelta(days=1)
        if day > last:
            raise DayNotOver(day, last)
        midnight = end_of_day(day)
        cluster_id = await create_topics(settings.kafka, settings.partitions, settings.replication, TOPICS)
        await create_views(connection, FILLED, indexed=False)
        facts = FactsBefore(Projector(), midnight)
        async with replaying(settings, cluster_id, FILLED, facts, TOPICS) as replay:
            await replay.up_to(await replay.ends(), progress)
        if facts.first is None or facts.first >= midnight:
            await connection.execute(f"DROP SCHEMA {FILLED} CASCADE")
            raise NothingThen(day, None if facts.first is None else city_day(facts.first))
        return await keep(connection, day)


async def keep(connection: asyncpg.Connection, day: date) -> Built:
    """Turn the schema that is filled into the state of that day, in place of any there is."""
    schema, last_moment = state_schema(day), end_of_day(day) - timedelta(microseconds=1)
    async with connection.transaction():
        await create_indexes(connection, FILLED)
        await connection.execute(f"SET LOCAL search_path = {search_path(FILLED)}")
        missing = await connection.fetchval("SELECT count(*) FROM parked")
        await connection.execute(_STATE)
        await connection.execute(f"""
            CREATE FUNCTION service_now() RETURNS timestamptz
            LANGUAGE sql STABLE
            RETURN '{last_moment.isoformat()}'::timestamptz
        """)
        impulses = await connection.fetchval("SELECT count(*) FROM kept_impulses")
        await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        await connection.execute(f"ALTER SCHEMA {FILLED} RENAME TO {schema}")
    return Built(impulses, missing)


async def list_states(connection: asyncpg.Connection) -> Sequence[KeptState]:
    """All that are kept, the oldest day first."""
    rows = await connection.fetch(QUERIES["list_all_states"], views_version())
    return [KeptState(row["day"], await _impulses(connection, row), row["size"]) for row in rows]


async def drop_state(connection: asyncpg.Connection, day: date) -> None:
    """Remove a state. Raises: NoSuchState."""
    schema = state_schema(day)
    if await connection.fetchval("SELECT to_regnamespace($1)", schema) is None:
        raise NoSuchState(day)
    await connection.execute(f"DROP SCHEMA {schema} CASCADE")


async def _impulses(connection: asyncpg.Connection, row: asyncpg.Record) -> int | None:
    if not row["served"]:
        return None
    number: int = await connection.fetchval(f"SELECT count(*) FROM {state_schema(row['day'])}.kept_impulses")  # noqa: S608
    return number
