"""Brings a service's database to the state its code needs: plain SQL files, each applied once, in the order of their names.

A file whose first line is `-- additive` only adds what the version before does not mind: that one can go on and start again
on the newer database. See docs/decisions/migrations-say-whether-they-only-add.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import asyncpg
import structlog

ADDITIVE = "-- additive"

_LOCK = 0x494D50  # one migration run at a time in a database

_CREATE = """
CREATE TABLE migrations (
    component text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    additive boolean NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (component, name)
)
"""

_TAKES_AWAY = re.compile(
    r"\b(DROP|RENAME|TRUNCATE|DELETE\s+FROM|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE|ADD\s+CONSTRAINT)\b",
    re.IGNORECASE,
)
_REFUSED = (asyncpg.SyntaxOrAccessError, asyncpg.IntegrityConstraintViolationError, asyncpg.DataError)
"""What PostgreSQL says of a file that does not fit this database; anything else means that it is away."""

log = structlog.get_logger()


class MigrationError(Exception):
    """The database does not fit this code; the text names the migration and what to do."""


@dataclass(frozen=True, slots=True)
class Migrations:
    """A folder of SQL files that belong to one component, such as `messaging` or a service."""

    component: str
    folder: Path

    def files(self) -> list[Path]:
        """The files in the order in which they are applied."""
        return sorted(self.folder.glob("*.sql"))


@dataclass(frozen=True, slots=True)
class _Applied:
    sha256: str
    additive: bool


_Known = Mapping[tuple[str, str], _Applied]


async def migrate(connection: asyncpg.Connection, *components: Migrations) -> list[str]:
    """Apply what is missing, all in one transaction; returns `component/name` of what was applied.

    Raises: MigrationError when an applied file has changed since, when the database has one that this code does not know
    and that not only adds, or when one cannot be applied; asyncpg's errors when the database is away.
    """
    applied: list[str] = []
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        # A role that may not create anything can still start on a database that is up to date.
        if await connection.fetchval("SELECT to_regclass('migrations')") is None:
            await connection.execute(_CREATE)
        rows = await connection.fetch("SELECT component, name, sha256, additive FROM migrations")
        known = {(row["component"], row["name"]): _Applied(row["sha256"], row["additive"]) for row in rows}
        for component in components:
            files = component.files()
            newer = _newer(component, files, known)
            for path in files:
                text = path.read_text()
                name = f"{component.component}/{path.name}"
                before = known.get((component.component, path.name))
                if before is None:
                    if newer:
                        raise MigrationError(
                            f"the database lacks {name}, but has {', '.join(newer)}, which this version does not know: "
                            "it belongs to another line of versions. Start the version that made it, or restore a back-up"
                        )
                    await _apply(connection, component.component, path.name, text)
                    applied.append(name)
                elif before.sha256 != _digest(text):
                    raise MigrationError(
                        f"{name} was changed after it had been applied: the database has what the older text made. "
                        "Restore the file, and put the change into a new one"
                    )
    return applied


def _newer(component: Migrations, files: Sequence[Path], known: _Known) -> list[str]:
    """The migrations of a newer version, if they only add. Raises: MigrationError."""
    ours = {path.name for path in files}
    unknown = {
        name: each for (of, name), each in sorted(known.items()) if of == component.component and name not in ours
    }
    newer = [f"{component.component}/{name}" for name in unknown]
    breaking = [f"{component.component}/{name}" for name, each in unknown.items() if not each.additive]
    if breaking:
        raise MigrationError(
            f"the database is newer than this version, which lacks the migration {', '.join(breaking)}; "
            "start the newer version, or restore a back-up made before it"
        )
    if newer:
        log.warning("the database is newer than this version; what was added does not matter here", migrations=newer)
    return newer


async def _apply(connection: asyncpg.Connection, component: str, name: str, text: str) -> None:
    refuse_a_false_mark(f"{component}/{name}", text)
    try:
        await connection.execute(text)
    except _REFUSED as error:
        raise MigrationError(
            f"the database lacks {component}/{name}, and it cannot be applied: {error}. "
            "The role must own the database, and nobody else may have changed it"
        ) from error
    await connection.execute(
        "INSERT INTO migrations (component, name, sha256, additive) VALUES ($1, $2, $3, $4)",
        component,
        name,
        _digest(text),
        _only_adds(text),
    )


def refuse_a_false_mark(name: str, text: str) -> None:
    """Raises: MigrationError for a text that says it is additive and is not."""
    found = _TAKES_AWAY.search(re.sub(r"--.*", "", text))
    if found and _only_adds(text):
        raise MigrationError(f"{name} says that it only adds, but has {found[0]}")


def _only_adds(text: str) -> bool:
    return text.startswith(ADDITIVE)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
