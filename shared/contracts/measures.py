"""Facts about measures: planned, paid for, completed, reviewed. Written by implementation."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.event import Fact
from shared.contracts.fields import Cents, Day, Id, Key, Part, Percent, Quantity, SignedCents, TextRef
from shared.contracts.lists import EffectVerdict
from shared.contracts.privacy import PUBLIC
from shared.contracts.topics import FactTopic


class MeasureFact(Fact):
    """Any fact about one measure for one impulse."""

    topic = FactTopic.MEASURES

    impulse_id: Id
    measure_id: Id

    @property
    def subject(self) -> str:
        """The impulse."""
        return str(self.impulse_id)


class Indicator(Part):
    """How the effect will be seen: what is counted (a text), from where, to where."""

    text: TextRef
    baseline: Quantity
    target: Quantity


class Costs(Part):
    """What it costs once and every year, and who bears it, in whole cents; None is not known yet.

    Own share and funding together never exceed the planned costs.
    """

    planned_cents: Cents
    yearly_cents: Cents | None = None
    own_share_cents: Cents | None = None
    funding_cents: Cents | None = None

    @model_validator(mode="after")
    def _shares_are_parts_of_the_whole(self) -> Self:
        if (self.own_share_cents or 0) + (self.funding_cents or 0) > self.planned_cents:
            raise ValueError("own share and funding exceed the planned costs")
        return self


class Plan(MeasureFact):
    """Who does what until when for how much."""

    text: TextRef
    unit: Key
    due_on: Day
    costs: Costs
    indicator: Indicator | None = None


class MeasurePlanned(Plan):
    """An accepted impulse has a measure."""

    event_type = "de.impulswerk.measure.planned.v2"


class MeasureReplanned(Plan):
    """The whole plan again, after a change."""

    event_type = "de.impulswerk.measure.replanned.v2"


class MeasureLinked(MeasureFact):
    """The measure of `other` serves this impulse, too."""

    event_type = "de.impulswerk.measure.linked.v1"

    other: Id


class MilestoneReached(MeasureFact):
    """A step of the plan is done."""

    event_type = "de.impulswerk.measure.milestone_reached.v1"

    milestone_id: Id
    text: TextRef
    reached_on: Day


class MeasureProgressed(MeasureFact):
    """How far the measure is."""

    event_type = "de.impulswerk.measure.progressed.v1"

    percent: Percent


class CostBooked(MeasureFact):
    """Money was spent; negative cents correct an earlier booking."""

    event_type = "de.impulswerk.measure.cost_booked.v1"

    cents: SignedCents


class FundingGranted(MeasureFact):
    """Somebody else pays a part."""

    event_type = "de.impulswerk.measure.funding_granted.v1"

    cents: Cents


class MeasureCompleted(MeasureFact):
    """Done."""

    event_type = "de.impulswerk.measure.completed.v1"

    text: TextRef | None = None


class MeasureAbandoned(MeasureFact):
    """Given up, with the public reason."""

    event_type = "de.impulswerk.measure.abandoned.v1"

    reason: TextRef


class EffectReviewed(MeasureFact):
    """What the measure brought about, 3, 6 or 12 months later.

    The satisfied share is published from five answers on, so that nobody's own answer shows.
    """

    event_type = "de.impulswerk.measure.effect_reviewed.v1"

    verdict: EffectVerdict
    text: TextRef | None = None
    after_months: Annotated[Literal[3, 6, 12], PUBLIC] | None = None
    indicator_value: Quantity | None = None
    satisfied_percent: Percent | None = None
    satisfied_n: Annotated[int, Field(ge=5), PUBLIC] | None = None
