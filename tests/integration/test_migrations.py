"""Migrations: each file once, never a changed one; an older program only on a database to which something was added."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from shared.runtime.migrations import ADDITIVE, MigrationError, Migrations, migrate, refuse_a_false_mark
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
    lacks = r'the database lacks things/b_wrong\.sql, and it cannot be applied: relation "things" already exists'
    with pytest.raises(MigrationError, match=lacks):
        await migrate(connection, things)
    assert await connection.fetchval("SELECT to_regclass('things')") is None


async def test_a_changed_file_is_named(connection: asyncpg.Connection, tmp_path: Path) -> None:
    await migrate(connection, files(tmp_path, a_create="CREATE TABLE things (id int)"))
    with pytest.raises(MigrationError, match=r"things/a_create\.sql was changed"):
        await migrate(connection, files(tmp_path, a_create="CREATE TABLE things (id bigint)"))


CREATE = "CREATE TABLE things (id int)"


def version(folder: Path, **texts: str) -> Migrations:
    """The migrations of one version of the code."""
    folder.mkdir()
    return files(folder, **texts)


async def test_an_older_version_names_the_migration_it_lacks(connection: asyncpg.Connection, tmp_path: Path) -> None:
    await migrate(connection, version(tmp_path / "new", a_create=CREATE, b_drop="ALTER TABLE things DROP id"))
    lacks = r"newer than this version, which lacks the migration things/b_drop\.sql; start the newer version"
    with pytest.raises(MigrationError, match=lacks):
        await migrate(connection, version(tmp_path / "old", a_create=CREATE))


async def test_an_older_version_starts_on_what_was_only_added(connection: asyncpg.Connection, tmp_path: Path) -> None:
    old = version(tmp_path / "old", a_create=CREATE)
    await migrate(connection, old)
    newer = {
        "b_add": f"{ADDITIVE}\nALTER TABLE things ADD name text",
        "c_add": f"{ADDITIVE}\nCREATE TABLE more (id int)",
    }
    await migrate(connection, version(tmp_path / "new", a_create=CREATE, **newer))
    with capture_logs() as logs:
        assert await migrate(connection, old) == []
    assert logs[0]["log_level"] == "warning"
    assert logs[0]["migrations"] == ["things/b_add.sql", "things/c_add.sql"]
    await connection.execute("INSERT INTO things (id) VALUES (1)")  # as the older version does


async def test_one_that_takes_away_after_one_that_adds_is_the_one_that_is_named(
    connection: asyncpg.Connection, tmp_path: Path
) -> None:
    newer = {"b_add": f"{ADDITIVE}\nALTER TABLE things ADD name text", "c_drop": "ALTER TABLE things DROP id"}
    await migrate(connection, version(tmp_path / "new", a_create=CREATE, **newer))
    with pytest.raises(MigrationError, match=r"lacks the migration things/c_drop\.sql;"):
        await migrate(connection, version(tmp_path / "old", a_create=CREATE))


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE things DROP COLUMN id",
        "ALTER TABLE things RENAME id TO number",
        "ALTER TABLE things ALTER COLUMN id TYPE bigint",
        "ALTER TABLE things ALTER COLUMN id SET NOT NULL",
        "alter table things add constraint few check (id < 3)",
        "DELETE FROM things",
        "DROP TABLE things",
    ],
)
async def test_what_takes_away_cannot_say_that_it_only_adds(
    connection: asyncpg.Connection, tmp_path: Path, statement: str
) -> None:
    things = files(
        tmp_path, a_create=f"{ADDITIVE}\n-- DROP is only a word here\n{CREATE}", b_change=f"{ADDITIVE}\n{statement}"
    )
    with pytest.raises(MigrationError, match=r"things/b_change\.sql says that it only adds, but has"):
        await migrate(connection, things)
    assert await connection.fetchval("SELECT to_regclass('things')") is None


async def test_versions_that_parted_are_told(connection: asyncpg.Connection, tmp_path: Path) -> None:
    """Two branches of development met on one database."""
    await migrate(connection, version(tmp_path / "one", a_create=CREATE, b_one=f"{ADDITIVE}\nSELECT 1"))
    with pytest.raises(MigrationError, match=r"lacks things/c_other\.sql, but has things/b_one\.sql"):
        await migrate(connection, version(tmp_path / "other", a_create=CREATE, c_other=f"{ADDITIVE}\nSELECT 2"))


async def test_a_role_that_may_not_is_told_what_it_needs(connection: asyncpg.Connection, tmp_path: Path) -> None:
    things = files(tmp_path, a_create=CREATE)
    role = f"role_{uuid4().hex}"
    await connection.execute(f'CREATE ROLE "{role}"; GRANT CREATE ON SCHEMA public TO "{role}"; SET ROLE "{role}"')
    await migrate(connection)
    await connection.execute(f'RESET ROLE; REVOKE CREATE ON SCHEMA public FROM "{role}"; SET ROLE "{role}"')
    told = r"lacks things/a_create\.sql, and it cannot be applied: permission denied .* The role must own the database"
    with pytest.raises(MigrationError, match=told):
        await migrate(connection, things)


async def test_two_that_start_at_once_apply_each_file_once(new_database: NewDatabase, tmp_path: Path) -> None:
    things = files(tmp_path, a_create=CREATE, b_add="ALTER TABLE things ADD name text")
    dsn = await new_database()
    connections = [await asyncpg.connect(dsn) for _ in range(4)]
    applied = await asyncio.gather(*(migrate(each, things) for each in connections))
    assert sorted(map(len, applied)) == [0, 0, 0, 2]
    for each in connections:
        await each.close()


def test_every_migration_of_the_product_keeps_the_rule() -> None:
    root = Path(__file__).parents[2]
    paths = [*root.glob("shared/messaging/*migrations/*.sql"), *root.glob("services/*/migrations/*.sql")]
    assert len(paths) > 10
    for path in paths:
        refuse_a_false_mark(path.name, path.read_text())
