"""The table of absences: nothing else reads or writes it, but the lists that look at who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.evaluation.domain.absence import Absence
from services.evaluation.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can stand in."""

    person: str
    name: str


async def own_absences(connection: asyncpg.Connection, person: str) -> tuple[Absence, ...]:
    """The person's absences, the next one first."""
    return tuple(Absence(**row) for row in await connection.fetch(QUERIES["own_absences"], person))


async def possible_deputies(connection: asyncpg.Connection, person: str, role: str) -> tuple[Colleague, ...]:
    """Who has signed in in the same role before, by name."""
    return tuple(Colleague(**row) for row in await connection.fetch(QUERIES["possible_deputies"], person, role))


async def lock_absences(work: UnitOfWork, person: str) -> None:
    """Let nobody else enter an absence of the person until commit."""
    await work.connection.execute("SELECT FROM staff WHERE person = $1 FOR UPDATE", person)


async def insert_absence(work: UnitOfWork, absence: Absence) -> None:
    """Keep a new absence."""
    await work.connection.execute(
        QUERIES["insert_absence"],
        absence.id,
        absence.person,
        absence.deputy,
        absence.first_day,
        absence.last_day,
    )


async def delete_absence(work: UnitOfWork, person: str, absence_id: UUID) -> bool:
    """Remove the person's absence; False if there is no such one."""
    status = await work.connection.execute(
        "DELETE FROM absences WHERE absence_id = $1 AND person = $2", absence_id, person
    )
    return str(status) == "DELETE 1"


async def forget_past_absences(work: UnitOfWork, today: date) -> None:
    """Remove absences that are over: nobody needs to know any more."""
    await work.connection.execute("DELETE FROM absences WHERE last_day < $1", today)


async def absences_to_free(work: UnitOfWork, today: date) -> tuple[Absence, ...]:
    """Absences that have begun and were not looked at yet, locked until commit."""
    return tuple(Absence(**row) for row in await work.connection.fetch(QUERIES["absences_to_free"], today))


async def keep_freed(work: UnitOfWork, absences: Sequence[Absence]) -> None:
    """Remember that the claims of these absences were looked at."""
    await work.connection.execute(
        "UPDATE absences SET freed = true WHERE absence_id = ANY($1::uuid[])", [absence.id for absence in absences]
    )
