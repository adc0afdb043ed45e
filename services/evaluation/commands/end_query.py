"""Ideas tells that a query was answered or lapsed; facts and texts of an answer come in any order."""

from typing import Final

from services.evaluation import store
from services.evaluation.commands.change_deadline import resume_clock
from services.evaluation.domain.query import UNPUBLISHED, QueryState
from services.evaluation.stored import queries as stored_queries
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import QueryAnswered, QueryLapsed
from shared.messaging.unit_of_work import UnitOfWork


async def end_query(fact: QueryAnswered | QueryLapsed, work: UnitOfWork, surroundings: Surroundings) -> None:
    """End the query and let the clock of its case run again; queries of the screening concern nobody here.

    The answer's text is found by its id whenever it is here. Source: lifecycle.md, "Queries".
    """
    case_id = await stored_queries.case_of_query(work.connection, fact.query_id)
    if case_id is None:
        return
    case = await store.lock_case(work, case_id)
    queries = await stored_queries.load_queries(work.connection, case.id)
    if all(query.id != fact.query_id or query.state is not QueryState.OPEN for query in queries):
        return
    answer_id = fact.text.text_id if isinstance(fact, QueryAnswered) else None
    state = QueryState.LAPSED if answer_id is None else QueryState.ANSWERED
    printed = isinstance(fact, QueryAnswered) and bool(fact.may_be_published)
    await stored_queries.save_end(work, fact.query_id, state, answer_id, may_be_published=printed)
    if case.state in UNPUBLISHED:
        cause: Final = "query_lapsed" if answer_id is None else "query_answered"
        await resume_clock(case, cause, work, surroundings)
