"""What programs send, checked at the door; the page forms lead to the same models."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from services.implementation.domain.plan import CENTS_LIMIT, Costs, Indicator, Plan
from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT

# Control characters are refused, not dropped: PostgreSQL keeps no NUL, and nobody types one by intention.
_Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LIMIT, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
]
_Body = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=TEXT_LIMIT,
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+$",
    ),
]
_Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z0-9-]+$")]
Cents = Annotated[int, Field(strict=True, ge=0, le=CENTS_LIMIT)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Quantity = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]

MEASURE_EXAMPLE: Final[JsonDict] = {
    "impulse_id": "0193a3c4-7b1e-7d2f-9a44-2f6c1f0a8d11",
    "title": "Geschützter Radweg von der Weststadt zum Bahnhof",
    "unit": "tiefbau",
    "due_on": "2027-06-30",
    "planned_cents": 142000000,
    "own_share_cents": 41000000,
    "funding_cents": 101000000,
    "indicator": {"name": "Radfahrten je Werktag an der Zählstelle", "baseline": 1700, "target": 2600},
}


class IndicatorInput(BaseModel):
    """How the effect will be seen: what is counted, from where, to where."""

    model_config = ConfigDict(extra="forbid")

    name: _Line
    baseline: Quantity
    target: Quantity


class NewMeasure(BaseModel):
    """A measure for an accepted impulse; money in whole cents."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [MEASURE_EXAMPLE]})

    impulse_id: UUID
    title: _Line
    unit: _Key = Field(description="responsible unit: a key of the city's data")
    due_on: date = Field(description="not before today")
    planned_cents: Cents
    own_share_cents: Cents | None = Field(None, description="with `funding_cents` at most `planned_cents`")
    funding_cents: Cents | None = None
    indicator: IndicatorInput | None = None

    def plan(self) -> Plan:
        """The plan in the words of the domain. Raises: SharesExceedCosts."""
        indicator = self.indicator
        return Plan(
            title=self.title,
            unit=self.unit,
            due_on=self.due_on,
            costs=Costs(self.planned_cents, self.own_share_cents, self.funding_cents),
            indicator=None if indicator is None else Indicator(indicator.name, indicator.baseline, indicator.target),
        )


class Progress(BaseModel):
    """How far a measure is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"percent": 60}]})

    percent: Percent


class Abandonment(BaseModel):
    """Why a measure is given up; published."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "Das Gebäude wird verkauft, damit fehlt der Platz."}]},
    )

    reason: _Body
