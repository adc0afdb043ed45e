"""Brings a service's database to the state its code needs: plain SQL files, each applied once, in the order of their names."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg

_LOCK = 0x494D50  # one migration run at a time in a database

_CREATE = """
CREATE TABLE IF NOT EXISTS migrations (
    component text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (component, name)
)
"""


class MigrationError(Exception):
    """The database does not fit this code: an applied file was changed, or the database is newer than the code."""


@dataclass(frozen=True, slots=True)
class Migrations:
    """A folder of SQL files that belong to one component, such as `messaging` or a service."""

    component: str
    folder: Path

    def files(self) -> list[Path]:
        """The files in the order in which they are applied."""
        return sorted(self.folder.glob("*.sql"))


async def migrate(connection: asyncpg.Connection, *components: Migrations) -> list[str]:
    """Apply what is missing, all in one transaction; returns `component/name` of what was applied.

    Raises: MigrationError when an applied file has changed since, or the database knows a file that the code does not.
    """
    applied: list[str] = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(_CREATE)
        rows = await connection.fetch("SELECT component, name, sha256 FROM migrations")
        known = {(row["component"], row["name"]): row["sha256"] for row in rows}
        for component in components:
            files = component.files()
            unknown = {name for of, name in known if of == component.component} - {path.name for path in files}
            if unknown:
                raise MigrationError(
                    f"the database has migrations of {component.component} that this version does not know: "
                    f"{', '.join(sorted(unknown))}; start the newer version"
                )
            for path in files:
                text = path.read_text()
                digest = sha256(text.encode()).hexdigest()
                before = known.get((component.component, path.name))
                if before is None:
                    await connection.execute(text)
                    await connection.execute(
                        "INSERT INTO migrations (component, name, sha256) VALUES ($1, $2, $3)",
                        component.component,
                        path.name,
                        digest,
                    )
                    applied.append(f"{component.component}/{path.name}")
                elif before != digest:
                    raise MigrationError(f"{component.component}/{path.name} was changed after it had been applied")
    return applied
