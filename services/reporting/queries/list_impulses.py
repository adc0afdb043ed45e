"""One page of the public list of impulses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.reporting.queries.cursor import Cursor
from services.reporting.views.totals import ALL
from shared.contracts.status import Status, SubState
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

NUMBER: Final = re.compile(r"\d{4}-\d*")
MOST_COUNTED: Final = 500
"""What holds some words is counted no further: everybody says "Straße"."""
WORDS_ALIKE: Final = 3
"""So many words are taken for the one that somebody mistyped."""
_WORD: Final = re.compile(r"[^\W_]+")
_OPERATORS: Final = re.compile(r'"|(^|\s)-')


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; None means everything. `words` is what somebody typed: words or a number.

    `goal` is a strategic one, `year` the one of the receipt.
    """

    status: Status | None = None
    decision: str | None = None
    origin: str | None = None
    field_of_action: str | None = None
    goal: int | None = None
    year: int | None = None
    words: str | None = None

    @property
    def number(self) -> str | None:
        """The beginning of a number, where somebody typed that instead of words."""
        return self.words if self.words is not None and NUMBER.fullmatch(self.words) else None

    @property
    def text(self) -> str | None:
        """The words, where they are no number."""
        return None if self.number is not None else self.words

    def scope(self) -> str | None:
        """The scope of the totals that counts the same impulses, state apart; None where more than one thing is chosen."""
        chosen = {
            "decision": self.decision,
            "origin": self.origin,
            "field": self.field_of_action,
            "goal": self.goal,
            "received": self.year,
        }
        scopes = [f"{name}:{value}" for name, value in chosen.items() if value is not None]
        if self.words is not None or len(scopes) > 1:
            return None
        return scopes[0] if scopes else ALL


@dataclass(frozen=True, slots=True)
class ListedImpulse:
    """One entry of the list. `title` is None while the text is on its way, or after its erasure."""

    id: UUID
    number: str
    title: str | None
    status: Status
    sub_state: SubState | None
    decision: str | None
    origin: str
    field_of_action: str | None
    goals: tuple[int, ...]
    received_on: date
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page, the cursor of the page after it (None on the last one), and how many impulses fit the filter in all.

    `more`: there are more than `total`, which nobody has counted. `similar`: nothing holds the words; these hold words
    that look like them.
    """

    items: tuple[ListedImpulse, ...]
    next: Cursor | None
    total: int
    more: bool = False
    similar: bool = False


async def list_impulses(connection: asyncpg.Connection, chosen: Filter, after: Cursor | None, limit: int) -> ListPage:
    """The impulses that fit, the last changed first, from behind the cursor on; else what holds words that look alike."""
    # A plan that fits every filter fits none: with it a rare state would be looked for in the whole list.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    if chosen.text is None:
        return _page(await _listed(connection, chosen, after, limit), limit, await _count(connection, chosen))
    begun = beginnings(chosen.text)
    words = [*narrowed(chosen), chosen.text, begun]
    found = await _ids(connection, "find_holding", *words, MOST_COUNTED + 1)
    if len(found) > MOST_COUNTED:
        rows = await connection.fetch(QUERIES["search_impulses"], *words, *position(after), limit + 1)
        if after is None and len(rows) <= limit:
            return _page(rows, limit, len(rows))
        return _page(rows, limit, MOST_COUNTED, more=True)
    if found or after is not None or not begun:
        return _page(await _listed(connection, chosen, after, limit, found), limit, len(found))
    return await _alike(connection, chosen, limit)


async def count_listed(connection: asyncpg.Connection, scope: str = ALL) -> dict[Status, int]:
    """How many listed impulses of a scope are in each state; states without any are left out."""
    return {Status(row["status"]): row["number"] for row in await connection.fetch(QUERIES["count_listed"], scope)}


async def _listed(
    connection: asyncpg.Connection,
    chosen: Filter,
    after: Cursor | None,
    limit: int,
    among: Sequence[UUID] | None = None,
) -> list[asyncpg.Record]:
    # One more than asked for tells whether there is another page.
    return await connection.fetch(
        QUERIES["list_impulses"], *narrowed(chosen), chosen.number, among, *position(after), limit + 1
    )


async def _count(connection: asyncpg.Connection, chosen: Filter) -> int:
    scope = chosen.scope()
    if scope is not None:
        counts = await count_listed(connection, scope)
        return sum(counts.values()) if chosen.status is None else counts.get(chosen.status, 0)
    total: int = await connection.fetchval(QUERIES["count_impulses"], *narrowed(chosen), chosen.number)
    return total


async def _alike(connection: asyncpg.Connection, chosen: Filter, limit: int) -> ListPage:
    found = await _ids(connection, "find_alike", *narrowed(chosen), chosen.text, WORDS_ALIKE, MOST_COUNTED)
    items = tuple(_entry(row) for row in (await _listed(connection, chosen, None, limit, found))[:limit])
    return ListPage(items, None, len(items), similar=bool(items))


async def _ids(connection: asyncpg.Connection, query: str, *given: Any) -> list[UUID]:
    return [row["impulse_id"] for row in await connection.fetch(QUERIES[query], *given)]


def _page(rows: Sequence[asyncpg.Record], limit: int, total: int, *, more: bool = False) -> ListPage:
    items = tuple(_entry(row) for row in rows[:limit])
    following = Cursor(items[-1].updated_at, items[-1].id) if len(rows) > limit else None
    return ListPage(items, following, total, more)


def beginnings(words: str) -> str:
    """The words as a query for texts that hold words beginning so; empty if somebody uses operators of the search."""
    if _OPERATORS.search(words):
        return ""
    return " & ".join(f"{word}:*" for word in _WORD.findall(words))


def narrowed(chosen: Filter) -> list[Any]:
    """The parameters $1 to $7 of every query that takes filters: all but the words."""
    first, end = (None, None) if chosen.year is None else (date(chosen.year, 1, 1), date(chosen.year + 1, 1, 1))
    return [chosen.status, chosen.decision, chosen.origin, chosen.field_of_action, chosen.goal, first, end]


def position(after: Cursor | None) -> tuple[datetime | None, UUID | None]:
    """The parameters of every query that pages through what changed last first."""
    return (None, None) if after is None else (after.updated_at, after.impulse_id)


def _entry(row: asyncpg.Record) -> ListedImpulse:
    return ListedImpulse(
        id=row["impulse_id"],
        number=row["number"],
        title=row["title"],
        status=Status(row["status"]),
        sub_state=None if row["sub_state"] is None else SubState(row["sub_state"]),
        decision=row["decision"],
        origin=row["origin"],
        field_of_action=row["field_of_action"],
        goals=tuple(row["goals"]),
        received_on=row["received_on"],
        updated_at=row["updated_at"],
    )
