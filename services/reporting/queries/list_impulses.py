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
MOST_COUNTED: Final = 1_000
"""What holds some words is counted no further: everybody says "Straße"."""
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

    `more`: there are more than `total`, which nobody has counted. `similar`: nothing holds the words; these have titles that
    look like them.
    """

    items: tuple[ListedImpulse, ...]
    next: Cursor | None
    total: int
    more: bool = False
    similar: bool = False


async def list_impulses(connection: asyncpg.Connection, chosen: Filter, after: Cursor | None, limit: int) -> ListPage:
    """The impulses that fit, the last changed first, from behind the cursor on; else what looks like it."""
    at, last = (None, None) if after is None else (after.updated_at, after.impulse_id)
    list_name, count_name, conditions = conditions_of(chosen)
    # A plan that fits every filter fits none: with it a rare state would be looked for in the whole list.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    # One more than asked for tells whether there is another page.
    rows = await connection.fetch(QUERIES[list_name], *conditions, at, last, limit + 1)
    if not rows and after is None and list_name == "search_impulses":
        return await _similar(connection, chosen, limit)
    total = await _count(connection, chosen, count_name, conditions)
    items = tuple(_listed(row) for row in rows[:limit])
    following = Cursor(items[-1].updated_at, items[-1].id) if len(rows) > limit else None
    if count_name == "count_found" and total > MOST_COUNTED:
        return ListPage(items, following, MOST_COUNTED, more=True)
    return ListPage(items, following, total)


async def count_listed(connection: asyncpg.Connection, scope: str = ALL) -> dict[Status, int]:
    """How many listed impulses of a scope are in each state; states without any are left out."""
    return {Status(row["status"]): row["number"] for row in await connection.fetch(QUERIES["count_listed"], scope)}


async def _count(connection: asyncpg.Connection, chosen: Filter, query: str, conditions: Sequence[Any]) -> int:
    scope = chosen.scope()
    if scope is not None:
        counts = await count_listed(connection, scope)
        return sum(counts.values()) if chosen.status is None else counts.get(chosen.status, 0)
    most = [MOST_COUNTED + 1] if query == "count_found" else []
    total: int = await connection.fetchval(QUERIES[query], *conditions, *most)
    return total


async def _similar(connection: asyncpg.Connection, chosen: Filter, limit: int) -> ListPage:
    rows = await connection.fetch(QUERIES["find_similar"], *narrowed(chosen), chosen.words, limit)
    return ListPage(tuple(_listed(row) for row in rows), None, len(rows), similar=bool(rows))


def beginnings(words: str) -> str:
    """The words as a query for texts that hold words beginning so; empty if somebody uses operators of the search."""
    if _OPERATORS.search(words):
        return ""
    return " & ".join(f"{word}:*" for word in _WORD.findall(words))


def conditions_of(chosen: Filter) -> tuple[str, str, Sequence[Any]]:
    """Which query lists what fits, which one counts it, and the first parameters of every query under such a filter."""
    filters = narrowed(chosen)
    if chosen.words is None or NUMBER.fullmatch(chosen.words):
        return "list_impulses", "count_impulses", [*filters, chosen.words]
    return "search_impulses", "count_found", [*filters, chosen.words, beginnings(chosen.words)]


def narrowed(chosen: Filter) -> list[Any]:
    """The parameters $1 to $7 of every query that takes filters: all but the words."""
    first, end = (None, None) if chosen.year is None else (date(chosen.year, 1, 1), date(chosen.year + 1, 1, 1))
    return [chosen.status, chosen.decision, chosen.origin, chosen.field_of_action, chosen.goal, first, end]


def _listed(row: asyncpg.Record) -> ListedImpulse:
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
