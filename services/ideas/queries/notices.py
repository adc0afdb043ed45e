"""The interim notices about an impulse, for the holder of its access code."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.labels import NOTICE_SENTENCES
from services.ideas.store import QUERIES


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """What was told on a day: why it takes longer, in a sentence, and until when a decision was expected."""

    given_on: date
    sentence: str
    until: date


async def notices_of(connection: asyncpg.Connection, impulse_id: UUID) -> tuple[GivenNotice, ...]:
    """All of them, the oldest first."""
    rows = await connection.fetch(QUERIES["notices_of"], impulse_id)
    return tuple(GivenNotice(row["given_on"], NOTICE_SENTENCES[row["cause"]], row["until"]) for row in rows)
