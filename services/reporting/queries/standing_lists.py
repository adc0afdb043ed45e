"""The lists that stand for good: what deviates, what is late, what was promised, what councils moved, what others have."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import asyncpg

from services.reporting.queries.cursor import DayCursor
from shared.contracts.status import Status
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One impulse of a standing list; `day` is the one that orders the list, `row` holds what only some lists have."""

    number: str
    title: str | None
    status: Status
    decision: str | None
    day: date
    row: asyncpg.Record


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A page of a list, and where it ended; None on the last one."""

    rows: tuple[StandingRow, ...]
    next: DayCursor | None


async def standing_page(
    connection: asyncpg.Connection, query: str, after: DayCursor | None, *arguments: Any, limit: int = PAGE_SIZE
) -> StandingPage:
    """One page of the list that this query gives, from behind the cursor on."""
    at, last = (None, None) if after is None else (after.day, after.impulse_id)
    # One more than asked for tells whether there is another page.
    found = await connection.fetch(QUERIES[query], at, last, limit + 1, *arguments)
    rows = tuple(
        StandingRow(row["number"], row["title"], Status(row["status"]), row["decision"], row["day"], row)
        for row in found[:limit]
    )
    more = len(found) > limit
    return StandingPage(rows, DayCursor(rows[-1].day, found[limit - 1]["impulse_id"]) if more else None)
