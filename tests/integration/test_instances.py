"""Real processes of one service: two on one database, and one that must not start."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from services.ideas.main import MIGRATIONS
from shared.messaging.service import prepare_database
from shared.messaging.slots import ALL_SLOTS
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.instances import START_SECONDS, Instance

pytestmark = pytest.mark.servers

WAITS = "waiting until it ends"


Start = Callable[..., Any]


@pytest.fixture
async def settings(new_settings: NewSettings) -> Settings:
    return await new_settings()


@pytest.fixture
async def start(settings: Settings, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts an instance; all are ended with the test."""
    async with AsyncExitStack() as stack:

        async def begin(**changed: str) -> Instance:
            return await stack.enter_async_context(Instance("ideas", settings, tmp_path, **changed))

        yield begin


@pytest.fixture
async def connection(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    yield connection
    await connection.close()


async def drained(connection: asyncpg.Connection) -> None:
    async def empty() -> bool:
        return not await connection.fetchval("SELECT count(*) FROM outbox")

    await eventually(empty, seconds=START_SECONDS, every=0.1)


@pytest.mark.parametrize("shards", [1, 3])
async def test_the_second_instance_serves_waits_for_its_shards_says_so_and_takes_over(
    shards: int, start: Start, connection: asyncpg.Connection
) -> None:
    first = await start(RELAY_SHARDS=str(shards))
    await first.becomes_ready()
    assert await first.submit() == 201
    await drained(connection)
    second = await start(RELAY_SHARDS=str(shards))
    await second.becomes_ready()

    async def waits() -> bool:
        return len(second.said(WAITS)) == shards

    await eventually(waits, seconds=START_SECONDS, every=0.1)
    assert sorted(slot for line in second.said(WAITS) for slot in line["slots"]) == list(ALL_SLOTS)
    assert first.said(WAITS) == []
    assert await second.submit() == 201
    await drained(connection)
    await first.kill()
    assert await second.submit() == 201
    await drained(connection)
    assert await second.is_ready()


async def test_an_older_version_starts_on_what_was_added_and_ends_with_the_name_of_what_takes_away(
    settings: Settings, start: Start, connection: asyncpg.Connection
) -> None:
    await prepare_database(settings, *MIGRATIONS)
    add = "INSERT INTO migrations (component, name, sha256, additive) VALUES ('ideas', $1, '', $2)"
    await connection.execute(add, "900_more.sql", True)
    older = await start()
    await older.becomes_ready()
    assert older.said("newer than this version")[0]["migrations"] == ["ideas/900_more.sql"]
    assert await older.submit() == 201
    await older.kill()
    await connection.execute(add, "901_less.sql", False)
    older = await start()
    assert await older.ends() == 1
    last = older.output.splitlines()[-1]
    assert last.startswith("impulswerk: Impulse does not start: the database is newer than this version")
    assert "ideas/901_less.sql" in last


async def test_a_changed_migration_is_the_last_word_of_the_process(
    settings: Settings, start: Start, connection: asyncpg.Connection
) -> None:
    await prepare_database(settings, *MIGRATIONS)
    await connection.execute("UPDATE migrations SET sha256 = 'other' WHERE name = '003_outbox.sql'")
    instance = await start()
    assert await instance.ends() == 1
    assert "messaging/003_outbox.sql was changed after it had been applied" in instance.output.splitlines()[-1]
