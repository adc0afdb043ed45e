"""The tables of measures: nothing else reads or writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import asyncpg

from services.implementation.domain.errors import ImpulseUnknown, MeasureUnknown
from services.implementation.domain.measure import Measure, MeasureState
from services.implementation.domain.plan import Plan
from shared.contracts.assessments import Condition, DecisionPublished
from shared.contracts.impulses import Classification, ImpulseReceived, ImpulseRedacted
from shared.contracts.lists import Decision
from shared.contracts.texts import Text
from shared.contracts.topics import TextTopic
from shared.messaging.texts import store_texts
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """A condition of an acceptance: who sees to it until when; a budget proviso names the year and the day of the debate."""

    text: str | None
    unit: str | None
    due_on: date | None
    budget_year: int | None
    debate_on: date | None

    @classmethod
    def read(cls, condition: Mapping[str, Any]) -> Self:
        """From the list that `impulses_with_words` gives."""
        return cls(
            condition["text"],
            condition.get("unit"),
            _day(condition.get("due_on")),
            condition.get("budget_year"),
            _day(condition.get("debate_on")),
        )


@dataclass(frozen=True, slots=True)
class ShownImpulse:
    """An impulse as the desk shows it; words are None while they are not here, or were erased.

    `unit` was proposed by screening, `decided_unit` is who carries it out until `promised_for`; the cost frame is in whole
    cents.
    """

    impulse_id: UUID
    number: str | None
    unit: str | None
    decision: Decision | None
    decided_at: datetime | None
    decided_unit: str | None
    promised_for: date | None
    one_off_cents: int | None
    yearly_cents: int | None
    indicator: str | None
    title: str | None
    body: str | None
    conditions: list[ShownCondition]
    measures: list[UUID]

    @classmethod
    def read(cls, row: asyncpg.Record) -> Self:
        """From a row of `impulses_with_words` with its measures."""
        return cls(**{**row, "conditions": [ShownCondition.read(each) for each in row["conditions"]]})


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure as the desk shows it; words are None once they were erased.

    `decision` is the last published one about its impulse.
    """

    measure_id: UUID
    impulse_id: UUID
    unit: str
    due_on: date
    planned_cents: int
    own_share_cents: int | None
    funding_cents: int | None
    baseline: Decimal | None
    target: Decimal | None
    state: MeasureState
    percent: int
    planned_at: datetime
    finished_at: datetime | None
    decision: Decision | None
    title: str | None
    indicator: str | None
    reason: str | None


async def receive_impulse(work: UnitOfWork, fact: ImpulseReceived) -> None:
    """Keep the number."""
    await work.connection.execute(QUERIES["receive_impulse"], fact.impulse_id, fact.number)


async def classify_impulse(work: UnitOfWork, fact: Classification) -> None:
    """Keep which text is the impulse's, and the unit that screening proposed."""
    await work.connection.execute(
        QUERIES["classify_impulse"], fact.impulse_id, fact.text.text_id, fact.text.text_version, fact.unit
    )


async def decide_impulse(work: UnitOfWork, fact: DecisionPublished, decided_at: datetime) -> None:
    """Keep the decision in the place of an earlier one."""
    await work.connection.execute(
        QUERIES["decide_impulse"],
        fact.impulse_id,
        fact.decision,
        decided_at,
        fact.unit,
        fact.one_off_cents,
        fact.yearly_cents,
        fact.indicator and fact.indicator.text_id,
        fact.indicator and fact.indicator.text_version,
        [_kept_condition(each) for each in fact.conditions],
        fact.occasion == "correction",
        fact.promised_for,
    )


def _kept_condition(condition: Condition) -> dict[str, Any]:
    kept = condition.model_dump(mode="json", exclude={"text"}, exclude_none=True)
    return {"text_id": str(condition.text.text_id), "text_version": condition.text.text_version, **kept}


async def redact_impulse(work: UnitOfWork, fact: ImpulseRedacted) -> None:
    """Remember up to which version texts of the impulse are refused from now on."""
    await work.connection.execute(QUERIES["redact_impulse"], fact.impulse_id, fact.up_to_text_version)


async def remove_texts(work: UnitOfWork, fact: ImpulseRedacted) -> list[tuple[UUID, int]]:
    """Remove the texts of the impulse up to the version; returns id and version of those that we had published."""
    rows = await work.connection.fetch(QUERIES["remove_texts"], fact.impulse_id, fact.up_to_text_version)
    return [(row["text_id"], row["text_version"]) for row in rows if row["topic"] == TextTopic.MEASURE_TEXTS]


async def refuse_text(work: UnitOfWork, text: Text) -> None:
    """Remove a text again if its impulse was redacted up to this version."""
    await work.connection.execute(QUERIES["refuse_text"], text.text_id, text.text_version, text.impulse_id)


async def load_decision(work: UnitOfWork, impulse_id: UUID) -> Decision | None:
    """The last published decision. Raises: ImpulseUnknown."""
    row = await work.connection.fetchrow(QUERIES["load_decision"], impulse_id)
    if row is None:
        raise ImpulseUnknown
    decision: Decision | None = row["decision"]
    return decision


async def publish_text(work: UnitOfWork, text: Text) -> None:
    """Publish a text and keep it where the desk reads it."""
    work.publish_text(TextTopic.MEASURE_TEXTS, text)
    await store_texts([(TextTopic.MEASURE_TEXTS, text)], work)


async def insert_measure(
    work: UnitOfWork, measure: Measure, plan: Plan, text_id: UUID, indicator_text_id: UUID | None
) -> None:
    """Keep a new measure."""
    await work.connection.execute(
        QUERIES["insert_measure"],
        measure.id,
        measure.impulse_id,
        text_id,
        plan.unit,
        plan.due_on,
        plan.costs.planned_cents,
        plan.costs.own_share_cents,
        plan.costs.funding_cents,
        indicator_text_id,
        plan.indicator and plan.indicator.baseline,
        plan.indicator and plan.indicator.target,
        measure.state,
        measure.percent,
        work.now,
    )


async def lock_measure(work: UnitOfWork, measure_id: UUID) -> Measure:
    """The measure, locked until commit. Raises: MeasureUnknown."""
    row = await work.connection.fetchrow(QUERIES["lock_measure"], measure_id)
    if row is None:
        raise MeasureUnknown
    return Measure(row["measure_id"], row["impulse_id"], row["state"], row["percent"], row["decision"])


async def save_measure(
    work: UnitOfWork, measure: Measure, *, finished_at: datetime | None = None, reason_text_id: UUID | None = None
) -> None:
    """Keep state and percentage, and how the measure ended."""
    await work.connection.execute(
        QUERIES["save_measure"], measure.id, measure.state, measure.percent, finished_at, reason_text_id
    )


async def load_impulse(connection: asyncpg.Connection, impulse_id: UUID) -> ShownImpulse:
    """The impulse to look at. Raises: ImpulseUnknown."""
    row = await connection.fetchrow(QUERIES["load_impulse"], impulse_id)
    if row is None:
        raise ImpulseUnknown
    return ShownImpulse.read(row)


async def load_measure(connection: asyncpg.Connection, measure_id: UUID) -> ShownMeasure:
    """The measure to look at. Raises: MeasureUnknown."""
    row = await connection.fetchrow(QUERIES["load_measure"], measure_id)
    if row is None:
        raise MeasureUnknown
    return ShownMeasure(**row)


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)
