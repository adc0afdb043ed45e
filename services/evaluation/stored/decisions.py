"""The table of decisions: nothing else writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.evaluation.domain.competence import Ballot, Resolution
from services.evaluation.domain.conditions import Condition
from services.evaluation.domain.decision import TakenDecision
from services.evaluation.domain.decision_errors import ResolutionUsed
from services.evaluation.domain.people import Person
from services.evaluation.store import QUERIES
from shared.contracts.fields import TextRef
from shared.messaging.unit_of_work import UnitOfWork

RESOLUTION_INDEX = "decisions_resolution"


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """One of the decisions about a case, counted from 1; `texts` are those it was published with, by the name of the part."""

    number: int
    decision: TakenDecision
    decided_at: datetime
    published_at: datetime | None
    texts: Mapping[str, TextRef]


async def insert_decisions(work: UnitOfWork, decisions: Mapping[UUID, TakenDecision]) -> None:
    """Keep the next decision about each of these cases, with one statement. Raises: ResolutionUsed."""
    rows = [{"case_id": str(case_id), **_row(decision)} for case_id, decision in decisions.items()]
    try:
        await work.connection.execute(QUERIES["insert_decisions"], rows)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == RESOLUTION_INDEX:
            raise ResolutionUsed("resolution.number") from error
        raise


async def load_decisions(connection: asyncpg.Connection, case_id: UUID) -> tuple[KeptDecision, ...]:
    """Every decision about a case that was not taken back, the oldest first."""
    return tuple(_kept(row) for row in await connection.fetch(QUERIES["load_decisions"], case_id))


def pending(decisions: Sequence[KeptDecision]) -> KeptDecision | None:
    """The decision that waits for its publication."""
    return next((kept for kept in reversed(decisions) if kept.published_at is None), None)


def published(decisions: Sequence[KeptDecision]) -> KeptDecision | None:
    """The newest published decision."""
    return next((kept for kept in reversed(decisions) if kept.published_at is not None), None)


def taken(decisions: Sequence[KeptDecision]) -> TakenDecision | None:
    """What was decided and published last, before any correction of its texts."""
    return next(
        (
            kept.decision
            for kept in reversed(decisions)
            if kept.published_at is not None and kept.decision.occasion != "correction"
        ),
        None,
    )


async def pending_of(connection: asyncpg.Connection, case_ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    """When the decisions about these cases were taken that wait for their publication."""
    rows = await connection.fetch(
        "SELECT case_id, decided_at FROM decisions WHERE case_id = ANY($1::uuid[]) AND published_at IS NULL",
        list(case_ids),
    )
    return {row["case_id"]: row["decided_at"] for row in rows}


async def withdraw_pending(work: UnitOfWork, case_ids: Sequence[UUID]) -> None:
    """Remove the unpublished decision of each of these cases."""
    await work.connection.execute(
        "DELETE FROM decisions WHERE case_id = ANY($1::uuid[]) AND published_at IS NULL", list(case_ids)
    )


async def keep_publication(
    work: UnitOfWork, case_id: UUID, number: int, publisher: Person, texts: Mapping[str, TextRef]
) -> None:
    """Keep who published a decision, and as which texts."""
    await work.connection.execute(
        QUERIES["keep_publication"],
        case_id,
        number,
        publisher.id,
        {name: ref.model_dump(mode="json") for name, ref in texts.items()},
    )


def _row(decision: TakenDecision) -> dict[str, Any]:
    row = {name: getattr(decision, name) for name in TakenDecision.__slots__ if name != "resolution"}
    row["conditions"] = [
        {name: _written(value) for name, value in asdict(condition).items() if value is not None}
        for condition in decision.conditions
    ]
    resolution = decision.resolution
    if resolution is not None:
        row |= {
            "session_on": resolution.session_on,
            "resolution": resolution.number,
            "oparl_url": resolution.oparl_url,
            **(asdict(resolution.ballot) if resolution.ballot else {}),
        }
    return {name: _written(value) for name, value in row.items() if value is not None}


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _kept(row: asyncpg.Record) -> KeptDecision:
    return KeptDecision(
        number=row["number"],
        decision=TakenDecision(
            decision=row["decision"],
            decider=row["decider"],
            deviation=row["deviation"],
            reasons=row["reasons"],
            conditions=tuple(_condition(condition) for condition in row["conditions"]),
            deviation_reason=row["deviation_reason"],
            confirmation=row["confirmation"],
            until=row["until"],
            addressee=row["addressee"],
            minority_view=row["minority_view"],
            promised_for=row["promised_for"],
            unit=row["unit"],
            one_off_cents=row["one_off_cents"],
            yearly_cents=row["yearly_cents"],
            indicator=row["indicator"],
            body=row["body"],
            resolution=_resolution(row),
            occasion=row["occasion"],
            correction=row["correction"],
        ),
        decided_at=row["decided_at"],
        published_at=row["published_at"],
        texts={name: TextRef.model_validate(ref) for name, ref in row["published_texts"].items()},
    )


def _condition(kept: Mapping[str, Any]) -> Condition:
    days = {name: date.fromisoformat(kept[name]) for name in ("due_on", "debate_on") if name in kept}
    return Condition(**{**kept, **days})


def _resolution(row: asyncpg.Record) -> Resolution | None:
    if row["resolution"] is None:
        return None
    ballot = None if row["in_favour"] is None else Ballot(row["in_favour"], row["against"], row["abstained"])
    return Resolution(row["body"], row["session_on"], row["resolution"], ballot, row["oparl_url"])
