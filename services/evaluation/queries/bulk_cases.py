"""Cases as bulk decisions look at them: many at once, with a fixed number of queries."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from services.evaluation.bulk_cases import BulkCase, Decidable
from services.evaluation.domain.case import Case, CaseState, Seat, SeatState
from services.evaluation.domain.competence import check_competence
from services.evaluation.domain.people import Person
from services.evaluation.presentation.template_values import TemplateMatter
from services.evaluation.queries.cursors import START, Position, write_cursor
from services.evaluation.queries.decision_setting import settings_of
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.contracts.lists import Decision
from shared.messaging.unit_of_work import UnitOfWork

PAGE = 50
AT_ONCE = 100
"""So many cases are in memory together, however many there are."""
NO_LEASE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; None asks for all."""

    recommendation: str | None = None
    field_of_action: str | None = None
    unit: str | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class CandidatePage:
    """Cases that a person may decide alone, by due date; `next` is the cursor of the next page."""

    items: Sequence[BulkCase]
    next: str | None


async def candidate_page(
    decider: Person, wanted: CaseFilter, after: Position, work: UnitOfWork, surroundings: Surroundings
) -> CandidatePage:
    """At most 50 of the cases that the filter shows and that this person may decide alone, whatever the decision is."""
    found: list[BulkCase] = []
    async for portion in candidates(decider, "accepted", wanted, None, work, surroundings, after=after):
        found += portion
        if len(found) > PAGE:
            break
    shown = found[:PAGE]
    more = len(found) > PAGE
    return CandidatePage(shown, write_cursor(Position(shown[-1].case.due_on, shown[-1].case.id)) if more else None)


async def candidates(
    decider: Person,
    decision: Decision,
    wanted: CaseFilter,
    chosen: Sequence[UUID] | None,
    work: UnitOfWork,
    surroundings: Surroundings,
    *,
    after: Position = START,
) -> AsyncIterator[Sequence[BulkCase]]:
    """All cases for which this person alone may take this decision, by due date, in portions.

    `chosen` are the only ones to look at, None looks at all.
    """
    while True:
        rows = await work.connection.fetch(
            QUERIES["bulk_candidates"],
            after.due_on,
            after.case_id,
            wanted.recommendation,
            wanted.field_of_action,
            wanted.unit,
            wanted.track,
            chosen,
            AT_ONCE,
        )
        found = await load_bulk_cases([row["case_id"] for row in rows], work, surroundings)
        yield [found[row["case_id"]] for row in rows if _decides_alone(found[row["case_id"]], decision, decider)]
        if len(rows) < AT_ONCE:
            return
        after = Position(rows[-1]["due_on"], rows[-1]["case_id"])


async def load_bulk_cases(
    case_ids: Sequence[UUID], work: UnitOfWork, surroundings: Surroundings
) -> Mapping[UUID, BulkCase]:
    """These cases as they are now, with what texts can say; nothing is locked."""
    rows = await work.connection.fetch(QUERIES["load_bulk_cases"], case_ids, True)
    return {
        row["case_id"]: BulkCase(
            found.case, found.setting, found.seen, _matter(row), await surroundings.catalogue_of(found.case, work)
        )
        for row, found in zip(rows, await _decidable(rows, work, surroundings), strict=True)
    }


async def load_decidable(
    case_ids: Sequence[UUID], work: UnitOfWork, surroundings: Surroundings
) -> Mapping[UUID, Decidable]:
    """These cases as they are now, with what a decision looks at; nothing is locked."""
    rows = await work.connection.fetch(QUERIES["load_bulk_cases"], case_ids, False)
    return {found.case.id: found for found in await _decidable(rows, work, surroundings)}


async def _decidable(
    rows: Sequence[asyncpg.Record], work: UnitOfWork, surroundings: Surroundings
) -> Sequence[Decidable]:
    cases = [_case(row) for row in rows]
    settings = await settings_of([case.id for case in cases], work, surroundings)
    return [Decidable(case, settings[case.id], row["seen"]) for row, case in zip(rows, cases, strict=True)]


def _decides_alone(found: Decidable, decision: Decision, decider: Person) -> bool:
    with suppress(DomainError):
        check_competence(found.setting.competence, decision, decider, None)
        return True
    return False


def _case(row: asyncpg.Record) -> Case:
    """The case with its places, but without what stands in the assessments."""
    seats = zip(row["evaluators"], row["units"], row["states"], strict=True)
    return Case(
        id=row["case_id"],
        impulse_id=row["impulse_id"],
        round=row["round"],
        state=CaseState(row["state"]),
        catalogue_id=row["catalogue_id"],
        catalogue_version=row["catalogue_version"],
        track=row["track"],
        profile=row["profile"],
        evaluators_required=row["evaluators_required"],
        due_on=row["due_on"],
        seats=tuple(Seat(Person(evaluator, unit), 0, NO_LEASE, SeatState(state)) for evaluator, unit, state in seats),
        result=row["result"],
        cause=row["cause"],
    )


def _matter(row: asyncpg.Record) -> TemplateMatter:
    return TemplateMatter(
        number=row["number"],
        title=row["title"] or "",
        field_of_action=row["field_of_action"],
        unit=row["unit"],
        track=row["track"],
        result=row["result"],
    )
