"""The tables of cases: nothing else reads or writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Case, CaseState, Draft, OfficeQuestion, Seat, SeatState
from services.evaluation.domain.discussion import Note
from services.evaluation.domain.errors import CaseUnknown
from services.evaluation.domain.people import Person
from services.evaluation.domain.routing import RoutedImpulse
from services.evaluation.domain.third_opinion import ThirdOpinionCause
from services.evaluation.domain.votes import ExclusionAnswer
from shared.contracts.impulses import Classification
from shared.contracts.texts import Text
from shared.messaging.texts import store_texts
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class Impulse:
    """What evaluation knows of an impulse; a text is None when it was erased."""

    id: UUID
    number: str
    origin: str
    visibility: str
    portal_reference: str | None
    submitter_marks: tuple[str, ...]
    text: Text | None
    case_sheet: Text | None


@dataclass(frozen=True, slots=True)
class Consensus:
    """What a meeting agreed on by criterion, its minutes, and the result (names of `score`) that the votes alone gave."""

    agreed: Mapping[str, int]
    minutes: str
    result_of_votes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LockedImpulse:
    """Whether the impulse waits for a case or has one, and up to which version its texts were erased (0: none)."""

    released: bool
    erased_up_to: int


@dataclass(frozen=True, slots=True)
class ReadyImpulse:
    """A released impulse whose texts are here, and the catalogue that its case will be pinned to."""

    track: str
    profile: str | None
    catalogue_id: str
    catalogue_version: str
    routed: RoutedImpulse


async def classify_impulse(work: UnitOfWork, fact: Classification) -> tuple[str, str] | None:
    """Keep what screening settled; returns id and version of the active catalogue, None for an unknown impulse."""
    row = await work.connection.fetchrow(
        QUERIES["classify_impulse"],
        fact.impulse_id,
        fact.text.text_id,
        fact.text.text_version,
        fact.case_sheet.text_id,
        fact.case_sheet.text_version,
        fact.track,
        fact.profile,
        fact.field_of_action,
        list(fact.strategic_goals),
        fact.unit,
        fact.motion,
        list(fact.subjects or ()),
        fact.one_off_cents,
        fact.yearly_cents,
    )
    return None if row is None else (row["catalogue_id"], row["catalogue_version"])


async def lock_impulse(work: UnitOfWork, impulse_id: UUID) -> LockedImpulse:
    """Lock the impulse until commit, known or not yet."""
    row = await work.connection.fetchrow(QUERIES["lock_impulse"], impulse_id)
    assert row is not None
    return LockedImpulse(row["released"], row["erased_up_to"])


async def forget_text(work: UnitOfWork, text: Text) -> None:
    """Remove the copy of a text, unless a newer version is here."""
    await work.connection.execute(
        "DELETE FROM texts WHERE text_id = $1 AND text_version <= $2", text.text_id, text.text_version
    )


async def ready_to_open(work: UnitOfWork, impulse_id: UUID) -> ReadyImpulse | None:
    """The impulse, if a case can be opened now. The caller has locked it."""
    row = await work.connection.fetchrow(QUERIES["ready_to_open"], impulse_id)
    if row is None:
        return None
    routed = RoutedImpulse(row["field_of_action"], row["strategic_goals"], row["unit"], row["words"])
    return ReadyImpulse(row["track"], row["profile"], row["catalogue_id"], row["catalogue_version"], routed)


async def insert_case(work: UnitOfWork, case: Case) -> None:
    """Keep a new case."""
    await work.connection.execute(
        QUERIES["insert_case"],
        case.id,
        case.impulse_id,
        case.round,
        case.state,
        case.catalogue_id,
        case.catalogue_version,
        case.track,
        case.profile,
        case.evaluators_required,
        case.due_on,
        case.pool,
        case.cause,
    )


async def load_impulse(connection: asyncpg.Connection, impulse_id: UUID) -> Impulse:
    """The impulse of a case with its newest texts."""
    row = await connection.fetchrow(QUERIES["load_impulse"], impulse_id)
    assert row is not None
    return Impulse(
        id=row["impulse_id"],
        number=row["number"],
        origin=row["origin"],
        visibility=row["visibility"],
        portal_reference=row["portal_reference"],
        submitter_marks=tuple(row["submitter_marks"]),
        text=None if row["text"] is None else Text.read(row["text"]),
        case_sheet=None if row["case_sheet"] is None else Text.read(row["case_sheet"]),
    )


async def lock_case(work: UnitOfWork, case_id: UUID) -> Case:
    """The case, locked until commit. Raises: CaseUnknown."""
    return await _load(work.connection, case_id, QUERIES["lock_case"])


async def load_case(connection: asyncpg.Connection, case_id: UUID) -> Case:
    """The case to look at. Raises: CaseUnknown."""
    return await _load(connection, case_id, QUERIES["load_case"])


async def _load(connection: asyncpg.Connection, case_id: UUID, query: str) -> Case:
    row = await connection.fetchrow(query, case_id)
    if row is None:
        raise CaseUnknown
    seats = await connection.fetch(QUERIES["load_seats"], case_id)
    questions = await connection.fetch(QUERIES["load_questions"], case_id)
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
        claims=row["claims"],
        seats=tuple(_seat(seat) for seat in seats),
        barred=frozenset(row["barred"]),
        questions=tuple(_question(question) for question in questions),
        third_opinion=tuple(ThirdOpinionCause(cause) for cause in row["third_opinion"]),
        result=row["result"],
        opened=tuple(row["opened"]),
        reopened=tuple(row["reopened"]),
        agreed=row["agreed"],
        pool=row["pool"],
        short_class=row["short_class"],
        cause=row["cause"],
    )


def _seat(row: asyncpg.Record) -> Seat:
    return Seat(
        evaluator=Person(row["evaluator"], row["unit"]),
        token=row["token"],
        expires_at=row["expires_at"],
        state=SeatState(row["state"]),
        draft=Draft(
            {criterion: GivenRating(**rating) for criterion, rating in row["ratings"].items()}, row["exclusions"]
        ),
        draft_version=row["draft_version"],
        passes_on=row["passes_on"],
        unconfirmed=row["unconfirmed"],
        second_look=row["second_look"],
    )


def _question(row: asyncpg.Record) -> OfficeQuestion:
    return OfficeQuestion(
        criterion=row["criterion"],
        statement_id=row["statement_id"],
        office=row["office"],
        unit=row["unit"],
        due_on=row["due_on"],
        answer=None if row["answer"] is None else ExclusionAnswer(row["answer"]),
        reason=row["reason"],
    )


async def save_claim(work: UnitOfWork, case_id: UUID, seat: Seat) -> None:
    """Keep a new claim; the draft of an earlier one stays."""
    await work.connection.execute(
        QUERIES["save_claim"], case_id, seat.evaluator.id, seat.evaluator.unit, seat.token, seat.expires_at
    )


def rating_json(rating: GivenRating) -> dict[str, object]:
    """A rating as JSON, without what was not entered."""
    entered = {
        "value": rating.value,
        "reason": rating.reason,
        "evidence": rating.evidence,
        "mitigation": rating.mitigation,
    }
    return {name: value for name, value in entered.items() if value is not None}


async def save_seat_state(work: UnitOfWork, case_id: UUID, evaluator: Person, state: SeatState) -> None:
    """Keep that the place was handed back or its assessment submitted."""
    await work.connection.execute(QUERIES["save_seat_state"], case_id, evaluator.id, state)


async def save_questions(work: UnitOfWork, case_id: UUID, questions: Sequence[OfficeQuestion], due_on: date) -> None:
    """Keep what offices are asked."""
    await work.connection.execute(
        QUERIES["save_questions"],
        case_id,
        [question.criterion for question in questions],
        [question.statement_id for question in questions],
        [question.office for question in questions],
        [question.unit for question in questions],
        due_on,
    )


async def save_answer(work: UnitOfWork, case_id: UUID, question: OfficeQuestion) -> None:
    """Keep what an office answered."""
    await work.connection.execute(QUERIES["save_answer"], case_id, question.criterion, question.answer, question.reason)


async def save_case_state(work: UnitOfWork, case: Case) -> None:
    """Keep what changes in the course of a case, but for the due date, which moves for reasons of its own."""
    await work.connection.execute(
        QUERIES["save_case_state"],
        case.id,
        case.state,
        case.evaluators_required,
        [str(cause) for cause in case.third_opinion],
        case.result,
        list(case.opened),
        list(case.reopened),
        case.track,
        case.profile,
    )


async def save_due_date(work: UnitOfWork, case: Case) -> None:
    """Keep until when the assessment of a case is due; a clock that stands will move this date."""
    await work.connection.execute(QUERIES["save_due_date"], case.id, case.due_on)


async def save_drafts_again(work: UnitOfWork, before: Case, after: Case, expires_at: datetime) -> None:
    """Keep that submitted assessments are drafts again."""
    again = [seat for seat in after.seats if seat not in before.seats]
    await work.connection.execute(
        QUERIES["reopen_seats"],
        after.id,
        [seat.evaluator.id for seat in again],
        [seat.token for seat in again],
        expires_at,
        after.claims,
        bool(after.reopened),
    )


async def set_short_seats_aside(work: UnitOfWork, case: Case) -> None:
    """Keep what the short assessment had recommended; it has no vote any more."""
    await work.connection.execute(QUERIES["set_seats_aside"], case.id, case.short_class)


async def keep_consensus(work: UnitOfWork, case: Case, minutes: str) -> None:
    """Keep what a meeting agreed on, beside the result of the votes."""
    await work.connection.execute(QUERIES["keep_consensus"], case.id, case.agreed, minutes, case.result)


async def load_consensus(connection: asyncpg.Connection, case_id: UUID) -> Consensus | None:
    """What a meeting about the case agreed on, if there was one."""
    row = await connection.fetchrow(QUERIES["load_consensus"], case_id)
    return None if row is None else Consensus(**row)


async def forget_consensus(work: UnitOfWork, case_id: UUID) -> None:
    """A case that is assessed anew has had no meeting yet."""
    await work.connection.execute(QUERIES["forget_consensus"], case_id)


async def keep_note(work: UnitOfWork, note_id: UUID, case_id: UUID, author: str, body: str) -> None:
    """Keep a note about the result of a case."""
    await work.connection.execute(QUERIES["keep_note"], note_id, case_id, author, body)


async def load_notes(connection: asyncpg.Connection, case_id: UUID) -> tuple[Note, ...]:
    """The notes about the result of a case, the oldest first."""
    return tuple(Note(**row) for row in await connection.fetch(QUERIES["load_notes"], case_id))


async def keep_published_texts(work: UnitOfWork, topic: str, texts: Sequence[Text]) -> None:
    """Keep what went out, so that it can be erased, and announced again where Kafka has lost it."""
    await store_texts([(topic, text) for text in texts], work)
    await work.connection.execute(
        QUERIES["keep_published_texts"],
        texts[0].impulse_id,
        topic,
        [text.text_id for text in texts],
        [text.text_version for text in texts],
    )


async def make_findable(work: UnitOfWork, impulse: Impulse) -> None:
    """Let new cases find this decided one by the words of its text, unless they were erased."""
    if impulse.text is not None:
        words = f"{impulse.text.title} {impulse.text.body}"
        await work.connection.execute(QUERIES["make_findable"], impulse.id, words)


async def evaluators_by_unit(work: UnitOfWork, units: Sequence[str]) -> Mapping[str, int]:
    """How many evaluators are known of each unit."""
    rows = await work.connection.fetch(QUERIES["evaluators_by_unit"], list(units))
    return {row["unit"]: row["evaluators"] for row in rows}


async def end_impulse(work: UnitOfWork, impulse_id: UUID, cause: str) -> tuple[UUID, int] | None:
    """Remember that the impulse ended; returns id and round of the case that is closed by it."""
    row: Any = await work.connection.fetchrow(QUERIES["end_impulse"], impulse_id, cause)
    return None if row is None else (row["case_id"], row["round"])
