"""The lists on the desks: the queue of an evaluator, own cases, cases in one state, questions to offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.evaluation.domain.effort import NOT_KNOWN
from services.evaluation.domain.people import Person, took_part
from services.evaluation.queries.cursors import Position, write_cursor
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork

PAGE = 50
CONFIDENTIAL = "Vertraulicher Impuls"


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One line of a list; in the queue a confidential impulse has no title of its own."""

    case_id: UUID
    impulse_id: UUID
    number: str
    title: str
    due_on: date
    profile: str | None
    state: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list; `next` is the cursor of the next one."""

    items: Sequence[ListedCase]
    next: str | None


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that the evaluator holds."""

    case: ListedCase
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AskedOffice:
    """A question that waits for an office's answer."""

    case_id: UUID
    number: str
    title: str
    criterion: str
    office: str
    due_on: date


async def queue(
    evaluator: Person, after: Position, impulse_id: UUID | None, work: UnitOfWork, surroundings: Surroundings
) -> CasePage:
    """Every case that the evaluator may claim, by due date; at most 50 at a time."""
    found: list[ListedCase] = []
    while True:
        rows = await work.connection.fetch(
            QUERIES["queue_page"], evaluator.id, evaluator.unit, after.due_on, after.case_id, impulse_id, PAGE + 1
        )
        for row in rows:
            if not _submitted_by(evaluator, row, surroundings):
                found.append(_listed(row))
            if len(found) > PAGE:
                return _page(found)
        if len(rows) <= PAGE:
            return _page(found)
        after = Position(rows[-1]["due_on"], rows[-1]["case_id"])


async def cases_in_state(state: str, after: Position, work: UnitOfWork) -> CasePage:
    """The cases in one state, by due date; at most 50 at a time."""
    rows = await work.connection.fetch(QUERIES["cases_in_state"], state, after.due_on, after.case_id, PAGE + 1)
    return _page([_listed(row, in_charge=True) for row in rows])


async def cases_with_unknown(work: UnitOfWork) -> list[ListedCase]:
    """The first 50 cases whose result failed because too little could be assessed, by due date."""
    rows = await work.connection.fetch(QUERIES["cases_with_unknown"], sorted(NOT_KNOWN), PAGE)
    return [_listed(row, in_charge=True) for row in rows]


async def own_cases(evaluator: Person, work: UnitOfWork) -> list[OwnCase]:
    """The cases that the evaluator holds now, by due date."""
    rows = await work.connection.fetch(QUERIES["own_cases"], evaluator.id)
    return [OwnCase(_listed(row, in_charge=True), row["expires_at"]) for row in rows]


async def open_questions(work: UnitOfWork) -> list[AskedOffice]:
    """The first 50 questions that wait for an office's answer, by due date."""
    rows = await work.connection.fetch(QUERIES["open_questions"], PAGE)
    return [
        AskedOffice(
            row["case_id"], row["number"], _title(row, in_charge=True), row["criterion"], row["office"], row["due_on"]
        )
        for row in rows
    ]


def _submitted_by(evaluator: Person, row: asyncpg.Record, surroundings: Surroundings) -> bool:
    if not row["submitter_marks"]:
        return False
    return took_part(
        surroundings.keys, row["impulse_id"], row["portal_reference"], row["submitter_marks"], evaluator.id
    )


def _page(found: Sequence[ListedCase]) -> CasePage:
    shown = found[:PAGE]
    more = len(found) > PAGE
    return CasePage(shown, write_cursor(Position(shown[-1].due_on, shown[-1].case_id)) if more else None)


def _listed(row: asyncpg.Record, *, in_charge: bool = False) -> ListedCase:
    return ListedCase(
        row["case_id"],
        row["impulse_id"],
        row["number"],
        _title(row, in_charge=in_charge),
        row["due_on"],
        row["profile"],
        row["state"],
    )


def _title(row: asyncpg.Record, *, in_charge: bool) -> str:
    if row["visibility"] == "confidential" and not in_charge:
        return CONFIDENTIAL
    return row["title"] or ""
