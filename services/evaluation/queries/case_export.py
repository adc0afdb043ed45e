"""Everything that is kept about an impulse and its cases, for an export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.evaluation import store
from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.case import REVEALED, Case, CaseState
from services.evaluation.domain.case_sheet import SheetVersion
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.discussion import Note
from services.evaluation.domain.export_errors import ImpulseUnknown
from services.evaluation.domain.people import Keys, labels
from services.evaluation.store import QUERIES, Consensus
from services.evaluation.stored.case_sheets import load_case_sheets
from services.evaluation.stored.deadlines import Postponement, load_postponements
from shared.contracts.topics import FactTopic
from shared.messaging.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WholeRound:
    """One round: `row` is the case as it is stored, `seats` the submitted assessments once they may be seen."""

    row: Row
    case: Case
    catalogue: Catalogue
    labels: Mapping[str, str]
    sheets: Sequence[SheetVersion]
    statements: Sequence[Row]
    queries: Sequence[Row]
    council_papers: Sequence[Row]
    agenda: Sequence[Row]
    seats: Sequence[Row]
    notes: Sequence[Note]
    consensus: Consensus | None
    postponements: Sequence[Postponement]
    decisions: Sequence[Row]
    follow_ups: Sequence[Row]

    @property
    def revealed(self) -> bool:
        """Whether assessments and result may be seen; a closed case has no more assessments to keep blind."""
        return self.case.state in REVEALED or self.case.state is CaseState.CLOSED


@dataclass(frozen=True, slots=True)
class WholeCase:
    """An impulse with all of its rounds, what was published about it and what evaluation told about it."""

    impulse: Row
    rounds: Sequence[WholeRound]
    appeals: Sequence[Row]
    published_texts: Sequence[Row]
    events: Sequence[Row]


async def impulse_of_number(connection: asyncpg.Connection, number: str) -> Row:
    """The impulse as it is stored. Raises: ImpulseUnknown."""
    found = await _rows(connection, "export_impulse", number)
    if not found:
        raise ImpulseUnknown(number)
    return found[0]


async def whole_case(impulse: Row, work: UnitOfWork, keys: Keys, catalogues: Catalogues) -> WholeCase:
    """All that is kept about the impulse."""
    connection, impulse_id = work.connection, impulse["impulse_id"]
    return WholeCase(
        impulse=impulse,
        rounds=[
            await _round(row, work, keys, catalogues) for row in await _rows(connection, "export_cases", impulse_id)
        ],
        appeals=await _rows(connection, "export_appeals", impulse_id),
        published_texts=await _rows(connection, "export_published_texts", impulse_id),
        events=await _rows(connection, "export_events", FactTopic.ASSESSMENTS, str(impulse_id)),
    )


async def _round(row: Row, work: UnitOfWork, keys: Keys, catalogues: Catalogues) -> WholeRound:
    connection = work.connection
    case_id: UUID = row["case_id"]
    case = await store.load_case(connection, case_id)
    return WholeRound(
        row=row,
        case=case,
        catalogue=await catalogues.get(connection, case.catalogue_id, case.catalogue_version),
        labels=labels(keys, [seat.evaluator.id for seat in case.submitted], case.id),
        sheets=await load_case_sheets(connection, case_id),
        statements=await _rows(connection, "export_statements", case_id),
        queries=await _rows(connection, "export_queries", case_id),
        agenda=await _rows(connection, "export_agenda", case_id),
        council_papers=await _rows(connection, "export_council_papers", case_id),
        seats=await _rows(connection, "export_seats", case_id),
        notes=await store.load_notes(connection, case_id),
        consensus=await store.load_consensus(connection, case_id),
        postponements=await load_postponements(connection, case_id),
        decisions=await _rows(connection, "export_decisions", case_id),
        follow_ups=await _rows(connection, "export_follow_ups", case_id),
    )


async def _rows(connection: asyncpg.Connection, query: str, *values: object) -> list[Row]:
    return [dict(row) for row in await connection.fetch(QUERIES[query], *values)]
