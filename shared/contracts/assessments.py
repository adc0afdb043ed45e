"""Facts about assessment: catalogues, cases, decisions. Written by evaluation; only `DecisionPublished` has content."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from shared.contracts.event import Fact
from shared.contracts.fields import (
    CatalogueVersion,
    Cents,
    Count,
    Day,
    Flag,
    Id,
    Key,
    PaperNumber,
    Part,
    Pseudonym,
    Round,
    Sha256,
    TextRef,
    Url,
)
from shared.contracts.lists import (
    ClosingCause,
    DeadlineCause,
    Decision,
    ExclusionAnswer,
    Occasion,
    QueryStage,
    RaisingCause,
    Recommendation,
    ReopeningCause,
    ThirdOpinionCause,
    Track,
    WaitingCause,
)
from shared.contracts.privacy import PUBLIC
from shared.contracts.results import Result
from shared.contracts.topics import FactTopic


class CatalogueActivated(Fact):
    """From now on new cases are assessed by this version of the catalogue."""

    event_type = "de.impulswerk.assessment.catalogue_activated.v1"
    topic = FactTopic.ASSESSMENTS

    catalogue_id: Key
    catalogue_version: CatalogueVersion
    sha256: Sha256
    catalogue: Annotated[dict[str, JsonValue], PUBLIC]

    @property
    def subject(self) -> str:
        """The catalogue."""
        return self.catalogue_id


class CaseFact(Fact):
    """Any fact about one round of the assessment of one impulse."""

    topic = FactTopic.ASSESSMENTS

    impulse_id: Id
    case_id: Id
    round: Round

    @property
    def subject(self) -> str:
        """The impulse."""
        return str(self.impulse_id)


class CaseOpened(CaseFact):
    """A released impulse is to be assessed until `due_on`, by this version of the catalogue."""

    event_type = "de.impulswerk.assessment.case_opened.v1"

    catalogue_id: Key
    catalogue_version: CatalogueVersion
    track: Track
    profile: Key | None = None
    evaluators_required: Count
    due_on: Day


class CaseReopened(CaseFact):
    """A new round: after an admitted appeal, or because the date of a deferral has come."""

    event_type = "de.impulswerk.assessment.case_reopened.v1"

    cause: ReopeningCause
    catalogue_id: Key
    catalogue_version: CatalogueVersion
    track: Track
    profile: Key | None = None
    evaluators_required: Count
    due_on: Day


class CaseClosed(CaseFact):
    """No assessment any more; claims have ended."""

    event_type = "de.impulswerk.assessment.case_closed.v1"

    cause: ClosingCause


class TrackRaised(CaseFact):
    """The case needs more effort than screening thought, or was drawn as a sample to check short assessments; never less."""

    event_type = "de.impulswerk.assessment.track_raised.v2"

    cause: RaisingCause
    track: Track
    profile: Key | None = None
    evaluators_required: Count
    due_on: Day


class EvaluatorFact(CaseFact):
    """What one evaluator did, never how they rated: `count` of the `required` places are taken (or submitted) now."""

    by: Pseudonym
    count: Count
    required: Count


class CaseClaimed(EvaluatorFact):
    """An evaluator took one of the places."""

    event_type = "de.impulswerk.assessment.claimed.v1"


class CaseHandedBack(EvaluatorFact):
    """A place is free again."""

    event_type = "de.impulswerk.assessment.handed_back.v1"


class ConflictDeclared(EvaluatorFact):
    """An evaluator is not free to assess this impulse."""

    event_type = "de.impulswerk.assessment.conflict_declared.v1"


class AssessmentSubmitted(EvaluatorFact):
    """One assessment is complete; `count` of `required` are."""

    event_type = "de.impulswerk.assessment.submitted.v1"


class StatementRequested(CaseFact):
    """Another unit is asked for its view on these criteria."""

    event_type = "de.impulswerk.assessment.statement_requested.v1"

    statement_id: Id
    unit: Key
    criteria: tuple[Key, ...]
    due_on: Day


class StatementGiven(CaseFact):
    """The other unit gave its view."""

    event_type = "de.impulswerk.assessment.statement_given.v1"

    statement_id: Id
    unit: Key
    criteria: tuple[Key, ...]


class ExclusionCleared(CaseFact):
    """The competent office settled an exclusion criterion; its answer replaces the evaluators'."""

    event_type = "de.impulswerk.assessment.exclusion_cleared.v1"

    criterion: Key
    answer: ExclusionAnswer
    office: Key


class ThirdOpinionRequested(CaseFact):
    """The evaluators see it too differently: a third one rates, blind."""

    event_type = "de.impulswerk.assessment.third_opinion_requested.v1"

    causes: tuple[ThirdOpinionCause, ...]


class ConsensusRecorded(CaseFact):
    """The evaluators agreed in a meeting on one value for each of these criteria."""

    event_type = "de.impulswerk.assessment.consensus_recorded.v1"

    criteria: tuple[Key, ...]


class QueryRequested(CaseFact):
    """Evaluation needs an answer of the submitter; ideas delivers the question."""

    event_type = "de.impulswerk.assessment.query_requested.v1"

    query_id: Id
    stage: QueryStage
    reply_by: Day
    text: TextRef


