"""The bodies of the JSON API about bulk decisions and texts with variables."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.evaluation.api.bodies import Body, Words
from services.evaluation.api.models import CASE_ID
from services.evaluation.domain.bulk_decision import MOST_CASES, BulkState, ForAll, ItemState, OwnWords, chosen_text
from services.evaluation.domain.text_templates import TextTemplates
from services.evaluation.queries.bulk_cases import CaseFilter
from shared.contracts.lists import Decision, Recommendation, Track

BULK_ID = "019cad6d-b100-7000-8000-000000000009"

BulkDecision = Literal["accepted", "rejected", "deferred", "forwarded"]
Filter = Annotated[str | None, Field(max_length=100)]


class Filtering(Body):
    """Which cases are wanted; what is left out asks for all."""

    recommendation: Recommendation | None = Field(None, examples=["NICHT_UMSETZEN"])
    field_of_action: Filter = Field(None, examples=["Mobilität"])
    unit: Filter = Field(None, description="the competent unit", examples=["tiefbau"])
    track: Track | None = Field(None, examples=["short"])

    def wanted(self) -> CaseFilter:
        """The filter as queries have it."""
        return CaseFilter(self.recommendation, self.field_of_action, self.unit, self.track)


class CreatingBulk(Filtering):
    """What is decided about which cases; the reasons are those of a template of the city, or an own text with variables."""

    decision: BulkDecision = Field(examples=["rejected"])
    template: str | None = Field(None, max_length=100, description="id of a template", examples=["schon-abgedeckt"])
    text: Words | None = Field(None, description="own text with variables; it counts before the template")
    until: date | None = Field(None, description="deferred")
    addressee: Words | None = Field(None, description="forwarded: a key without spaces")
    case_ids: list[UUID] | None = Field(
        None, max_length=MOST_CASES, description="only these; left out: all that the filter shows", examples=[[CASE_ID]]
    )

    def for_all(self, templates: TextTemplates) -> ForAll:
        """What is decided for all cases. Raises: TemplateUnknown, ReasonsMissing."""
        text = chosen_text(templates, self.decision, self.template, self.text)
        return ForAll(self.decision, text, self.until, self.addressee)


class Overriding(Body):
    """What is written for one case alone; own reasons stand in the place of the common text and have no variables."""

    reasons: Words | None = None
    deviation_reason: Words | None = Field(None, description="where the decision is not the recommended one")
    confirmation: Words | None = Field(None, description="where the result is close (knapp), or nothing was scored")
    minority_view: Words | None = None
    leave_out: bool = False

    def own(self) -> OwnWords:
        """The words as the domain has them."""
        return OwnWords(*(_none_if_blank(each) for each in self._words()))

    def _words(self) -> tuple[str | None, ...]:
        return (self.reasons, self.deviation_reason, self.confirmation, self.minority_view)


def _none_if_blank(text: str | None) -> str | None:
    return (text or "").strip() or None


class VariableOut(BaseModel):
    """A variable of a text, without its braces."""

    name: str = Field(examples=["titel"])
    meaning: str = Field(examples=["Titel des Impulses"])


class TemplateOut(BaseModel):
    """A text of the city for the reasons of one kind of decision."""

    id: str = Field(examples=["schon-abgedeckt"])
    name: str = Field(examples=["Gibt es schon in guter Form"])
    decision: Decision = Field(examples=["rejected"])
    text: str = Field(examples=["Vielen Dank für Ihren Impuls „{titel}“."])


class TemplatesOut(BaseModel):
    """The texts, their version, and the variables that they may have."""

    version: str = Field(examples=["1.0.0"])
    items: list[TemplateOut]
    variables: list[VariableOut]


class CandidateOut(BaseModel):
    """A case that the caller may decide alone."""

    case_id: UUID = Field(examples=[CASE_ID])
    number: str = Field(examples=["2026-0412"])
    title: str = Field(examples=["Trinkbrunnen am Marktplatz"])
    due_on: date = Field(examples=["2026-03-24"])
    track: str = Field(examples=["short"])
    recommendation: str | None = Field(examples=["NICHT_UMSETZEN"])
    close: bool = Field(description="the result is close (knapp)")


class CandidateList(BaseModel):
    """A page of them by due date; `next` is a cursor or null."""

    items: list[CandidateOut]
    next: str | None


class BulkCreated(BaseModel):
    """The draft."""

    id: UUID = Field(examples=[BULK_ID])


class BulkLineOut(BaseModel):
    """A bulk decision in the list of its decider."""

    id: UUID = Field(examples=[BULK_ID])
    decision: str = Field(examples=["rejected"])
    state: BulkState = Field(examples=["draft"])
    created_at: datetime = Field(examples=["2026-03-02T09:00:00Z"])
    items: int = Field(examples=[120])


class BulkList(BaseModel):
    """The latest 20, the newest first."""

    items: list[BulkLineOut]


class BulkOut(BaseModel):
    """How far a bulk decision has come; `with_problems` counts waiting cases where something was in the way."""

    id: UUID = Field(examples=[BULK_ID])
    decision: str = Field(examples=["rejected"])
    text: str = Field(examples=["Vielen Dank für Ihren Impuls „{titel}“."])
    until: date | None
    addressee: str | None
    state: BulkState = Field(examples=["deciding"])
    items: int = Field(examples=[120])
    by_state: dict[ItemState, int] = Field(examples=[{"decided": 100, "waiting": 20}])
    with_problems: int = Field(examples=[3])


class ProblemOut(BaseModel):
    """Something that is in the way of a decision."""

    code: str = Field(examples=["evaluation.deviation_reason_missing"])
    detail: str
    field: str | None = Field(examples=["deviation_reason"])


class BulkItemOut(BaseModel):
    """One case of a bulk decision: what it will be or is, and what is in the way."""

    case_id: UUID = Field(examples=[CASE_ID])
    place: int = Field(examples=[1])
    number: str = Field(examples=["2026-0412"])
    title: str = Field(examples=["Trinkbrunnen am Marktplatz"])
    state: ItemState = Field(examples=["waiting"])
    published: bool
    recommendation: str | None = Field(examples=["NICHT_UMSETZEN"])
    deviates: bool
    close: bool = Field(description="the result is close (knapp)")
    reasons: str | None = Field(description="with the values of the case; null while one is missing")
    deviation_reason: str | None
    confirmation: str | None
    minority_view: str | None
    problems: list[ProblemOut]


class BulkItemList(BaseModel):
    """A page of at most 50; `next` is the place after which the next page begins, or null."""

    items: list[BulkItemOut]
    next: int | None
