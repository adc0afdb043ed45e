"""One impulse with everything a coordinator needs to decide."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.errors import ImpulseNotFound
from services.ideas.domain.impulse import ImpulseState
from services.ideas.domain.submission import is_for_council
from services.ideas.store import QUERIES
from shared.contracts.lists import Motion


@dataclass(frozen=True, slots=True)
class ImpulseForScreening:
    """The impulse as it came in; whether there is contact data is shown, the data itself is not."""

    id: UUID
    number: str
    state: ImpulseState
    origin: str
    channel: str
    title: str
    text: str
    place: str | None
    field_of_action: str | None
    received_on: date
    has_contact: bool
    source_url: str | None
    licence: str | None
    motion: Motion | None
    is_for_council: bool


async def impulse_for_screening(connection: asyncpg.Connection | asyncpg.Pool, impulse_id: UUID) -> ImpulseForScreening:
    """Raises: ImpulseNotFound."""
    row = await connection.fetchrow(QUERIES["load_impulse"], impulse_id)
    if row is None:
        raise ImpulseNotFound
    return ImpulseForScreening(
        id=row["id"],
        number=row["number"],
        state=ImpulseState(row["state"]),
        origin=row["origin"],
        channel=row["channel"],
        title=row["title"],
        text=row["text"],
        place=row["place"],
        field_of_action=row["field_of_action"],
        received_on=row["received_on"],
        has_contact=row["has_contact"],
        source_url=row["source_url"],
        licence=row["licence"],
        motion=row["motion"],
        is_for_council=is_for_council(row["motion"], row["origin"]),
    )
