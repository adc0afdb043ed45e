"""A submitter answers a query; a coordinator screens the answer before anybody else reads it."""

from dataclasses import dataclass
from uuid import UUID

from services.ideas import stored_queries
from services.ideas.domain.access_code import code_hash, lookup_key, parse_access_code
from services.ideas.domain.errors import AccessCodeUnknown, QueryNotFound
from services.ideas.store import QUERIES
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AnswerQuery:
    """The answer of whoever holds the access code, as typed.

    `may_be_published`: beside the decision, which only a hearing asks for.
    """

    access_code: str
    query_id: UUID
    answer: str
    may_be_published: bool = False


async def answer_query(command: AnswerQuery, work: UnitOfWork, pepper: bytes) -> None:
    """Keep the answer until it is screened; the same one again changes nothing.

    Raises: AccessCodeUnknown, QueryNotFound, QueryOver, AnswerInvalid.
    """
    impulse_id = await impulse_of_code(command.access_code, work, pepper)
    query, parts = await stored_queries.lock_query(work, command.query_id)
    if query.impulse_id != impulse_id:
        raise QueryNotFound
    left = parts.impulses.exit is not None
    reply = query.check_reply(command.answer, city_day(work.now), left_the_path=left)
    await stored_queries.keep_reply(work, query.id, reply, command.may_be_published and query.is_hearing)


async def impulse_of_code(typed: str, work: UnitOfWork, pepper: bytes) -> UUID:
    """The impulse that an access code opens. Raises: AccessCodeUnknown."""
    code = parse_access_code(typed) or ""
    impulse_id: UUID | None = await work.connection.fetchval(
        QUERIES["find_by_code"], lookup_key(pepper, code_hash(code))
    )
    if impulse_id is None:
        raise AccessCodeUnknown
    return impulse_id
