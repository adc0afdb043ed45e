"""The lists that stand for good: what deviates, what is late, what was promised, what councils moved, what others have."""

import base64
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

import asyncpg

from services.reporting.errors import CursorBroken
from shared.contracts.status import Status
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a standing list ended: the day that orders it, and the impulse, which breaks ties."""

    day: date
    impulse_id: UUID

    def __str__(self) -> str:
        packed = self.day.toordinal().to_bytes(4, "big") + self.impulse_id.bytes
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def read(cls, written: str) -> Self:
        """The place that `str` wrote. Raises: CursorBroken."""
        try:
            packed = base64.b64decode(written.encode() + b"=", altchars=b"-_", validate=True)
            if len(packed) != 20:
                raise CursorBroken
            return cls(date.fromordinal(int.from_bytes(packed[:4], "big")), UUID(bytes=packed[4:]))
        except (ValueError, OverflowError):
            raise CursorBroken from None


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
    """A page of a list, and the place at which the page after it begins; None on the last one."""

    rows: tuple[StandingRow, ...]
    next: Place | None


async def standing_page(
    connection: asyncpg.Connection, query: str, after: Place | None, *arguments: Any, limit: int = PAGE_SIZE
) -> StandingPage:
    """One page of the list that this query gives, from behind the place on."""
    at, last = (None, None) if after is None else (after.day, after.impulse_id)
    # One more than asked for tells whether there is another page.
    found = await connection.fetch(QUERIES[query], at, last, limit + 1, *arguments)
    rows = tuple(
        StandingRow(row["number"], row["title"], Status(row["status"]), row["decision"], row["day"], row)
        for row in found[:limit]
    )
    more = len(found) > limit
    return StandingPage(rows, Place(rows[-1].day, found[limit - 1]["impulse_id"]) if more else None)
