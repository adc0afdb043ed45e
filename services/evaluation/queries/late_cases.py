"""The late cases for the coordination: how far up the chain, and what they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.evaluation.domain.lateness import Step, levels_reached
from services.evaluation.due_dates import late_bounds, late_steps
from services.evaluation.queries.lists import listed_title
from services.evaluation.store import QUERIES
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines

SHOWN = 50


@dataclass(frozen=True, slots=True)
class LateCase:
    """A late case; `level` is the name of the highest level that was reached, `absence` that somebody is away."""

    case_id: UUID
    number: str
    title: str
    step: Step
    late: int
    level: str | None
    absence: bool


async def late_cases(work: UnitOfWork, deadlines: Deadlines) -> Sequence[LateCase]:
    """The 50 cases that are late for the longest time, those first."""
    today = city_day(work.now)
    late = late_bounds(today, deadlines)
    rows = await work.connection.fetch(
        QUERIES["late_overview"],
        late.due_by,
        late.decided_before,
        late.published_before,
        deadlines.decision,
        deadlines.publication,
        SHOWN,
        today,
    )
    chain = [level.after for level in deadlines.escalation]
    found = []
    for row in rows:
        step, days = late_steps(row, today, deadlines)[0]
        reached = levels_reached(days, chain)
        level = deadlines.escalation[reached - 1].name if reached else None
        title = listed_title(row, in_charge=True)
        found.append(LateCase(row["case_id"], row["number"], title, step, days, level, row["absence"]))
    return sorted(found, key=lambda case: (case.step.due_on, case.number))
