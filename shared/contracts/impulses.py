"""Facts about impulses: taken up, screened, answered, asked about. Written by ideas."""

from shared.contracts.event import Fact
from shared.contracts.fields import (
    Cents,
    Count,
    Day,
    FieldOfAction,
    Flag,
    Goals,
    Id,
    InternalFlag,
    Key,
    Number,
    PortalReference,
    Pseudonym,
    Round,
    TextRef,
    Version,
)
from shared.contracts.lists import (
    AnswerKind,
    AppealGround,
    Channel,
    Motion,
    Origin,
    QueryStage,
    RedactionCause,
    Track,
    TrackReason,
    Visibility,
)
from shared.contracts.topics import FactTopic


class ImpulseFact(Fact):
    """Any fact about one impulse."""

    topic = FactTopic.IMPULSES

    impulse_id: Id

    @property
    def subject(self) -> str:
        """The impulse."""
        return str(self.impulse_id)


class ImpulseReceived(ImpulseFact):
    """Somebody suggested something; for an import `received_on` may be long before the year in `number`."""

    event_type = "de.impulswerk.impulse.received.v1"

    number: Number
    origin: Origin
    channel: Channel
    visibility: Visibility
    received_on: Day
    imported: Flag = False
    has_contact: InternalFlag = False
    portal_reference: PortalReference | None = None
    submitter_marks: tuple[Pseudonym, ...] = ()


class Classification(ImpulseFact):
    """What screening settled about an impulse: its text, where it belongs, how much effort fits the matter and who may decide.

    `motion` is None for a suggestion; `subjects` and the amounts, in whole cents once and per year, are what the city's decision
    routes look at.
    """

    text: TextRef
    case_sheet: TextRef
    field_of_action: FieldOfAction | None = None
    strategic_goals: Goals = ()
    unit: Key | None = None
    track: Track
    track_reason: TrackReason
    profile: Key | None = None
    motion: Motion | None = None
    subjects: tuple[Key, ...] | None = None
    one_off_cents: Cents | None = None
    yearly_cents: Cents | None = None


class ImpulseReleased(Classification):
    """Screening is done: the impulse goes to assessment with this text."""

    event_type = "de.impulswerk.impulse.released.v1"


class ImpulseReclassified(Classification):
    """The whole classification again, after a correction."""

    event_type = "de.impulswerk.impulse.reclassified.v1"


class VisibilityChanged(ImpulseFact):
    """A coordinator changed who may see it; released texts moved to the topics of the new visibility."""

    event_type = "de.impulswerk.impulse.visibility_changed.v1"

    visibility: Visibility
    text: TextRef | None = None
    case_sheet: TextRef | None = None


class ImpulseInadmissible(ImpulseFact):
    """Not for the city to assess, with the public reason."""

    event_type = "de.impulswerk.impulse.inadmissible.v1"

    reason: TextRef


class ImpulseAnswered(ImpulseFact):
    """Already done or planned: answered without an assessment."""

    event_type = "de.impulswerk.impulse.answered.v1"

    kind: AnswerKind
    reason: TextRef
    measure_id: Id | None = None


class ImpulseHandedOver(ImpulseFact):
    """Somebody else is competent; stays in the follow-up list until that office answered."""

    event_type = "de.impulswerk.impulse.handed_over.v1"

    addressee: Key
    reason: TextRef


class ImpulseSplit(ImpulseFact):
    """Several suggestions in one: each goes on as its own impulse."""

    event_type = "de.impulswerk.impulse.split.v1"

    into: tuple[Id, ...]


class ImpulseMerged(ImpulseFact):
    """The same suggestion as another impulse, which goes on for both."""

    event_type = "de.impulswerk.impulse.merged.v1"

    into: Id


class ImpulseAbsorbed(ImpulseFact):
    """The other side of a merger: this impulse stands for `other`, too, and for its submitters."""

    event_type = "de.impulswerk.impulse.absorbed.v1"

    other: Id
    submitter_marks: tuple[Pseudonym, ...] = ()


class ImpulseUnmerged(ImpulseFact):
    """A merger was a mistake: said on both impulses, each naming the other one."""

    event_type = "de.impulswerk.impulse.unmerged.v1"

    other: Id
    submitter_marks: tuple[Pseudonym, ...] = ()


class QueryAsked(ImpulseFact):
    """The submitter was asked something and has until `reply_by`."""

    event_type = "de.impulswerk.impulse.query_asked.v1"

    query_id: Id
    stage: QueryStage
    reply_by: Day
    text: TextRef


class QueryAnswered(ImpulseFact):
    """The submitter's answer, screened; `may_be_published`: beside the decision that the hearing was about."""

    event_type = "de.impulswerk.impulse.query_answered.v1"

    query_id: Id
    stage: QueryStage
    text: TextRef
    may_be_published: Flag | None = None


class QueryLapsed(ImpulseFact):
    """No answer in time: the case goes on without one."""

    event_type = "de.impulswerk.impulse.query_lapsed.v1"

    query_id: Id
    stage: QueryStage


class AppealLodged(ImpulseFact):
    """Somebody asks for a review of the decision of this round; ideas has screened it."""

    event_type = "de.impulswerk.impulse.appeal_lodged.v1"

    appeal_id: Id
    round: Round
    grounds: tuple[AppealGround, ...]
    text: TextRef | None = None


class ImpulseSupported(ImpulseFact):
    """How many people support it by now."""

    event_type = "de.impulswerk.impulse.supported.v1"

    count: Count


class ImpulseWithdrawn(ImpulseFact):
    """The submitter took it back."""

    event_type = "de.impulswerk.impulse.withdrawn.v1"


class ImpulseRedacted(ImpulseFact):
    """Erases: every text of the impulse goes, and versions up to this one are refused for ever."""

    event_type = "de.impulswerk.impulse.redacted.v1"

    cause: RedactionCause
    up_to_text_version: Version
