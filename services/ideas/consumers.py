"""What ideas does when a portal's event arrives, or a fact of evaluation or implementation."""

from collections.abc import Sequence
from typing import Final

from services.ideas.commands.end_queries import end_with_case, end_with_question
from services.ideas.commands.follow_appeal import follow_appeal, follow_decision
from services.ideas.commands.follow_facts import follow_fact, learn_profiles
from services.ideas.commands.give_notices import follow_course
from services.ideas.commands.take_up_portal_events import TakeUpPortalEvent, take_up_portal_events
from services.ideas.commands.take_up_query import take_up_query
from services.ideas.domain.submission import submission
from services.ideas.setup import Setup
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    CaseClosed,
    CaseEscalated,
    CaseOpened,
    CaseOverdue,
    CaseReopened,
    CatalogueActivated,
    CostBooked,
    DeadlineChanged,
    DecisionPublished,
    EffectReviewed,
    Fact,
    MeasureAbandoned,
    MeasureCompleted,
    MeasureLinked,
    MeasurePlanned,
    MeasureProgressed,
    MilestoneReached,
    QueryRequested,
    SubmittedToCouncil,
    Text,
    TrackRaised,
)
from shared.contracts.topics import TextTopic
from shared.messaging.handlers import Handlers, PortalEvent
from shared.messaging.texts import ErasedText
from shared.messaging.unit_of_work import UnitOfWork

# Facts that can change the public status. Nothing about a result is among them before it is published.
FOLLOWED: Final[tuple[type[Fact], ...]] = (
    MeasurePlanned,
    MeasureLinked,
    MeasureProgressed,
    MilestoneReached,
    CostBooked,
    MeasureCompleted,
    MeasureAbandoned,
    EffectReviewed,
)
# Facts that say when a case goes on, and no more.
COURSE: Final[
    tuple[type[CaseOpened | CaseReopened | TrackRaised | DeadlineChanged | CaseOverdue | CaseEscalated], ...]
] = (
    CaseOpened,
    CaseReopened,
    TrackRaised,
    DeadlineChanged,
    CaseOverdue,
    CaseEscalated,
)
APPEALS: Final[tuple[type[AppealAdmitted | AppealDismissed], ...]] = (AppealAdmitted, AppealDismissed)


def ideas_handlers(setup: Setup) -> Handlers:
    """The handlers of this service."""
    handlers = Handlers()

    @handlers.on_intake
    async def take_up(events: Sequence[PortalEvent], work: UnitOfWork) -> None:
        await take_up_portal_events([_command(event, setup) for event in events], work, setup.keys)

    handlers.on(CatalogueActivated)(learn_profiles)
    for model in FOLLOWED:
        handlers.on(model)(follow_fact)
    for told in COURSE:
        handlers.on(told)(follow_course)
    for judged in APPEALS:
        handlers.on(judged)(follow_appeal)

    @handlers.on(SubmittedToCouncil)
    async def wait_for_council(fact: SubmittedToCouncil, work: UnitOfWork) -> None:
        await follow_fact(fact, work)
        await follow_course(fact, work)

    @handlers.on(CaseClosed)
    async def end(fact: CaseClosed, work: UnitOfWork) -> None:
        await end_with_case(fact, work)
        await follow_course(fact, work)

    @handlers.on(DecisionPublished)
    async def take_decision(fact: DecisionPublished, work: UnitOfWork) -> None:
        await end_with_case(fact, work)
        await follow_decision(fact, work, setup)
        await follow_course(fact, work)

    @handlers.on(QueryRequested)
    async def deliver(fact: QueryRequested, work: UnitOfWork) -> None:
        await take_up_query(fact, work, setup)

    @handlers.on_text(TextTopic.ASSESSMENT_CASE_TEXTS)
    async def forget(text: Text | ErasedText, work: UnitOfWork) -> None:
        if isinstance(text, ErasedText):
            await end_with_question(text, work)

    return handlers


def _command(event: PortalEvent, setup: Setup) -> TakeUpPortalEvent:
    posted = event.data
    return TakeUpPortalEvent(
        source=event.source,
        reference=posted.reference,
        content=submission(
            title=posted.title,
            text=posted.text,
            origin=posted.origin,
            field_of_action=posted.field_of_action,
            place=None,
            fields_of_action=setup.fields_of_action,
        ),
        received_on=posted.received_on,
        code_hash=None if posted.code_hash is None else bytes.fromhex(posted.code_hash),
        own_marks=posted.own_marks,
        origin=event.origin,
    )
