"""The cases that can come on the agenda of a body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.evaluation.domain.agenda import check_waits_for
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision import Setting
from services.evaluation.domain.decision_routes import Body
from services.evaluation.queries.cursors import Position, write_cursor
from services.evaluation.queries.decision_setting import settings_of
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork

PAGE = 50
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that waits for a decision; the title is empty when it was erased."""

    id: UUID
    number: str
    title: str
    due_on: date
    state: CaseState


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """At most 50 cases, the oldest first; `next` is the cursor of the next page."""

    items: Sequence[WaitingCase]
    next: str | None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Id and name of each."""
        return [(str(case.id), f"{case.number} {case.title}".strip()) for case in self.items]


async def cases_for_body(body: Body, after: Position, work: UnitOfWork, surroundings: Surroundings) -> WaitingPage:
    """Every case that waits for the body and stands on no agenda, by due date; those of others are passed over."""
    found: list[WaitingCase] = []
    while True:
        rows = await work.connection.fetch(QUERIES["cases_for_agenda"], after.due_on, after.case_id, AT_A_TIME)
        cases = [_waiting(row) for row in rows]
        settings = await settings_of([case.id for case in cases], work, surroundings)
        found += [case for case in cases if _waits_for(body, case, settings[case.id])]
        if len(found) > PAGE or len(rows) < AT_A_TIME:
            return _page(found)
        after = Position(cases[-1].due_on, cases[-1].id)


def _page(found: Sequence[WaitingCase]) -> WaitingPage:
    shown = found[:PAGE]
    more = len(found) > PAGE
    return WaitingPage(shown, write_cursor(Position(shown[-1].due_on, shown[-1].id)) if more else None)


def _waiting(row: asyncpg.Record) -> WaitingCase:
    state = CaseState(row["state"])
    return WaitingCase(row["case_id"], row["number"], row["title"] or "", row["due_on"], state)


def _waits_for(body: Body, case: WaitingCase, setting: Setting) -> bool:
    try:
        check_waits_for(body, case.state, setting)
    except DomainError:
        return False
    return True
