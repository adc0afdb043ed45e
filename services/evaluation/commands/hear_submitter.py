"""Before a rejection the submitter can say something about it: a query of its own stage."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.ask_submitter import send_query
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.decision_errors import HearingOver, NotConsolidated
from services.evaluation.domain.query import check_question
from services.evaluation.stored import queries as stored_queries
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HearSubmitter:
    """Why the case is to be rejected, in words for the submitter."""

    case_id: UUID
    words: str


async def hear_submitter(command: HearSubmitter, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Send what is intended to ideas, which delivers it; the clock of the case stands until the answer.

    Raises: CaseUnknown, NotConsolidated, HearingOver, QueryOpen, QueryInvalid. Source: lifecycle.md, "Queries".
    """
    case = await store.lock_case(work, command.case_id)
    if case.state is not CaseState.CONSOLIDATED:
        raise NotConsolidated
    earlier = await stored_queries.load_queries(work.connection, case.id)
    if any(query.stage == "hearing" for query in earlier):
        raise HearingOver
    words = check_question(command.words, case, earlier, takes_part=True)
    await send_query(case, "hearing", words, surroundings.city.deadlines.hearing, work, surroundings)
