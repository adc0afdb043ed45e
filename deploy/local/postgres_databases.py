"""One database and one role per service, which no other service may enter."""

import json
import secrets
from pathlib import Path

import asyncpg

from deploy.local.ports import LOOPBACK
from deploy.local.private_files import write_private
from shared.runtime.settings import SERVICES

ADMINISTRATOR = "postgres"


def passwords(file: Path) -> dict[str, str]:
    """The password of the administrator and of each service's role; made once, kept in `file` (mode 0600)."""
    if not file.exists():
        # token_hex: nothing in it needs an escape, neither in a DSN nor in SQL.
        write_private(file, json.dumps({name: secrets.token_hex(24) for name in (ADMINISTRATOR, *SERVICES)}))
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def dsn(role: str, password: str, port: int) -> str:
    """The address of the database that belongs to a role and has its name."""
    return f"postgresql://{role}:{password}@{LOOPBACK}:{port}/{role}"


async def create_missing_databases(port: int, words: dict[str, str]) -> None:
    """Create what an interrupted or first start has not created yet.

    Raises: asyncpg.PostgresError, OSError.
    """
    connection = await asyncpg.connect(dsn(ADMINISTRATOR, words[ADMINISTRATOR], port))
    try:
        roles = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in roles:
                await connection.execute(f"CREATE ROLE {service} LOGIN PASSWORD '{words[service]}'")
            if service not in databases:
                await connection.execute(f"CREATE DATABASE {service} OWNER {service} STRATEGY wal_log")
            await connection.execute(f"REVOKE ALL ON DATABASE {service} FROM PUBLIC")
    finally:
        await connection.close()
