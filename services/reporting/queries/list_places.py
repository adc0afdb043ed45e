"""One page of the public impulses whose place is known."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from services.reporting.gazetteer import COORDINATES, Gazetteer, Point
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.list_impulses import Filter, beginnings, narrowed, position
from shared.contracts.status import Status
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class PlacedImpulse:
    """An impulse and the point where it lies; `place` is what its text calls it."""

    id: UUID
    number: str
    title: str | None
    status: Status
    place: str
    point: Point
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """A page, and the cursor of the page after it (None on the last one)."""

    items: tuple[PlacedImpulse, ...]
    next: Cursor | None


async def list_places(
    connection: asyncpg.Connection, chosen: Filter, gazetteer: Gazetteer, after: Cursor | None, limit: int
) -> PlacesPage:
    """The impulses that fit and whose place is known, the last changed first, from behind the cursor on."""
    area = gazetteer.area
    # A plan that fits every filter fits none.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    # One more than asked for tells whether there is another page.
    rows = await connection.fetch(
        QUERIES["list_places"],
        *narrowed(chosen),
        chosen.number,
        chosen.text,
        beginnings(chosen.text or ""),
        gazetteer.names,
        COORDINATES,
        area.south,
        area.north,
        area.west,
        area.east,
        *position(after),
        limit + 1,
    )
    shown = rows[:limit]
    # Small letters of a few foreign ones differ between PostgreSQL and Python; such a place counts as unknown.
    points = ((row, gazetteer.find(row["place"])) for row in shown)
    items = tuple(_placed(row, point) for row, point in points if point is not None)
    return PlacesPage(items, Cursor(shown[-1]["updated_at"], shown[-1]["impulse_id"]) if len(rows) > limit else None)


def _placed(row: asyncpg.Record, point: Point) -> PlacedImpulse:
    return PlacedImpulse(
        id=row["impulse_id"],
        number=row["number"],
        title=row["title"],
        status=Status(row["status"]),
        place=row["place"],
        point=point,
        updated_at=row["updated_at"],
    )
