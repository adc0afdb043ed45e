"""Somebody prepares the correction of a published text; another person publishes it."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.decide_case import keep_decision
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.correction import Correction, correct
from services.evaluation.domain.decision_errors import NothingToCorrect
from services.evaluation.domain.people import Person
from services.evaluation.stored.decisions import load_decisions, pending, published
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CorrectDecision:
    """Which words of the publication change, and why."""

    case_id: UUID
    person: Person
    correction: Correction


async def correct_decision(command: CorrectDecision, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the corrected texts until somebody else publishes them. Raises: CaseUnknown, NothingToCorrect, CorrectionInvalid."""
    case = await store.lock_case(work, command.case_id)
    decisions = await load_decisions(work.connection, case.id)
    newest = published(decisions)
    if case.state is not CaseState.PUBLISHED or newest is None or pending(decisions) is not None:
        raise NothingToCorrect
    await keep_decision(
        case, correct(newest.decision, command.correction, command.person), command.person, work, surroundings
    )
