"""The bodies of the JSON API. Ratings are read untyped: the domain names every value that is none of the scale."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, StringConstraints

from services.evaluation.api.bodies import Body, Words
from services.evaluation.api.decision_models import DecisionOut
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Draft
from services.evaluation.domain.votes import ExclusionAnswer

CASE_ID = "019cad6d-b100-7000-8000-000000000003"
IMPULSE_ID = "019cad6d-b100-7000-8000-000000000001"


DraftVersion = Annotated[
    int,
    Field(strict=True, ge=0, description="of the saved draft that this is based on; 0: none is saved", examples=[3]),
]
Token = Annotated[str, StringConstraints(max_length=40), Field(description="opaque, of the claim", examples=["7"])]


class Claiming(Body):
    """The evaluator declares to have had no part in the impulse."""

    declaration: StrictBool = Field(False, examples=[True])


class Held(Body):
    """A command of somebody who holds a claim."""

    token: Token


class Rating(Body):
    """A rating; what is needed besides the value depends on it."""

    value: Any = Field(None, description="-2 to 2, NR or NB", examples=[1])
    reason: Words | None = Field(None, examples=["Macht den Weg zur Verwaltung kürzer."])
    evidence: Words | None = Field(None, description="A, B, C or D", examples=["C"])
    mitigation: Words | None = None


class Assessing(Held):
    """The whole draft; it replaces the one that it is based on."""

    draft_version: DraftVersion = 0

    ratings: dict[str, Rating] = Field(
        default_factory=dict,
        examples=[{"L1": {"value": 1, "reason": "Macht den Weg zur Verwaltung kürzer.", "evidence": "C"}}],
    )
    exclusions: dict[str, Any] = Field(
        default_factory=dict, description="ja, nein, offen or na", examples=[{"K1": "ja"}]
    )

    def draft(self) -> Draft:
        """The draft as the domain has it."""
        ratings = {
            criterion: GivenRating(rating.value, rating.reason, rating.evidence, rating.mitigation)
            for criterion, rating in self.ratings.items()
        }
        return Draft(ratings, self.exclusions)


class Copying(Held):
    """Which reason is copied into the own draft."""

    case_id: UUID = Field(description="the decided case", examples=[CASE_ID])
    criterion: str = Field(examples=["L1"])
    mark: str = Field(examples=["0f2c3a41d7b6e85904c1ab39d27f6e10"])


class Clearing(Body):
    """An office's answer about an exclusion criterion."""

    answer: ExclusionAnswer = Field(examples=["ja"])
    reason: Words = Field("", examples=["Die Satzung lässt es zu."])


class Noting(Body):
    """A note about the result."""

    note: Words = Field("", examples=["Zu Z41 haben wir verschiedene Jahre gemeint."])


class Asking(Body):
    """What the submitter is asked."""

    question: Words = Field("", description="1 to 2,000 characters", examples=["An welcher Stelle des Platzes?"])


class ClaimOut(BaseModel):
    """A claim: the token belongs to every later command."""

    token: Token
    expires_at: datetime = Field(examples=["2026-03-10T23:00:00Z"])
    draft_version: int = Field(description="of the draft of an earlier claim; 0: none is saved", examples=[0])
    draft_offered: bool = Field(description="whether somebody left a draft that may be taken over")


class CaseItem(BaseModel):
    """A line of a list of cases."""

    case_id: UUID = Field(examples=[CASE_ID])
    impulse_id: UUID = Field(examples=[IMPULSE_ID])
    number: str = Field(examples=["2026-0412"])
    title: str = Field(examples=["Trinkbrunnen am Marktplatz"])
    due_on: date = Field(examples=["2026-03-24"])
    profile: str | None = Field(examples=["full"])
    state: str = Field(examples=["open"])


class QueuedOut(CaseItem):
    """A line of the queue: how many working days it is late, and what it waits for."""

    late_working_days: int = Field(examples=[0])
    waits_for: str = Field(examples=["first_claim"])


class CaseList(BaseModel):
    """A page of cases; `next` is a cursor or null."""

    items: list[QueuedOut | CaseItem]
    next: str | None


class TextOut(BaseModel):
    """A text to read."""

    title: str = Field(examples=["Trinkbrunnen am Marktplatz"])
    body: str = Field(examples=["Im Sommer fehlt Trinkwasser in der Innenstadt."])
    text_version: int = Field(examples=[1])


class Opening(Held):
    """Which criterion that the profile leaves out is to be asked of all."""

    criterion: str = Field(examples=["Z43"])


