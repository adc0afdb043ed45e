"""What implementation does when a fact about an impulse or a decision arrives.

Each handler fills its own columns: topics have no common order. Nothing about a result is here before it is published.
"""

from services.implementation import store
from services.implementation.commands.erase_impulse import erase_impulse
from shared.contracts.facts import (
    DecisionPublished,
    ImpulseReceived,
    ImpulseReclassified,
    ImpulseRedacted,
    ImpulseReleased,
    Text,
)
from shared.contracts.topics import TextTopic
from shared.messaging.handlers import Handlers
from shared.messaging.texts import ErasedText
from shared.messaging.unit_of_work import UnitOfWork


def implementation_handlers() -> Handlers:
    """The handlers of this service."""
    handlers = Handlers()

    @handlers.on(ImpulseReceived)
    async def receive(fact: ImpulseReceived, work: UnitOfWork) -> None:
        await store.receive_impulse(work, fact)

    @handlers.on(ImpulseReleased)
    async def release(fact: ImpulseReleased, work: UnitOfWork) -> None:
        await store.classify_impulse(work, fact)

    @handlers.on(ImpulseReclassified)
    async def reclassify(fact: ImpulseReclassified, work: UnitOfWork) -> None:
        await store.classify_impulse(work, fact)

    @handlers.on(DecisionPublished)
    async def decide(fact: DecisionPublished, work: UnitOfWork) -> None:
        assert work.cause is not None
        await store.decide_impulse(work, fact, work.cause.time)

    @handlers.on(ImpulseRedacted)
    async def erase(fact: ImpulseRedacted, work: UnitOfWork) -> None:
        await erase_impulse(fact, work)

    @handlers.on_text(TextTopic.IMPULSE_TEXTS, TextTopic.ASSESSMENT_TEXTS)
    async def refuse(text: Text | ErasedText, work: UnitOfWork) -> None:
        if isinstance(text, Text):
            await store.refuse_text(work, text)

    return handlers
