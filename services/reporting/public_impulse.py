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
    occasion: str | None = Field(
        None, description="of `published`: decision, correction of its texts, or remedy after a review"
    )
    cause: str | None = Field(None, description="of `case_reopened`: appeal, deferral_ended")
    body: str | None = Field(None, description="key of the committee that has to decide or decided")
    session_on: date | None = None


class Condition(_Public):
    """What must be done or happen for an impulse to be carried out."""

    text: str | None
    unit: str | None = Field(description="id of the unit that sees to it")
    due_on: date | None
    budget_year: int | None = Field(description="of the budget that must have the money first")
    debate_on: date | None = Field(description="day on which that budget is debated")


class Ballot(_Public):
    """How the members of a committee voted; counts, no names."""

    in_favour: int
    against: int
    abstained: int


class PublishedDecision(_Public):
    """A published decision. Texts are null until they arrive, and after their erasure. Money in whole cents."""

    decision: str = Field(examples=["accepted"])
    occasion: str = Field(
        description="decision; correction: the same with other texts; remedy: decided otherwise after a review",
        examples=["decision"],
    )
    correction: str | None = Field(description="why the texts were changed")
    reasons: str | None
    conditions: str | None = Field(description="the texts of all conditions, a paragraph each")
    condition_list: tuple[Condition, ...]
    deviation: bool = Field(description="whether the decision deviates from the recommendation")
    deviation_reason: str | None
    minority_view: str | None
    hearing: str | None = Field(description="what the submitter wants to be read beside the decision")
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
    body: str | None = Field(description="key of the person's office or the committee that decided")
    session_on: date | None
    resolution: str | None
    ballot: Ballot | None
    oparl_url: str | None
    unit: str | None = Field(description="id of the unit that is to carry it out")
    promised_for: date | None = Field(description="until when the city does what it accepted")
    one_off_cents: int | None = Field(description="cost frame: once")
    yearly_cents: int | None = Field(description="cost frame: each year")
    indicator: str | None = Field(description="what the success will be measured by")


class EarlierDecision(PublishedDecision):
    """A published decision that a later one replaced: corrected, remedied, or decided anew in another round."""

    result: dict[str, Any] | None = Field(description="computed result on which it was based")


class Council(_Public):
    """A committee of the council has the impulse and will decide."""

    body: str = Field(description="key of the committee")
    paper_number: str
    session_on: date


class RelatedImpulse(_Public):
    """Another public impulse that this one has to do with."""

    number: str = Field(examples=["2026-0007"])
    title: str | None


class Removal(_Public):
    """Texts of the impulse were taken out of the report; number, way and decision stay."""

    on: date
    cause: str = Field(description="withdrawn, request, retention, third_party, unlawful", examples=["withdrawn"])


class Milestone(_Public):
    """A step of a measure that is done."""

    text: str | None
    reached_on: date


class EffectReview(_Public):
    """What a measure brought about, some months after its end."""

    verdict: str = Field(description="reached, partly_reached, missed, not_measurable", examples=["reached"])
    reviewed_at: datetime
    after_months: int | None
    text: str | None
    indicator_value: str | None
    satisfied_percent: int | None = Field(description="share of those asked who are satisfied")
    satisfied_n: int | None = Field(description="how many were asked")


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
    milestones: tuple[Milestone, ...] = Field(description="in the order in which they were reported")
    effects: tuple[EffectReview, ...] = Field(description="the newest last")
    planned_for: RelatedImpulse | None = Field(
        description="where its plan stands, if it was planned for another impulse"
    )


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
    track_reason: str | None
    motion: str | None = Field(description="council_motion, residents_motion, petition; null for a suggestion")
    supporters: int | None
    went_into: tuple[RelatedImpulse, ...] = Field(description="the impulses that go on in its place")
    stands_for: tuple[RelatedImpulse, ...] = Field(description="the impulses that it goes on for, too")
    removal: Removal | None
    exit: Exit | None
    timeline: tuple[TimelineStep, ...] = Field(description="in the order of time")
    assessment_due_on: date | None
    session_on: date | None = Field(description="of the committee it was submitted to")
    council: Council | None = Field(description="as long as its resolution is awaited")
    decision: PublishedDecision | None = Field(description="the newest one; null before publication")
    earlier_decisions: tuple[EarlierDecision, ...] = Field(description="those before it, in the order of publication")
    result: dict[str, Any] | None = Field(
        description="computed result of the assessment under the names of the method, exact fractions as strings"
    )
    measure: Measure | None = Field(description="the latest measure that was not abandoned, else the latest")
    measures: tuple[Measure, ...]
    made_from: tuple[str, ...] = Field(exclude=True, description="ids of all impulses of which something is told here")

    def published(self) -> tuple[tuple[PublishedDecision, dict[str, Any] | None], ...]:
        """Every published decision with its result, in the order of publication; the last one holds."""
        earlier = tuple((each, each.result) for each in self.earlier_decisions)
        return earlier if self.decision is None else (*earlier, (self.decision, self.result))
