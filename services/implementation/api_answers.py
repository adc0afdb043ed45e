"""What the JSON API answers."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.implementation.api_models import MEASURE_EXAMPLE
from services.implementation.domain.measure import MeasureState, is_late
from services.implementation.store import ShownImpulse, ShownMeasure
from shared.contracts.lists import Decision

_EXAMPLE_ID: Final = "0193a3c5-1f7e-7aa0-8c11-5be1c9d04e52"


class PlannedMeasure(BaseModel):
    """The new measure."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _EXAMPLE_ID}]})

    id: UUID


class IndicatorAnswer(BaseModel):
    """How the effect will be seen; the name is null once it was erased."""

    name: str | None
    baseline: Decimal
    target: Decimal


class MeasureAnswer(BaseModel):
    """A measure; `late`: still running after its due date, as of this answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                MEASURE_EXAMPLE
                | {
                    "id": _EXAMPLE_ID,
                    "indicator": {
                        "name": "Radfahrten je Werktag an der Zählstelle",
                        "baseline": "1700",
                        "target": "2600",
                    },
                    "state": "in_progress",
                    "percent": 60,
                    "late": False,
                    "planned_at": "2026-11-02T09:30:00Z",
                    "finished_at": None,
                    "reason": None,
                }
            ]
        }
    )

    id: UUID
    impulse_id: UUID
    title: str | None = Field(description="null once it was erased")
    unit: str
    due_on: date
    planned_cents: int
    own_share_cents: int | None
    funding_cents: int | None
    indicator: IndicatorAnswer | None
    state: MeasureState
    percent: int
    late: bool
    planned_at: datetime
    finished_at: datetime | None
    reason: str | None = Field(description="why it was abandoned")

    @classmethod
    def of(cls, measure: ShownMeasure, today: date) -> Self:
        """The answer for a measure."""
        indicator = None
        if measure.baseline is not None and measure.target is not None:
            indicator = IndicatorAnswer(name=measure.indicator, baseline=measure.baseline, target=measure.target)
        return cls(
            id=measure.measure_id,
            impulse_id=measure.impulse_id,
            title=measure.title,
            unit=measure.unit,
            due_on=measure.due_on,
            planned_cents=measure.planned_cents,
            own_share_cents=measure.own_share_cents,
            funding_cents=measure.funding_cents,
            indicator=indicator,
            state=measure.state,
            percent=measure.percent,
            late=is_late(measure.state, measure.due_on, today),
            planned_at=measure.planned_at,
            finished_at=measure.finished_at,
            reason=measure.reason,
        )


class MeasurePage(BaseModel):
    """A page of the list."""

    items: list[MeasureAnswer]
    next: str | None = Field(description="cursor of the next page, null at the end")


class ConditionAnswer(BaseModel):
    """What an acceptance depends on; the text is null until it has arrived, and once it was erased."""

    text: str | None
    unit: str | None = Field(description="who sees to it")
    due_on: date | None
    budget_year: int | None = Field(description="of the budget that must have the money first")
    debate_on: date | None


class AcceptedImpulse(BaseModel):
    """An impulse with an accepting decision; words are null until they have arrived."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": MEASURE_EXAMPLE["impulse_id"],
                    "number": "2026-0412",
                    "title": "Sicherer Radweg von der Weststadt zum Bahnhof",
                    "decision": "accepted_with_conditions",
                    "conditions": "Die Zufahrt zum Markt bleibt frei.",
                    "condition_list": [
                        {
                            "text": "Die Zufahrt zum Markt bleibt frei.",
                            "unit": "tiefbau",
                            "due_on": "2027-06-30",
                            "budget_year": None,
                            "debate_on": None,
                        }
                    ],
                    "unit": "mobilitaet",
                    "decided_unit": "tiefbau",
                    "promised_for": "2027-10-31",
                    "one_off_cents": 142000000,
                    "yearly_cents": 1200000,
                    "indicator": "Radfahrten je Werktag",
                    "measures": [_EXAMPLE_ID],
                }
            ]
        }
    )

    id: UUID
    number: str | None
    title: str | None
    decision: Decision | None
    conditions: str | None = Field(description="the texts of all conditions, a paragraph each")
    condition_list: list[ConditionAnswer]
    unit: str | None = Field(description="the unit that screening proposed")
    decided_unit: str | None = Field(description="the unit that is to carry it out")
    promised_for: date | None = Field(description="until when the city promised it")
    one_off_cents: int | None = Field(description="cost frame: once")
    yearly_cents: int | None = Field(description="cost frame: each year")
    indicator: str | None = Field(description="what the success is to be measured by")
    measures: list[UUID]

    @classmethod
    def of(cls, impulse: ShownImpulse) -> Self:
        """The answer for an impulse."""
        return cls(
            id=impulse.impulse_id,
            number=impulse.number,
            title=impulse.title,
            decision=impulse.decision,
            conditions="\n\n".join(each.text for each in impulse.conditions if each.text) or None,
            condition_list=[ConditionAnswer(**asdict(each)) for each in impulse.conditions],
            unit=impulse.unit,
            decided_unit=impulse.decided_unit,
            promised_for=impulse.promised_for,
            one_off_cents=impulse.one_off_cents,
            yearly_cents=impulse.yearly_cents,
            indicator=impulse.indicator,
            measures=impulse.measures,
        )


class AcceptedImpulsePage(BaseModel):
    """A page of the list."""

    items: list[AcceptedImpulse]
    next: str | None = Field(description="cursor of the next page, null at the end")
