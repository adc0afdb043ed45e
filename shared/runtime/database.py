"""The connections of a service to its own database, with a deadline on everything."""

from typing import Any

import asyncpg
import orjson

from shared.runtime.settings import Settings

CONNECT_SECONDS = 2.0
GRACE_SECONDS = 5.0
DEFAULT_SEARCH_PATH = "public"

DATABASE_ERRORS = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""All that a database call raises. The last one comes where the connection is lost in the moment of the call."""


def _encode_json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def _prepare(connection: asyncpg.Connection) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, encoder=_encode_json, decoder=orjson.loads, schema="pg_catalog")


async def _nothing_to_reset(connection: asyncpg.Connection) -> None:
    """Whoever borrows a connection changes settings and takes locks for one transaction only, so that giving it back needs
    no round trip. A transaction that was left open is ended by asyncpg all the same.
    """


async def open_pool(
    settings: Settings, search_path: str = DEFAULT_SEARCH_PATH, *, can_be_made_again: bool = False
) -> asyncpg.Pool:
    """A pool whose every call ends: connecting, waiting for a row lock, running a statement, idling in a transaction.

    With `can_be_made_again` a commit does not wait for the disk: where the server dies it may take back the last ones, all
    of each and in their order. For views, whose offsets then go back with them; whoever publishes something waits all the same.

    Raises: OSError, asyncpg.PostgresError or TimeoutError when the database cannot be reached.
    Source: knowledge on asyncpg, section 6: without these limits a network partition hangs the caller for its whole length.
    """
    return await asyncpg.create_pool(
        settings.database_url.get_secret_value(),
        min_size=2,
        max_size=settings.database_pool,
        init=_prepare,
        timeout=CONNECT_SECONDS,
        # After the server's own limit, which tells a slow statement from a server that does not answer.
        command_timeout=settings.batch_seconds + GRACE_SECONDS,
        max_inactive_connection_lifetime=300,
        reset=_nothing_to_reset,
        server_settings={
            "application_name": "impulswerk",
            "statement_timeout": str(int(settings.batch_seconds * 1000)),
            "idle_in_transaction_session_timeout": str(int(settings.batch_seconds * 1000)),
            "search_path": search_path,
            "synchronous_commit": "off" if can_be_made_again else "on",
            "timezone": "UTC",
            "jit": "off",
            # As if pages came from memory, which they do: the server's own 4 is a disk that turns.
            "random_page_cost": "1.1",
        },
    )


async def connect(settings: Settings) -> asyncpg.Connection:
    """One connection outside the pool, for work that must not wait behind requests (relay, migrations, commands).

    Raises: OSError, asyncpg.PostgresError or TimeoutError when the database cannot be reached.
    """
    connection = await asyncpg.connect(
        settings.database_url.get_secret_value(),
        timeout=CONNECT_SECONDS,
        command_timeout=settings.batch_seconds,
        server_settings={"application_name": "impulswerk", "timezone": "UTC", "jit": "off"},
    )
    await _prepare(connection)
    return connection
