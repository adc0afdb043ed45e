"""The desk of a unit: what it is asked, and what those are asked whom it deputises for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.evaluation.domain.asked_units import is_late
from services.evaluation.domain.people import Person
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork

MOST = 100


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that waits: exclusion criteria to settle, or a statement; `as_deputy` because `unit` is late."""

    kind: Literal["exclusion", "statement"]
    case_id: UUID
    number: str
    title: str
    statement_id: UUID
    criteria: tuple[str, ...]
    unit: str
    due_on: date
    late: bool
    as_deputy: bool


async def asked_questions(office: Person, work: UnitOfWork, surroundings: Surroundings) -> list[AskedQuestion]:
    """The first 100 questions that this member of an office may answer, by due date."""
    asked, today = surroundings.asked_units(office), city_day(work.now)
    rows = await work.connection.fetch(
        QUERIES["questions_of_units"], sorted(asked.own), sorted(asked.deputised), today, MOST
    )
    return [
        AskedQuestion(
            kind=row["kind"],
            case_id=row["case_id"],
            number=row["number"],
            title=row["title"] or "",
            statement_id=row["statement_id"],
            criteria=tuple(row["criteria"]),
            unit=row["unit"],
            due_on=row["due_on"],
            late=is_late(row["due_on"], today),
            as_deputy=row["unit"] not in asked.own,
        )
        for row in rows
    ]
