"""Every public impulse with the time of its last change, in parts that a sitemap may have."""

from datetime import datetime
from pathlib import Path

import asyncpg

from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


async def list_parts(connection: asyncpg.Connection, size: int) -> list[tuple[int, datetime]]:
    """The parts, numbered from 1, of at most so many impulses, each with the last change in it."""
    rows = await connection.fetch(QUERIES["list_sitemap_parts"], size)
    return [(row["part"], row["updated_at"]) for row in rows]


async def list_part(connection: asyncpg.Connection, size: int, part: int) -> list[tuple[str, datetime]]:
    """Numbers and last changes of the impulses of one part; empty where there is no such part."""
    rows = await connection.fetch(QUERIES["list_sitemap_part"], size, (part - 1) * size)
    return [(row["number"], row["updated_at"]) for row in rows]
