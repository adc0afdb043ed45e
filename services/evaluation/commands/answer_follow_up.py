"""Another office has answered about a case that was forwarded to it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.decision_errors import AnswerMissing, FollowUpUnknown
from services.evaluation.stored.follow_ups import keep_answer, load_follow_up
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork

LONGEST_ANSWER: Final = 2_000


@dataclass(frozen=True, slots=True)
class AnswerFollowUp:
    """What the other office answered about which case; the words stay inside."""

    case_id: UUID
    answer: str


async def answer_follow_up(command: AnswerFollowUp, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Take the case off the follow-up list. Raises: CaseUnknown, FollowUpUnknown, AnswerMissing."""
    case = await store.lock_case(work, command.case_id)
    follow_up = await load_follow_up(work.connection, case.id)
    if follow_up is None or follow_up.answered_on is not None:
        raise FollowUpUnknown
    answer = command.answer.strip()
    if not answer or len(answer) > LONGEST_ANSWER:
        raise AnswerMissing("answer")
    await keep_answer(work, case.id, city_day(work.now), answer)
