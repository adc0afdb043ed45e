"""An evaluator declares a conflict of interest: the place is free again, and the queue goes on without this person."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.conflict_of_interest import declare_conflict as declared
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.stored.drafts import bar_evaluator
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import ConflictDeclared
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeclareConflict:
    """Who is not free to assess which case; nobody asks why."""

    case_id: UUID
    evaluator: Person
    declares: bool


async def declare_conflict(command: DeclareConflict, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Bar the person for ever and delete the own draft; who is barred already stays so, and nothing is told again.

    Raises: CaseUnknown, AlreadySubmitted, CaseNotOpen, ConflictUndeclared.
    """
    before = await store.lock_case(work, command.case_id)
    case = declared(before, command.evaluator.id, declares=command.declares)
    if case == before:
        return
    await bar_evaluator(work, case, command.evaluator.id)
    work.record(
        ConflictDeclared(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.evaluator.id, case.id),
            count=len(case.taken(work.now)),
            required=case.evaluators_required,
        )
    )