class Raising(Body):
    """The profile of a higher track."""

    profile: str = Field(examples=["full"])


class Meeting(Body):
    """What the evaluators agreed on; values are read untyped, the domain names every one that is none of the scale."""

    values: dict[str, Any] = Field(default_factory=dict, examples=[{"L1": 1}])
    minutes: Words = Field("", examples=["Der Vergleichsfall gilt auch hier, darum +1."])


class CriterionOut(BaseModel):
    """A scored criterion that this case asks for."""

    id: str = Field(examples=["L1"])
    dimension: str = Field(examples=["L"])
    label: str
    question: str
    anchors: dict[str, str] = Field(examples=[{"-2": "...", "-1": "...", "0": "...", "1": "...", "2": "..."}])
    evidence: str | None
    not_relevant_allowed: bool


class ExclusionCriterionOut(BaseModel):
    """An exclusion criterion; the office answers when it is in doubt."""

    id: str = Field(examples=["K1"])
    label: str
    question: str
    fails_if: str | None
    office: str
    not_applicable_allowed: bool


class CatalogueOut(BaseModel):
    """What is asked, in the version that the case is pinned to."""

    id: str = Field(examples=["ludwigsburg-default"])
    version: str = Field(examples=["1.0.0"])
    criteria: list[CriterionOut]
    exclusion_criteria: list[ExclusionCriterionOut]


class AssessmentOut(BaseModel):
    """The caller's own assessment and claim."""

    state: Literal["claimed", "expired", "handed_back", "submitted"]
    token: Token
    expires_at: datetime
    ratings: dict[str, dict[str, Any]]
    exclusions: dict[str, Any]
    draft_version: int = Field(description="counts the savings; 0: none is saved", examples=[3])
    draft_offered: bool = Field(description="whether somebody left a draft that may be taken over")
    unconfirmed: bool = Field(description="whether a draft taken over still has to be confirmed")


class ExpiredDraftOut(BaseModel):
    """A draft that lies idle since its claim ended; the handle tells nobody whose it is."""

    draft: str = Field(examples=["0f2c3a41d7b6e85904c1ab39d27f6e10"])
    expired_at: datetime


class QuestionOut(BaseModel):
    """An exclusion criterion that an office settles."""

    criterion: str
    office: str
    due_on: date
    answer: str | None
    reason: str | None


class VoteOut(BaseModel):
    """One evaluator's rating; evaluators go by letters."""

    evaluator: str = Field(examples=["A"])
    value: int | Literal["NR", "NB"]
    reason: str | None
    evidence: str | None
    mitigation: str | None


class ComparedOut(BaseModel):
    """A criterion with all its votes, and whether they contradict each other."""

    criterion: str = Field(examples=["L1"])
    votes: list[VoteOut]
    consolidated: str = Field(examples=["3/2"])
    conflict: bool
    relevance_disputed: bool


class ConsensusOut(BaseModel):
    """A consensus meeting: agreed values, minutes, and the result that the votes alone gave."""

    agreed: dict[str, int]
    minutes: str
    result_of_votes: dict[str, Any]


class NoteOut(BaseModel):
    """A note about the result."""

    author: str = Field(examples=["Gutachten A"])
    note: str


class CaseOut(BaseModel):
    """A case as the caller may see it; `result` has the names of `impulswerk score`.

    It appears with comparison and notes once the case is consolidated.
    """

    case_id: UUID = Field(examples=[CASE_ID])
    impulse_id: UUID = Field(examples=[IMPULSE_ID])
    number: str = Field(examples=["2026-0412"])
    round: int
    state: str = Field(examples=["open"])
    due_on: date
    track: str = Field(examples=["full"])
    profile: str | None = Field(examples=["full"])
    evaluators_required: int
    opened: list[str] = Field(description="criteria asked beyond the profile")
    reopened: list[str] = Field(description="if there are any, nothing else may be changed")
    text: TextOut | None
    case_sheet: TextOut | None
    catalogue: CatalogueOut
    assessment: AssessmentOut | None
    questions: list[QuestionOut]
    result: dict[str, Any] | None
    comparison: list[ComparedOut]
    consensus: ConsensusOut | None
    notes: list[NoteOut]
    expired_drafts: list[ExpiredDraftOut] = Field(description="coordinators only: what may be released")
    decision: DecisionOut | None = Field(description="the one that waits for its publication, else the published one")
    competent_body: str | None = Field(description="key of the body that decides; deciders and coordinators only")
