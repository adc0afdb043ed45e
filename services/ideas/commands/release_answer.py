"""A coordinator passes a submitter's answer on to those who asked."""

from dataclasses import dataclass
from uuid import UUID

from services.ideas import store, stored_queries
from shared.contracts.facts import QueryAnswered
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """`answer` is what is passed on; None: exactly what the submitter wrote."""

    query_id: UUID
    answer: str | None = None


async def release_answer(command: ReleaseAnswer, work: UnitOfWork) -> None:
    """Publish the screened answer among staff and end the query; only this version is kept.

    Raises: QueryNotFound, ReplyNotWaiting, AnswerInvalid.
    """
    query, _ = await stored_queries.lock_query(work, command.query_id)
    text = new_text(query.impulse_id, "answer", body=query.check_release(command.answer))
    await store.publish_texts(work, [(TextTopic.IMPULSE_CASE_TEXTS, text)])
    await stored_queries.keep_answer(work, query.id, text)
    fact = QueryAnswered(
        impulse_id=query.impulse_id,
        query_id=query.id,
        stage=query.stage,
        text=text.ref,
        may_be_published=query.may_be_published if query.is_hearing else None,
    )
    work.record(fact)
    await store.follow(work, [fact], work.now)
