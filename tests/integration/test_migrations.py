"""Migrations: each file once, never a changed one, never an older program on a newer database."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from shared.runtime.migrations import MigrationError, Migrations, migrate
from tests.conftest import NewDatabase

pytestmark = pytest.mark.servers


@pytest.fixture
async def connection(new_database: NewDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(await new_database())
    yield connection
    await connection.close()


def files(folder: Path, **texts: str) -> Migrations:
    for name, text in texts.items():
        (folder / f"{name}.sql").write_text(text)
    return Migrations("things", folder)


async def test_each_file_is_applied_once_in_the_order_of_names(connection: asyncpg.Connection, tmp_path: Path) -> None:
    things = files(tmp_path, b_add="ALTER TABLE things ADD name text", a_create="CREATE TABLE things (id int)")
    assert await migrate(connection, things) == ["things/a_create.sql", "things/b_add.sql"]
    assert await migrate(connection, things) == []


async def test_a_failing_file_leaves_nothing_behind(connection: asyncpg.Connection, tmp_path: Path) -> None:
    things = files(tmp_path, a_create="CREATE TABLE things (id int)", b_wrong="CREATE TABLE things (id int)")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(connection, things)
    assert await connection.fetchval("SELECT to_regclass('things')") is None


async def test_a_changed_file_is_named(connection: asyncpg.Connection, tmp_path: Path) -> None:
    await migrate(connection, files(tmp_path, a_create="CREATE TABLE things (id int)"))
    with pytest.raises(MigrationError, match=r"things/a_create\.sql was changed"):
        await migrate(connection, files(tmp_path, a_create="CREATE TABLE things (id bigint)"))


async def test_a_database_of_a_newer_version_is_refused(connection: asyncpg.Connection, tmp_path: Path) -> None:
    await migrate(connection, files(tmp_path, a_create="CREATE TABLE things (id int)"))
    (tmp_path / "a_create.sql").unlink()
    with pytest.raises(MigrationError, match=r"does not know: a_create.sql; start the newer version"):
        await migrate(connection, Migrations("things", tmp_path))
