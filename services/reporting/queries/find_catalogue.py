"""A version of a criteria catalogue, as it was activated."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import asyncpg

from services.reporting.errors import CatalogueUnknown
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

_KEY: Final = re.compile(r"[\w./-]{1,64}")


@dataclass(frozen=True, slots=True)
class ActivatedCatalogue:
    """A catalogue and when it came into force; `content` is the catalogue file."""

    id: str
    version: str
    activated_at: datetime
    content: dict[str, Any]


async def find_catalogue(connection: asyncpg.Connection, catalogue_id: str, version: str) -> ActivatedCatalogue:
    """That version of that catalogue. Raises: CatalogueUnknown."""
    if not (_KEY.fullmatch(catalogue_id) and _KEY.fullmatch(version)):
        raise CatalogueUnknown
    row = await connection.fetchrow(QUERIES["find_catalogue"], catalogue_id, version)
    if row is None:
        raise CatalogueUnknown
    return _activated(row)


async def find_catalogues(
    connection: asyncpg.Connection, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The contents of those of these versions (id and version) that are here: topics have no common order."""
    rows = await connection.fetch(
        QUERIES["find_catalogues"], [each for each, _ in wanted], [version for _, version in wanted]
    )
    return {(row["catalogue_id"], row["catalogue_version"]): row["catalogue"] for row in rows}


async def newest_catalogue(connection: asyncpg.Connection) -> ActivatedCatalogue | None:
    """What was activated last, or None before the first activation."""
    row = await connection.fetchrow(QUERIES["newest_catalogue"])
    return None if row is None else _activated(row)


async def list_catalogues(connection: asyncpg.Connection) -> tuple[ActivatedCatalogue, ...]:
    """Every version that was ever in force, the newest first."""
    return tuple(_activated(row) for row in await connection.fetch(QUERIES["list_catalogues"]))


def _activated(row: asyncpg.Record) -> ActivatedCatalogue:
    return ActivatedCatalogue(row["catalogue_id"], row["catalogue_version"], row["activated_at"], row["catalogue"])
