"""The table of what other offices were given and have not answered: nothing else reads or writes it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from shared.messaging.unit_of_work import UnitOfWork

_KEEP = """
INSERT INTO follow_ups (case_id, addressee, since)
VALUES ($1, $2, $3)
ON CONFLICT (case_id) DO UPDATE
SET addressee = excluded.addressee
"""

_LOAD = "SELECT addressee, since, answered_on, answer FROM follow_ups WHERE case_id = $1"

_ANSWER = "UPDATE follow_ups SET answered_on = $2, answer = $3 WHERE case_id = $1 AND answered_on IS NULL"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """To whom a case was forwarded, since when, and what that office answered when; None while it has not."""

    addressee: str
    since: date
    answered_on: date | None
    answer: str | None


async def keep_follow_up(work: UnitOfWork, case_id: UUID, addressee: str | None, today: date) -> None:
    """Put a forwarded case on the list; a case that is forwarded no more leaves it unless it was answered."""
    if addressee is None:
        await work.connection.execute("DELETE FROM follow_ups WHERE case_id = $1 AND answered_on IS NULL", case_id)
    else:
        await work.connection.execute(_KEEP, case_id, addressee, today)


async def load_follow_up(connection: asyncpg.Connection, case_id: UUID) -> FollowUp | None:
    """What became of a case that was forwarded; None for one that was not."""
    row = await connection.fetchrow(_LOAD, case_id)
    return None if row is None else FollowUp(**row)


async def keep_answer(work: UnitOfWork, case_id: UUID, today: date, answer: str) -> None:
    """Keep what the other office answered."""
    await work.connection.execute(_ANSWER, case_id, today, answer)
