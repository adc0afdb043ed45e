"""The table of reviews that submitters asked for: nothing else reads or writes it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

import asyncpg

from shared.contracts.lists import AppealGround
from shared.messaging.unit_of_work import UnitOfWork

AppealState = Literal["open", "remedied", "new_round"]

_INSERT = """
INSERT INTO appeals (appeal_id, impulse_id, case_id, grounds, text_id, state, due_on)
VALUES ($1, $2, $3, $4, $5, 'open', $6)
ON CONFLICT DO NOTHING
RETURNING true
"""

_LOAD = """
SELECT appeal.appeal_id AS id, appeal.case_id, appeal.grounds, appeal.state, appeal.due_on, texts.content ->> 'body' AS words
FROM appeals AS appeal
LEFT JOIN texts ON texts.text_id = appeal.text_id
WHERE appeal.impulse_id = $1
"""

_DUE = """
SELECT appeal.case_id
FROM appeals AS appeal
WHERE appeal.state = 'open'
    AND appeal.due_on < $1
    AND NOT EXISTS (
        SELECT FROM decisions WHERE decisions.case_id = appeal.case_id AND decisions.published_at IS NULL
    )
ORDER BY appeal.due_on, appeal.appeal_id
LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Appeal:
    """The review of an impulse: of which case, why, and until when the first decider can correct the decision.

    `words` is None while its text is still to come, and once it was erased.
    """

    id: UUID
    case_id: UUID
    grounds: tuple[AppealGround, ...]
    state: AppealState
    due_on: date
    words: str | None


async def insert_appeal(
    work: UnitOfWork,
    appeal_id: UUID,
    impulse_id: UUID,
    case_id: UUID,
    grounds: tuple[AppealGround, ...],
    text_id: UUID | None,
    due_on: date,
) -> bool:
    """Keep a new review; False where the impulse has had one."""
    kept: bool | None = await work.connection.fetchval(
        _INSERT, appeal_id, impulse_id, case_id, list(grounds), text_id, due_on
    )
    return bool(kept)


async def load_appeal(connection: asyncpg.Connection, impulse_id: UUID) -> Appeal | None:
    """The one review of an impulse."""
    row = await connection.fetchrow(_LOAD, impulse_id)
    return None if row is None else Appeal(**{**row, "grounds": tuple(row["grounds"])})


async def end_appeal(work: UnitOfWork, case_id: UUID, state: AppealState) -> None:
    """Keep how the open review of a case went on."""
    await work.connection.execute("UPDATE appeals SET state = $2 WHERE case_id = $1 AND state = 'open'", case_id, state)


async def due_appeals(connection: asyncpg.Connection, today: date, most: int) -> list[UUID]:
    """The cases whose decision was not corrected in time; not those whose correction waits for its publication."""
    return [row["case_id"] for row in await connection.fetch(_DUE, today, most)]
