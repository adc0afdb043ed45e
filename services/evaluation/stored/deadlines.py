"""The clocks of cases and their postponements: nothing else reads or writes them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.evaluation.domain.deadlines import Clock
from services.evaluation.domain.postponement import PostponementReason
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Postponement:
    """From which day to which, and why; the note is for staff in charge only, and empty once it was erased."""

    due_before: date
    due_on: date
    reason: PostponementReason
    note: str


async def load_clock(connection: asyncpg.Connection, case_id: UUID) -> Clock:
    """The clock of a case that there is; to change it, the caller has locked the case."""
    row = await connection.fetchrow(QUERIES["load_clock"], case_id)
    assert row is not None
    return Clock(**row)


async def save_clock(work: UnitOfWork, case_id: UUID, clock: Clock) -> None:
    """Keep what moved the due date."""
    await work.connection.execute(
        QUERIES["save_clock"],
        case_id,
        clock.due_on,
        clock.stopped_on,
        clock.due_before,
        clock.stopped_days,
        clock.extended_days,
    )


async def insert_postponement(work: UnitOfWork, id_: UUID, case_id: UUID, postponement: Postponement) -> None:
    """Keep why a case was postponed."""
    await work.connection.execute(
        QUERIES["insert_postponement"],
        id_,
        case_id,
        postponement.due_before,
        postponement.due_on,
        postponement.reason,
        postponement.note,
    )


async def load_postponements(connection: asyncpg.Connection, case_id: UUID) -> tuple[Postponement, ...]:
    """The postponements of a case, the oldest first."""
    return tuple(
        Postponement(row["due_before"], row["due_on"], PostponementReason(row["reason"]), row["note"])
        for row in await connection.fetch(QUERIES["load_postponements"], case_id)
    )
