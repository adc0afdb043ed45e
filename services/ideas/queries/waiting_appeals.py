"""Appeals that wait for screening, for the coordinators."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import AppealNotFound
from services.ideas.store import QUERIES
from shared.contracts.lists import AppealGround

MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingAppeal:
    """An appeal as the person wrote it."""

    id: UUID
    impulse_id: UUID
    number: str
    title: str
    grounds: tuple[AppealGround, ...]
    lodged_on: date
    words: str


async def waiting_appeals(connection: asyncpg.Connection) -> list[WaitingAppeal]:
    """The first 200, the oldest first."""
    return await _load(connection, None)


async def waiting_appeal(connection: asyncpg.Connection, appeal_id: UUID) -> WaitingAppeal:
    """One of them. Raises: AppealNotFound, also when it was screened already."""
    found = await _load(connection, appeal_id)
    if not found:
        raise AppealNotFound
    return found[0]


async def count_appeals(connection: asyncpg.Connection) -> int:
    """How many wait for screening."""
    count: int = await connection.fetchval(QUERIES["count_appeals"])
    return count


async def _load(connection: asyncpg.Connection, appeal_id: UUID | None) -> list[WaitingAppeal]:
    return [
        WaitingAppeal(
            id=row["appeal_id"],
            impulse_id=row["impulse_id"],
            number=row["number"],
            title=row["title"],
            grounds=tuple(row["grounds"]),
            lodged_on=row["lodged_on"],
            words=row["words"],
        )
        for row in await connection.fetch(QUERIES["waiting_appeals"], appeal_id, MOST)
    ]
