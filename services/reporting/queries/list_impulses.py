"""One page of the public list of impulses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from services.reporting.queries.cursor import Cursor
from shared.contracts.status import Status, SubState
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

NUMBER: Final = re.compile(r"\d{4}-\d*")
_WORD: Final = re.compile(r"[^\W_]+")
_OPERATORS: Final = re.compile(r'"|(^|\s)-')


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; None means everything. `words` is what somebody typed: words or a number."""

    status: Status | None = None
    origin: str | None = None
    field_of_action: str | None = None
    words: str | None = None


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
    received_on: date
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page, the cursor of the page after it (None on the last one), and how many impulses fit the filter in all."""

    items: tuple[ListedImpulse, ...]
    next: Cursor | None
    total: int


async def list_impulses(connection: asyncpg.Connection, chosen: Filter, after: Cursor | None, limit: int) -> ListPage:
    """The impulses that fit, the last changed first, from behind the cursor on."""
    at, last = (None, None) if after is None else (after.updated_at, after.impulse_id)
    list_name, count_name, conditions = _conditions(chosen)
    by_state_only = chosen == Filter(status=chosen.status)
    # One more than asked for tells whether there is another page.
    rows = await connection.fetch(QUERIES[list_name], *conditions, at, last, limit + 1)
    total = await (
        connection.fetchval(QUERIES["count_listed"], chosen.status)
        if by_state_only
        else connection.fetchval(QUERIES[count_name], *conditions)
    )
    items = tuple(_listed(row) for row in rows[:limit])
    more = len(rows) > limit
    return ListPage(items, Cursor(items[-1].updated_at, items[-1].id) if more else None, total)


async def count_by_status(connection: asyncpg.Connection) -> dict[Status, int]:
    """How many listed impulses are in each state; states without any are left out."""
    return {Status(row["status"]): row["number"] for row in await connection.fetch(QUERIES["count_by_status"])}


def beginnings(words: str) -> str:
    """The words as a query for texts that hold words beginning so; empty if somebody uses operators of the search."""
    if _OPERATORS.search(words):
        return ""
    return " & ".join(f"{word}:*" for word in _WORD.findall(words))


def _conditions(chosen: Filter) -> tuple[str, str, Sequence[str | None]]:
    narrowed = [chosen.status, chosen.origin, chosen.field_of_action]
    if chosen.words is None or NUMBER.fullmatch(chosen.words):
        return "list_impulses", "count_impulses", [*narrowed, chosen.words]
    return "search_impulses", "count_found", [*narrowed, chosen.words, beginnings(chosen.words)]


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
        received_on=row["received_on"],
        updated_at=row["updated_at"],
    )
