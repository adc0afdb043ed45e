"""What ideas does when a portal's event arrives, or a fact of evaluation or implementation."""

from typing import Final

from services.ideas.commands.follow_facts import follow_fact, learn_profiles
from services.ideas.commands.take_up_portal_event import TakeUpPortalEvent, take_up_portal_event
from services.ideas.domain.submission import submission
from services.ideas.setup import Setup
from shared.contracts.facts import (
    AppealAdmitted,
    AppealDismissed,
    CaseClosed,
    CatalogueActivated,
    CostBooked,
    DecisionPublished,
    EffectReviewed,
    Fact,
    ImpulseSubmitted,
    MeasureAbandoned,
    MeasureCompleted,
    MeasureLinked,
    MeasurePlanned,
    MeasureProgressed,
    MilestoneReached,
    SubmittedToCouncil,
)
from shared.messaging.handlers import Handlers
from shared.messaging.unit_of_work import UnitOfWork

# Facts that can change the public status. Nothing about a result is among them before it is published.
FOLLOWED: Final[tuple[type[Fact], ...]] = (
    DecisionPublished,
    SubmittedToCouncil,
    CaseClosed,
    AppealAdmitted,
    AppealDismissed,
    MeasurePlanned,
    MeasureLinked,
    MeasureProgressed,
    MilestoneReached,
    CostBooked,
    MeasureCompleted,
    MeasureAbandoned,
    EffectReviewed,
)


def ideas_handlers(setup: Setup) -> Handlers:
    """The handlers of this service."""
    handlers = Handlers()

    @handlers.on_intake
    async def take_up(event: ImpulseSubmitted, work: UnitOfWork) -> None:
        assert work.cause is not None
        content = submission(
            title=event.title,
            text=event.text,
            origin=event.origin,
            field_of_action=event.field_of_action,
            place=None,
            fields_of_action=setup.fields_of_action,
        )
        command = TakeUpPortalEvent(
            source=work.cause.source,
            reference=event.reference,
            content=content,
            received_on=event.received_on,
            code_hash=None if event.code_hash is None else bytes.fromhex(event.code_hash),
            own_marks=event.own_marks,
        )
        await take_up_portal_event(command, work, setup.keys)

    handlers.on(CatalogueActivated)(learn_profiles)
    for model in FOLLOWED:
        handlers.on(model)(follow_fact)
    return handlers
