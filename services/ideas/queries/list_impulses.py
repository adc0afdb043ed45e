"""Impulses in the order of their arrival, page by page."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import CursorInvalid
from services.ideas.domain.impulse import ImpulseState
from services.ideas.store import QUERIES

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedImpulse:
    """One line of the list."""

    id: UUID
    number: str
    title: str
    origin: str
    received_on: date
    state: ImpulseState


@dataclass(frozen=True, slots=True)
class ImpulseList:
    """One page; `next` is the opaque cursor of the following one, or None at the end."""

    items: Sequence[ListedImpulse]
    next: str | None


async def list_impulses(
    connection: asyncpg.Connection | asyncpg.Pool, state: ImpulseState | None, cursor: str | None, limit: int = PAGE
) -> ImpulseList:
    """Impulses of one state, or all, after the cursor. Raises: CursorInvalid."""
    rows = await connection.fetch(QUERIES["list_impulses"], state, _read_cursor(cursor), limit + 1)
    items = [
        ListedImpulse(
            row["id"], row["number"], row["title"], row["origin"], row["received_on"], ImpulseState(row["state"])
        )
        for row in rows[:limit]
    ]
    return ImpulseList(items, _cursor(items[-1].id) if len(rows) > limit else None)


async def count_in_state(connection: asyncpg.Connection | asyncpg.Pool, state: ImpulseState) -> int:
    """How many impulses are in a state."""
    count: int = await connection.fetchval(QUERIES["count_in_state"], state)
    return count


def _cursor(last: UUID) -> str:
    return urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> UUID | None:
    if not cursor:
        return None
    try:
        return UUID(bytes=urlsafe_b64decode(cursor + "=="))
    except ValueError:
        raise CursorInvalid from None
