"""The clock of sample mode: while a sample city is made, `service_now()` of every database says what it is told."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

import asyncpg

_INSTALL = """
CREATE TABLE sample_clock (at timestamptz NOT NULL);
INSERT INTO sample_clock (at) VALUES (now());
CREATE OR REPLACE FUNCTION service_now() RETURNS timestamptz
LANGUAGE sql STABLE
RETURN (SELECT at FROM sample_clock);
"""

_REMOVE = """
CREATE OR REPLACE FUNCTION service_now() RETURNS timestamptz
LANGUAGE sql STABLE
RETURN now();
DROP TABLE IF EXISTS sample_clock;
"""


class SampleClock:
    """Sets the time of all databases at once."""

    def __init__(self, connections: list[asyncpg.Connection]) -> None:
        self._connections = connections

    async def set(self, at: datetime) -> None:
        """From now on it is this time, in every service."""
        await asyncio.gather(*(each.execute("UPDATE sample_clock SET at = $1", at) for each in self._connections))


@asynccontextmanager
async def sample_clock(databases: Mapping[str, str]) -> AsyncIterator[SampleClock]:
    """Take over the clocks of these databases (service -> DSN) and give them back at the end, whatever happens."""
    async with AsyncExitStack() as stack:
        connections: list[asyncpg.Connection] = []
        for dsn in databases.values():
            connection = await asyncpg.connect(dsn)
            stack.push_async_callback(connection.close)
            await connection.execute(_REMOVE + _INSTALL)
            stack.push_async_callback(connection.execute, _REMOVE)
            connections.append(connection)
        yield SampleClock(connections)
