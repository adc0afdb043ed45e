"""A second person publishes the decision: the only fact with content leaves evaluation, and the texts with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision import check_publication
from services.evaluation.domain.decision_errors import NotDecided
from services.evaluation.domain.people import Person
from services.evaluation.queries.publication import publication_of
from services.evaluation.store import Impulse
from services.evaluation.stored.appeals import end_appeal
from services.evaluation.stored.decisions import keep_publication
from services.evaluation.stored.follow_ups import keep_follow_up
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.texts import Text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PublishDecision:
    """Who publishes the decision about which case."""

    case_id: UUID
    publisher: Person


async def publish_decision(command: PublishDecision, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Publish decision, texts and the anonymous result.

    Raises: CaseUnknown, NotDecided, FourEyes.
    Source: lifecycle.md, "Facts" and "Visibility" (texts of impulses that are not public stay on case-text topics).
    """
    case = await store.lock_case(work, command.case_id)
    publication = await publication_of(case, work, surroundings)
    if publication is None:
        raise NotDecided
    decision = check_publication(publication.decision, command.publisher)
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    await _publish_texts(publication.new_texts, impulse, work)
    await keep_publication(work, case.id, publication.number, command.publisher, publication.refs)
    await store.make_findable(work, impulse)
    if case.state is not CaseState.PUBLISHED:
        await store.save_case_state(work, replace(case, state=CaseState.PUBLISHED))
    if decision.occasion == "remedy":
        await end_appeal(work, case.id, "remedied")
    await keep_follow_up(work, case.id, decision.addressee, city_day(work.now))
    work.record(publication.fact)


async def _publish_texts(texts: Sequence[Text], impulse: Impulse, work: UnitOfWork) -> None:
    if not texts:
        return
    topic = TextTopic.ASSESSMENT_TEXTS if impulse.visibility == "public" else TextTopic.ASSESSMENT_CASE_TEXTS
    for text in texts:
        work.publish_text(topic, text)
    await store.keep_published_texts(work, topic, texts)
