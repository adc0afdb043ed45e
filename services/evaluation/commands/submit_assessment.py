"""An evaluator submits the assessment; the last one due ends the round."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.move_on import move_on
from services.evaluation.domain.assessment import validate_assessment
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.errors import AssessmentRefused
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import AssessmentSubmitted
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SubmitAssessment:
    """Whose saved draft becomes final."""

    case_id: UUID
    evaluator: Person
    token: str


async def submit_assessment(command: SubmitAssessment, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Make the saved draft final, if it is complete.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, AssessmentRefused.
    """
    case = await store.lock_case(work, command.case_id)
    seat = case.held_seat(command.evaluator.id, command.token, work.now)
    catalogue = await surroundings.catalogue_of(case, work)
    problems = validate_assessment(seat.draft.ratings, seat.draft.exclusions, case.asked(catalogue), catalogue)
    if problems:
        raise AssessmentRefused(tuple(problems))
    case = case.with_seat(replace(seat, state=SeatState.SUBMITTED))
    await store.save_seat_state(work, case.id, command.evaluator, SeatState.SUBMITTED)
    work.record(
        AssessmentSubmitted(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            by=pseudonym(surroundings.keys, command.evaluator.id, case.id),
            count=len(case.submitted),
            required=case.evaluators_required,
        )
    )
    await move_on(case, work, surroundings)
