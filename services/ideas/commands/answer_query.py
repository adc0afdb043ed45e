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
    """The answer of whoever holds the access code, as typed."""

    access_code: str
    query_id: UUID
    answer: str


async def answer_query(command: AnswerQuery, work: UnitOfWork, pepper: bytes) -> None:
    """Keep the answer until it is screened; the same one again changes nothing.

    Raises: AccessCodeUnknown, QueryNotFound, QueryOver, AnswerInvalid.
    """
    code = parse_access_code(command.access_code) or ""
    impulse_id = await work.connection.fetchval(QUERIES["find_by_code"], lookup_key(pepper, code_hash(code)))
    if impulse_id is None:
        raise AccessCodeUnknown
    query, parts = await stored_queries.lock_query(work, command.query_id)
    if query.impulse_id != impulse_id:
        raise QueryNotFound
    left = parts.impulses.exit is not None
    reply = query.check_reply(command.answer, city_day(work.now), left_the_path=left)
    await stored_queries.keep_reply(work, query.id, reply)