class DeadlineChanged(CaseFact):
    """The case is due on another day now."""

    event_type = "de.impulswerk.assessment.deadline_changed.v1"

    due_on: Day
    cause: DeadlineCause


class CaseOverdue(CaseFact):
    """The day passed; `cause` is what the case waits for."""

    event_type = "de.impulswerk.assessment.overdue.v1"

    due_on: Day
    cause: WaitingCause


class CaseEscalated(CaseFact):
    """The next level knows that the case waits."""

    event_type = "de.impulswerk.assessment.escalated.v1"

    due_on: Day
    cause: WaitingCause


class CaseConsolidated(CaseFact):
    """All votes are in and were put together; `by` is None where the last vote did it."""

    event_type = "de.impulswerk.assessment.consolidated.v1"

    by: Pseudonym | None = None


class CaseDecided(CaseFact):
    """A person decided; what, stays inside evaluation until publication."""

    event_type = "de.impulswerk.assessment.decided.v1"

    by: Pseudonym


class DecisionWithdrawn(CaseFact):
    """The decision was taken back before publication."""

    event_type = "de.impulswerk.assessment.decision_withdrawn.v1"

    by: Pseudonym


class SubmittedToCouncil(CaseFact):
    """A council body is to decide; the paper has a number, the session a day."""

    event_type = "de.impulswerk.assessment.submitted_to_council.v1"

    body: Key
    paper_number: PaperNumber
    session_on: Day


class Condition(Part):
    """What an acceptance depends on: who sees to it until when; a budget proviso names the budget year and its debate."""

    text: TextRef
    unit: Key | None = None
    due_on: Day | None = None
    budget_year: Annotated[int, Field(ge=2000, le=2999), PUBLIC] | None = None
    debate_on: Day | None = None


class Ballot(Part):
    """How a body voted, in numbers of votes."""

    in_favour: Count
    against: Count
    abstained: Count


class DecisionPublished(CaseFact):
    """The decision with its reasons and the anonymous result: the only fact of assessment that others act on.

    `occasion`: a `correction` replaces texts of the publication before it in the same round and says why, a `remedy` is what
    the first decider decided anew after an appeal. What stands unchanged keeps its text; whatever replaces it is a text of its
    own, so that earlier publications stay readable until they are erased.

    `promised_for` is the day until which the city does what it accepted; nobody promises it for anything else.
    `hearing` is what the submitter had to say, printed on request. `unit` carries out what was accepted, within the cost frame
    (whole cents once and per year), measured by `indicator` (the title is its name).
    `short_class`: what the short assessment had recommended, where a sample was assessed in full, too.

    Illegal combinations cannot be built: forwarded names its addressee, deferred its day, a deviation its reason.
    """

    event_type = "de.impulswerk.assessment.published.v2"

    occasion: Occasion = "decision"
    correction: TextRef | None = None
    decision: Decision
    deviation: Flag
    reasons: TextRef
    conditions: tuple[Condition, ...] = ()
    deviation_reason: TextRef | None = None
    minority_view: TextRef | None = None
    case_sheet: TextRef | None = None
    hearing: TextRef | None = None
    body: Key | None = None
    session_on: Day | None = None
    resolution: PaperNumber | None = None
    ballot: Ballot | None = None
    oparl_url: Url | None = None
    addressee: Key | None = None
    until: Day | None = None
    promised_for: Day | None = None
    unit: Key | None = None
    one_off_cents: Cents | None = None
    yearly_cents: Cents | None = None
    indicator: TextRef | None = None
    result: Result | None = None
    evaluators: Count
    units: tuple[Key, ...]
    catalogue_id: Key
    catalogue_version: CatalogueVersion
    track: Track
    third_opinion: Flag = False
    short_class: Recommendation | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.decision == "forwarded") != (self.addressee is not None):
            raise ValueError("addressee belongs to the decision forwarded, and only to it")
        if (self.decision == "deferred") != (self.until is not None):
            raise ValueError("until belongs to the decision deferred, and only to it")
        if self.deviation != (self.deviation_reason is not None):
            raise ValueError("a deviation needs its reason, and only a deviation has one")
        if (self.decision == "accepted_with_conditions") != bool(self.conditions):
            raise ValueError("conditions belong to the decision accepted_with_conditions, and only to it")
        if self.promised_for is not None and self.decision not in {"accepted", "accepted_with_conditions"}:
            raise ValueError("promised_for belongs to an acceptance")
        if (self.occasion == "correction") != (self.correction is not None):
            raise ValueError("a correction says why, and only a correction does")
        if self.units != tuple(sorted(set(self.units))):
            raise ValueError("units must be sorted and named once")
        return self


class AppealAdmitted(CaseFact):
    """The review takes place."""

    event_type = "de.impulswerk.assessment.appeal_admitted.v1"

    appeal_id: Id


class AppealDismissed(CaseFact):
    """The decision stands."""

    event_type = "de.impulswerk.assessment.appeal_dismissed.v1"

    appeal_id: Id
