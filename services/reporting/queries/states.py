"""States of earlier days that are kept: which there are, and how a transaction comes to read one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg

from services.reporting.errors import StateUnknown
from services.reporting.storage import search_path, state_schema, views_version
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class ShownState:
    """The state that a request reads; `hidden` impulses of its public list are not public any more."""

    day: date
    hidden: int


async def enter_state(connection: asyncpg.Connection, day: date) -> ShownState:
    """Let the queries of this transaction read that state. Raises: StateUnknown."""
    schema = state_schema(day)
    if await connection.fetchval(QUERIES["enter_state"], schema, views_version(), search_path(schema)) is None:
        raise StateUnknown
    return ShownState(day, await connection.fetchval(QUERIES["count_hidden"]))


async def days_of_states(connection: asyncpg.Connection) -> Sequence[date]:
    """The days whose states can be shown, the newest first."""
    return [row["day"] for row in await connection.fetch(QUERIES["list_states"], views_version())]
