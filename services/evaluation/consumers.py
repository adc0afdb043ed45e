"""What evaluation does when ideas tells something about an impulse."""

from services.evaluation.commands.end_impulse import end_impulse, erase_impulse
from services.evaluation.commands.end_query import end_query
from services.evaluation.commands.open_case import open_if_ready, take_up_classification, take_up_text
from services.evaluation.commands.take_up_appeal import take_up_appeal
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import (
    AppealLodged,
    ImpulseAbsorbed,
    ImpulseMerged,
    ImpulseReceived,
    ImpulseReclassified,
    ImpulseRedacted,
    ImpulseReleased,
    ImpulseWithdrawn,
    QueryAnswered,
    QueryLapsed,
    Text,
    VisibilityChanged,
)
from shared.contracts.topics import TextTopic
from shared.messaging.handlers import Handlers
from shared.messaging.texts import ErasedText
from shared.messaging.unit_of_work import UnitOfWork


def handlers(surroundings: Surroundings) -> Handlers:
    """The handlers of this service; each runs in the transaction that also keeps how far the topics are read."""
    consumer = Handlers()

    @consumer.on(ImpulseReceived)
    async def keep_impulse(fact: ImpulseReceived, work: UnitOfWork) -> None:
        await work.connection.execute(
            QUERIES["receive_impulse"],
            fact.impulse_id,
            fact.number,
            fact.origin,
            fact.visibility,
            fact.portal_reference,
            list(fact.submitter_marks),
        )

    @consumer.on(ImpulseReleased)
    async def take_up_release(fact: ImpulseReleased, work: UnitOfWork) -> None:
        await take_up_classification(fact, work, surroundings)

    @consumer.on(ImpulseReclassified)
    async def take_up_correction(fact: ImpulseReclassified, work: UnitOfWork) -> None:
        await take_up_classification(fact, work, surroundings)

    @consumer.on_text(TextTopic.IMPULSE_TEXTS, TextTopic.IMPULSE_CASE_TEXTS)
    async def keep_text(text: Text | ErasedText, work: UnitOfWork) -> None:
        if isinstance(text, Text):
            await take_up_text(text, work, surroundings)

    @consumer.on(VisibilityChanged)
    async def change_visibility(fact: VisibilityChanged, work: UnitOfWork) -> None:
        await work.connection.execute(
            QUERIES["change_visibility"],
            fact.impulse_id,
            fact.visibility,
            fact.text and fact.text.text_id,
            fact.text and fact.text.text_version,
            fact.case_sheet and fact.case_sheet.text_id,
            fact.case_sheet and fact.case_sheet.text_version,
        )
        await open_if_ready(fact.impulse_id, work, surroundings)

    @consumer.on(ImpulseAbsorbed)
    async def add_submitters(fact: ImpulseAbsorbed, work: UnitOfWork) -> None:
        await work.connection.execute(QUERIES["add_submitter_marks"], fact.impulse_id, list(fact.submitter_marks))

    @consumer.on(QueryAnswered)
    async def take_answer(fact: QueryAnswered, work: UnitOfWork) -> None:
        await end_query(fact, work, surroundings)

    @consumer.on(QueryLapsed)
    async def go_on_without_answer(fact: QueryLapsed, work: UnitOfWork) -> None:
        await end_query(fact, work, surroundings)

    @consumer.on(AppealLodged)
    async def review(fact: AppealLodged, work: UnitOfWork) -> None:
        await take_up_appeal(fact, work, surroundings)

    @consumer.on(ImpulseWithdrawn)
    async def end_withdrawn(fact: ImpulseWithdrawn, work: UnitOfWork) -> None:
        await end_impulse(fact.impulse_id, "withdrawn", work)

    @consumer.on(ImpulseMerged)
    async def end_merged(fact: ImpulseMerged, work: UnitOfWork) -> None:
        await end_impulse(fact.impulse_id, "merged", work)

    @consumer.on(ImpulseRedacted)
    async def erase(fact: ImpulseRedacted, work: UnitOfWork) -> None:
        await erase_impulse(fact, work)

    return consumer
