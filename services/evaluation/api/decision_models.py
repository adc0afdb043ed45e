"""The bodies of the JSON API about decisions: taking, correcting and publishing them, papers, reviews, answers of others."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.evaluation.api.bodies import Body, Words
from services.evaluation.domain.competence import Ballot, Resolution
from services.evaluation.domain.conditions import Condition
from services.evaluation.domain.correction import Correction
from services.evaluation.domain.decision import Proposal, TakenDecision
from shared.contracts.lists import Decision, Occasion

StrictCents = Annotated[int, Field(strict=True, ge=0, examples=[1_500_000])]
Votes = Annotated[int, Field(strict=True, ge=0)]


class ConditionBody(Body):
    """What an acceptance depends on; a budget proviso has `budget_year` and `debate_on`."""

    text: Words = Field("", examples=["Der Tiefbau prüft die Leitungen."])
    unit: Words | None = Field(None, description="id of the unit that sees to it", examples=["tiefbau"])
    due_on: date | None = None
    budget_year: int | None = None
    debate_on: date | None = Field(None, description="day on which the budget is debated")
    criterion: Words | None = Field(None, description="the lever it was made from", examples=["Z31"])

    def condition(self) -> Condition:
        """The condition as the domain has it."""
        return Condition(self.text, self.unit, self.due_on, self.budget_year, self.debate_on, self.criterion)


class ProposalBody(Body):
    """What is decided; which fields it needs depends on the decision and on the recommendation."""

    decision: Decision = Field(examples=["accepted"])
    reasons: Words = Field("", examples=["Der Impuls passt zum Leitbild und kostet wenig."])
    conditions: list[ConditionBody] = Field(default_factory=list, description="accepted_with_conditions")
    deviation_reason: Words | None = Field(None, description="where the decision is not the recommended one")
    confirmation: Words | None = Field(None, description="where the result is close (knapp), or nothing was scored")
    minority_view: Words | None = Field(
        None, description="needed with the flag minority-view, possible with adjacent-classes"
    )
    until: date | None = Field(None, description="deferred")
    addressee: Words | None = Field(None, description="forwarded: a key without spaces")
    promised_for: date | None = Field(None, description="accepted: until when; needed where nothing was scored")
    unit: Words | None = Field(None, description="accepted: id of the unit that carries it out")
    one_off_cents: StrictCents | None = Field(None, description="accepted: cost frame, once")
    yearly_cents: StrictCents | None = Field(None, description="accepted: cost frame, per year")
    indicator: Words | None = Field(None, description="accepted: name of what the effect is measured by")

    def proposal(self) -> Proposal:
        """The decision as the domain has it."""
        return Proposal(
            decision=self.decision,
            reasons=self.reasons,
            conditions=tuple(condition.condition() for condition in self.conditions),
            deviation_reason=self.deviation_reason,
            confirmation=self.confirmation,
            until=self.until,
            addressee=self.addressee,
            minority_view=self.minority_view,
            promised_for=self.promised_for,
            unit=self.unit,
            one_off_cents=self.one_off_cents,
            yearly_cents=self.yearly_cents,
            indicator=self.indicator,
        )


class ResolutionBody(Body):
    """What a body resolved; its votes are left out where they were not counted."""

    body: str = Field(examples=["gemeinderat"])
    session_on: date
    number: Words = Field(examples=["Beschluss 45/26"])
    in_favour: Votes | None = None
    against: Votes | None = None
    abstained: Votes | None = None
    oparl_url: Words | None = Field(None, examples=["https://rat.example/oparl/paper/123"])

    def resolution(self) -> Resolution:
        """The resolution as the domain has it; a vote that is not told counts as none."""
        votes = (self.in_favour, self.against, self.abstained)
        ballot = None if votes == (None, None, None) else Ballot(*(number or 0 for number in votes))
        return Resolution(self.body, self.session_on, self.number, ballot, self.oparl_url)


class Deciding(ProposalBody):
    """A decision of a person, or with `resolution` of a body."""

    resolution: ResolutionBody | None = None


class Correcting(Body):
    """New words for what is published, and why; what is left out stays. Conditions by their position from 0."""

    correction: Words = Field("", description="why, at most 2,000 characters", examples=["Die Jahreszahl war falsch."])
    reasons: Words | None = None
    deviation_reason: Words | None = None
    minority_view: Words | None = None
    conditions: dict[int, Words] = Field(default_factory=dict)

    def changes(self) -> Correction:
        """The correction as the domain has it."""
        parts: dict[Literal["reasons", "deviation_reason", "minority_view"], str | None] = {
            "reasons": self.reasons,
            "deviation_reason": self.deviation_reason,
            "minority_view": self.minority_view,
        }
        given = {part: words for part, words in parts.items() if words is not None}
        return Correction(self.correction, given, self.conditions)


class PaperBody(Body):
    """What a body of the council is given; again when its session moves."""

    paper_number: Words = Field("", examples=["VORL 123/26"])
    session_on: date


class Hearing(Body):
    """What the submitter is told about an intended rejection."""

    words: Words = Field("", description="1 to 2,000 characters", examples=["Der Weg gehört nicht der Stadt."])


class FollowUpAnswer(Body):
    """What another office answered."""

    answer: Words = Field("", description="1 to 2,000 characters", examples=["Das Landratsamt setzt es 2027 um."])


class ConditionOut(BaseModel):
    """A condition of an acceptance."""

    text: str
    unit: str | None
    due_on: date | None
    budget_year: int | None
    debate_on: date | None
    criterion: str | None


class ResolutionOut(BaseModel):
    """What a body resolved."""

    body: str
    session_on: date
    number: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    oparl_url: str | None


class DecisionOut(BaseModel):
    """The decision about the case; `occasion` says whether it corrects or remedies an earlier one."""

    decision: Decision
    occasion: Occasion
    body: str | None = Field(description="who was competent")
    deviation: bool
    reasons: str
    conditions: list[ConditionOut]
    deviation_reason: str | None
    minority_view: str | None
    until: date | None
    addressee: str | None
    promised_for: date | None
    unit: str | None
    one_off_cents: int | None
    yearly_cents: int | None
    indicator: str | None
    correction: str | None
    resolution: ResolutionOut | None


def decision_out(decision: TakenDecision) -> DecisionOut:
    """A decision as the API answers it; who took it is left out."""
    return DecisionOut(
        decision=decision.decision,
        occasion=decision.occasion,
        body=decision.body,
        deviation=decision.deviation,
        reasons=decision.reasons,
        conditions=[ConditionOut.model_validate(condition, from_attributes=True) for condition in decision.conditions],
        deviation_reason=decision.deviation_reason,
        minority_view=decision.minority_view,
        until=decision.until,
        addressee=decision.addressee,
        promised_for=decision.promised_for,
        unit=decision.unit,
        one_off_cents=decision.one_off_cents,
        yearly_cents=decision.yearly_cents,
        indicator=decision.indicator,
        correction=decision.correction,
        resolution=None if decision.resolution is None else _resolution(decision.resolution),
    )


def _resolution(resolution: Resolution) -> ResolutionOut:
    ballot = resolution.ballot
    return ResolutionOut(
        body=resolution.body_id,
        session_on=resolution.session_on,
        number=resolution.number,
        in_favour=None if ballot is None else ballot.in_favour,
        against=None if ballot is None else ballot.against,
        abstained=None if ballot is None else ballot.abstained,
        oparl_url=resolution.oparl_url,
    )
