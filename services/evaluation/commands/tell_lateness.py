"""A duty of every day: tell which cases are overdue, and which have come to the next level of the city's chain."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from services.evaluation.domain.lateness import Step, levels_reached
from services.evaluation.due_dates import late_bounds, late_steps
from services.evaluation.store import QUERIES
from shared.contracts.days import city_day
from shared.contracts.facts import CaseEscalated, CaseOverdue
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines

PORTION = 500
FIRST = UUID(int=0)


async def tell_lateness(after: UUID, work: UnitOfWork, deadlines: Deadlines) -> UUID | None:
    """Record `overdue` and `escalated` for the next late cases, each level once per case, cause and due date.

    A level that was passed while the service stood still is told, too. Returns the case to go on after, None at the end.
    Source: lifecycle.md, "Facts".
    """
    today = city_day(work.now)
    late = late_bounds(today, deadlines)
    rows = await work.connection.fetch(
        QUERIES["late_cases"], late.due_by, late.decided_before, late.published_before, after, PORTION
    )
    late_by_case = {row["case_id"]: late_steps(row, today, deadlines) for row in rows}
    new = await _keep_new(late_by_case, work, deadlines)
    for row in rows:
        for step, level in sorted(new.get(row["case_id"], ()), key=lambda told: told[1]):
            _tell(row, step, level, work)
    return rows[-1]["case_id"] if len(rows) == PORTION else None


async def _keep_new(
    late_by_case: Mapping[UUID, Sequence[tuple[Step, int]]], work: UnitOfWork, deadlines: Deadlines
) -> dict[UUID, list[tuple[Step, int]]]:
    """What was not told yet, level by level; 0 is that the step is overdue."""
    chain = [level.after for level in deadlines.escalation]
    reached = [
        (case_id, step.cause, step.due_on, level)
        for case_id, steps in late_by_case.items()
        for step, late in steps
        for level in range(levels_reached(late, chain) + 1)
    ]
    kept = await work.connection.fetch(
        QUERIES["tell_lateness"],
        [case_id for case_id, _, _, _ in reached],
        [cause for _, cause, _, _ in reached],
        [due_on for _, _, due_on, _ in reached],
        [level for _, _, _, level in reached],
    )
    new: dict[UUID, list[tuple[Step, int]]] = {}
    for row in kept:
        new.setdefault(row["case_id"], []).append((Step(row["cause"], row["due_on"]), row["level"]))
    return new


def _tell(row: asyncpg.Record, step: Step, level: int, work: UnitOfWork) -> None:
    fact = CaseEscalated if level else CaseOverdue
    work.record(
        fact(
            impulse_id=row["impulse_id"],
            case_id=row["case_id"],
            round=row["round"],
            due_on=step.due_on,
            cause=step.cause,
        )
    )
