"""A coordinator does not pass a submitter's answer on and tells the submitter why."""

from dataclasses import dataclass
from uuid import UUID

from services.ideas import stored_queries
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RefuseAnswer:
    """The reason is shown to the submitter only."""

    query_id: UUID
    reason: str


async def refuse_answer(command: RefuseAnswer, work: UnitOfWork) -> None:
    """Open the query again; it lapses where its last day is over. Raises: QueryNotFound, ReplyNotWaiting, ReasonInvalid."""
    query, _ = await stored_queries.lock_query(work, command.query_id)
    await stored_queries.refuse_reply(work, query.id, query.check_refusal(command.reason))
