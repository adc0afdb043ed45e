"""The tables of the service promise: promises, notices and the course of cases; nothing else reads or writes them."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.notices import Course, Notice
from services.ideas.store import QUERIES
from shared.messaging.unit_of_work import UnitOfWork


async def load_courses(work: UnitOfWork, impulse_ids: Sequence[UUID]) -> dict[UUID, Course]:
    """What the topic of assessments said about these impulses; nothing yet where one is missing."""
    rows = await work.connection.fetch(QUERIES["load_courses"], impulse_ids)
    return {row["impulse_id"]: Course(row["due_on"], row["cause"], row["session_on"], row["until"]) for row in rows}


async def save_course(work: UnitOfWork, impulse_id: UUID, course: Course) -> None:
    """Keep when the case of an impulse goes on."""
    await work.connection.execute(
        QUERIES["save_course"], impulse_id, course.due_on, course.cause, course.session_on, course.until
    )


async def due_promises(connection: asyncpg.Connection, today: date, months: int, most: int) -> list[UUID]:
    """Impulses whose promised day, or the day of the last notice, is over; at most so many, in ascending order."""
    return [row["impulse_id"] for row in await connection.fetch(QUERIES["due_promises"], today, months, most)]


async def give(work: UnitOfWork, today: date, notices: Mapping[UUID, Notice]) -> None:
    """Keep the notices of today; the next ones follow when their days are over."""
    await work.connection.execute(
        QUERIES["give_notices"],
        list(notices),
        today,
        [each.cause for each in notices.values()],
        [each.until for each in notices.values()],
    )


async def drop_promises(work: UnitOfWork, impulse_ids: Sequence[UUID]) -> None:
    """Look at these impulses no more: they are decided."""
    await work.connection.execute(QUERIES["drop_promises"], impulse_ids)
