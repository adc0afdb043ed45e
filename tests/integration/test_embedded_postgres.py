"""The embedded PostgreSQL keeps what was committed and keeps the services apart."""

import socket
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.local.errors import LocalError
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.postgres import EmbeddedPostgres

pytestmark = pytest.mark.servers


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_what_was_committed_survives_kill_and_stop_on_the_same_address(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path)
    async with postgres:
        dsn = postgres.dsn("ideas")
        assert await ask(dsn, "SHOW server_version_num") >= "180000"  # type: ignore[operator]
        await ask(dsn, "CREATE TABLE kept AS SELECT 1 AS n")
        await postgres.kill()
        await postgres.start()
        await ask(dsn, "INSERT INTO kept VALUES (2)")
    async with EmbeddedPostgres(tmp_path) as again:
        assert again.dsn("ideas") == dsn
        assert await ask(dsn, "SELECT sum(n) FROM kept") == 3
        assert await ask(dsn, "SHOW fsync") == "on"


async def test_each_service_enters_its_own_database_only_and_never_without_its_password(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as postgres:
        for service in ("ideas", "evaluation", "implementation", "reporting"):
            assert await ask(postgres.dsn(service), "SELECT current_user || '/' || current_database()") == (
                f"{service}/{service}"
            )
            # Services make these themselves, without a superuser.
            await ask(postgres.dsn(service), "CREATE EXTENSION pg_trgm")
            await ask(postgres.dsn(service), "CREATE EXTENSION unaccent")
        ideas = postgres.dsn("ideas")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(ideas.removesuffix("/ideas") + "/evaluation", "SELECT 1")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(f"postgresql://ideas:wrong@{LOOPBACK}:{postgres.port}/ideas", "SELECT 1")
        assert (tmp_path / "passwords.json").stat().st_mode & 0o777 == 0o600


async def test_only_loopback_is_served_and_nothing_runs_after_the_stop(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as postgres:
        server = psutil.Process(postgres.pid)
        listeners = [entry for entry in server.net_connections("inet") if entry.status == psutil.CONN_LISTEN]
        assert [entry.laddr.ip for entry in listeners] == [LOOPBACK]
        assert not [entry for entry in server.net_connections("unix") if entry.laddr]
    assert not server.is_running()


async def test_a_busy_wanted_port_is_refused(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server((LOOPBACK, port)), pytest.raises(LocalError, match=f"Port {port} "):
        await EmbeddedPostgres(tmp_path, port).start()


async def test_without_its_programs_it_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPULSWERK_POSTGRES_PROGRAMS", str(tmp_path))
    with pytest.raises(LocalError, match=r"There is no PostgreSQL in .*IMPULSWERK_POSTGRES_PROGRAMS"):
        await EmbeddedPostgres(tmp_path / "data").start()
