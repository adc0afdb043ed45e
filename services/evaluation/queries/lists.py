"""The lists on the desks: the queue of an evaluator, own cases, cases in one state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.evaluation.domain.effort import NOT_KNOWN
from services.evaluation.domain.lateness import latest_late_day
from services.evaluation.domain.people import Person, took_part
from services.evaluation.domain.waiting import WaitsFor, waits_for
from services.evaluation.queries.cursors import Position, write_cursor
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.working_days import WorkingCalendar, working_days_after

PAGE = 50
MOST_COUNTED = 1_000
"""So many cases the queue counts; where there are more it says so, instead of reading all that is open for every page."""
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
class QueuedCase(ListedCase):
    """A line of the queue: so many working days after the due date (0: in time), and what the case waits for."""

    late_working_days: int
    waits_for: WaitsFor


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is shown; None shows everything."""

    pool: str | None = None
    track: str | None = None
    field_of_action: str | None = None
    late_only: bool = False


EVERYTHING = QueueFilter()


@dataclass(frozen=True, slots=True)
class QueueSize:
    """Open cases of the evaluator's pools, and how many of them are late; more than `most` are not counted."""

    open: int
    late: int
    most: int = MOST_COUNTED


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
class ForwardedCase:
    """A case that another office was given, since when."""

    case: ListedCase
    addressee: str
    since: date


async def queue(
    evaluator: Person,
    after: Position,
    work: UnitOfWork,
    surroundings: Surroundings,
    *,
    impulse_id: UUID | None = None,
    shown: QueueFilter = EVERYTHING,
) -> CasePage:
    """Every case that the evaluator may claim and that the filter shows, by due date; at most 50 at a time."""
    routing, today = surroundings.routing, city_day(work.now)
    found: list[ListedCase] = []
    await work.connection.execute(QUERIES["plan_each_time"])
    while True:
        rows = await work.connection.fetch(
            QUERIES["queue_page"],
            evaluator.id,
            evaluator.unit,
            after.due_on,
            after.case_id,
            impulse_id,
            routing.pools_of(evaluator.unit),
            [pool.id for pool in routing.pools],
            shown.pool,
            shown.track,
            shown.field_of_action,
            _latest_late_day(work, surroundings) if shown.late_only else None,
            PAGE + 1,
        )
        for row in rows:
            if not _submitted_by(evaluator, row, surroundings):
                found.append(_queued(row, today, surroundings.city.deadlines.state))
            if len(found) > PAGE:
                return _page(found)
        if len(rows) <= PAGE:
            return _page(found)
        after = Position(rows[-1]["due_on"], rows[-1]["case_id"])


async def queue_size(evaluator: Person, work: UnitOfWork, surroundings: Surroundings) -> QueueSize:
    """How much is open in the evaluator's pools."""
    routing = surroundings.routing
    row = await work.connection.fetchrow(
        QUERIES["count_open_cases"],
        routing.pools_of(evaluator.unit),
        [pool.id for pool in routing.pools],
        _latest_late_day(work, surroundings),
        MOST_COUNTED + 1,
    )
    assert row is not None
    return QueueSize(row["open"], row["late"])


async def cases_in_state(state: str, after: Position, work: UnitOfWork) -> CasePage:
    """The cases in one state, by due date; at most 50 at a time."""
    rows = await work.connection.fetch(QUERIES["cases_in_state"], state, after.due_on, after.case_id, PAGE + 1)
    return _page([_listed(row, in_charge=True) for row in rows])


async def cases_to_publish(after: Position, work: UnitOfWork) -> CasePage:
    """The cases with a decision, a correction or a remedy that waits for its publication, by due date; at most 50 at a time."""
    rows = await work.connection.fetch(QUERIES["cases_to_publish"], after.due_on, after.case_id, PAGE + 1)
    return _page([_listed(row, in_charge=True) for row in rows])


async def open_appeals(work: UnitOfWork) -> list[ListedCase]:
    """The first 50 cases whose decision is to be reviewed, by the day until which the first decider can correct it."""
    return [_listed(row, in_charge=True) for row in await work.connection.fetch(QUERIES["open_appeals"], PAGE)]


async def open_follow_ups(work: UnitOfWork) -> list[ForwardedCase]:
    """The first 50 cases that another office was given and has not answered, the oldest first."""
    rows = await work.connection.fetch(QUERIES["open_follow_ups"], PAGE)
    return [ForwardedCase(_listed(row, in_charge=True), row["addressee"], row["since"]) for row in rows]


async def cases_with_unknown(work: UnitOfWork) -> list[ListedCase]:
    """The first 50 cases whose result failed because too little could be assessed, by due date."""
    rows = await work.connection.fetch(QUERIES["cases_with_unknown"], sorted(NOT_KNOWN), PAGE)
    return [_listed(row, in_charge=True) for row in rows]


async def own_cases(evaluator: Person, work: UnitOfWork) -> list[OwnCase]:
    """The cases that the evaluator holds now, by due date."""
    rows = await work.connection.fetch(QUERIES["own_cases"], evaluator.id)
    return [OwnCase(_listed(row, in_charge=True), row["expires_at"]) for row in rows]


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


def _latest_late_day(work: UnitOfWork, surroundings: Surroundings) -> date:
    return latest_late_day(city_day(work.now), WorkingCalendar(surroundings.city.deadlines.state))


def _queued(row: asyncpg.Record, today: date, state: str) -> QueuedCase:
    listed = _listed(row)
    return QueuedCase(
        **{name: getattr(listed, name) for name in ListedCase.__slots__},
        late_working_days=working_days_after(row["due_on"], today, state),
        waits_for=waits_for(row["taken"], row["evaluators_required"], row["third_opinion"]),
    )


def _listed(row: asyncpg.Record, *, in_charge: bool = False) -> ListedCase:
    return ListedCase(
        row["case_id"],
        row["impulse_id"],
        row["number"],
        listed_title(row, in_charge=in_charge),
        row["due_on"],
        row["profile"],
        row["state"],
    )


def listed_title(row: asyncpg.Record, *, in_charge: bool) -> str:
    """The title in a list: a confidential impulse has none of its own but for those in charge."""
    if row["visibility"] == "confidential" and not in_charge:
        return CONFIDENTIAL
    return row["title"] or ""
