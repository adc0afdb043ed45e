"""What the public may know of one impulse: the answer of the API, and all that its page is made from."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.status import Status, SubState


class _Public(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(_Public):
    """Where an imported text comes from; to be named wherever the text is shown."""

    url: str | None = Field(examples=["https://beteiligung.example/vorschlag/17"])
    licence: str | None = Field(examples=["CC BY 4.0"])


class TimelineStep(_Public):
    """Something that happened; `step` is the name of the fact."""

    step: str = Field(examples=["published"])
    at: datetime
    percent: int | None = Field(None, description="progress of the measure, 0..100")
    decision: str | None = None


class PublishedDecision(_Public):
    """The last published decision. Texts are null until they arrive, and after their erasure."""

    decision: str = Field(examples=["accepted"])
    reasons: str | None
    conditions: str | None
    deviation: bool = Field(description="whether the decision deviates from the recommendation")
    deviation_reason: str | None
    minority_view: str | None
    case_sheet: str | None = Field(description="what was assessed")
    published_at: datetime
    round: int
    evaluators: int = Field(description="how many people assessed")
    units: tuple[str, ...] = Field(description="ids of their units")
    track: str = Field(examples=["full"])
    third_opinion: bool
    catalogue_id: str = Field(examples=["ludwigsburg-default"])
    catalogue_version: str = Field(examples=["1.0.0"])
    until: date | None = Field(description="end of a deferral")
    addressee: str | None = Field(description="to whom the impulse was forwarded")
    body: str | None = Field(description="committee that decided")
    session_on: date | None
    resolution: str | None
    oparl_url: str | None


class Indicator(_Public):
    """What the effect is measured by."""

    name: str | None
    baseline: str
    target: str


class Measure(_Public):
    """What the city does about the impulse. Money in whole cents; `percent` is progress, 0..100."""

    id: UUID
    title: str | None
    description: str | None
    unit: str | None = Field(description="id of the unit that carries it out")
    due_on: date | None
    percent: int
    planned_cents: int | None
    yearly_cents: int | None
    own_share_cents: int | None
    funding_cents: int | None
    booked_cents: int
    granted_cents: int
    indicator: Indicator | None
    completed_at: datetime | None
    completion: str | None
    abandoned_at: datetime | None
    abandonment_reason: str | None


class Exit(_Public):
    """Why an impulse left the path before a decision."""

    kind: str = Field(examples=["inadmissible"])
    reason: str | None
    addressee: str | None


class PublicImpulse(_Public):
    """One impulse with everything that is public about it."""

    id: UUID
    number: str = Field(examples=["2026-0412"])
    title: str | None
    status: Status
    sub_state: SubState | None
    updated_at: datetime
    text: str | None
    summary: str | None
    place: str | None
    source: Source | None = Field(description="of imported texts")
    origin: str = Field(examples=["citizens"])
    imported: bool
    received_on: date
    field_of_action: str | None
    strategic_goals: tuple[int, ...]
    unit: str | None = Field(description="id of the competent unit")
    track: str | None
    exit: Exit | None
    timeline: tuple[TimelineStep, ...] = Field(description="in the order of time")
    assessment_due_on: date | None
    session_on: date | None = Field(description="of the committee it was submitted to")
    decision: PublishedDecision | None = Field(description="null before publication")
    result: dict[str, Any] | None = Field(
        description="computed result of the assessment under the names of the method, exact fractions as strings"
    )
    measure: Measure | None = Field(description="the latest measure that was not abandoned, else the latest")
    measures: tuple[Measure, ...]
