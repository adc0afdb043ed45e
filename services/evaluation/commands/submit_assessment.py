"""An evaluator submits the assessment; the last one due ends the round."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.commands.impartiality import is_submitter
from services.evaluation.commands.move_on import move_on
from services.evaluation.domain.assessment import validate_assessment
from services.evaluation.domain.drafts import submit
from services.evaluation.domain.errors import AssessmentRefused
from services.evaluation.domain.people import Person, pseudonym
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import AssessmentSubmitted
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SubmitAssessment:
    """Which version of whose saved draft becomes final."""

    case_id: UUID
    evaluator: Person
    token: str
    based_on: int


async def submit_assessment(command: SubmitAssessment, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Make the saved draft final, if it is complete.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, TookPart, DraftOutdated, DraftUnconfirmed,
    AssessmentRefused.
    """
    case = await store.lock_case(work, command.case_id)
    held = case.held_seat(command.evaluator.id, command.token, work.now)
    took_part = await is_submitter(case, command.evaluator, work, surroundings)
    seat = submit(held, command.based_on, took_part=took_part)
    catalogue = await surroundings.catalogue_of(case, work)
    problems = validate_assessment(seat.draft.ratings, seat.draft.exclusions, case.asked(catalogue), catalogue)
    if problems:
        raise AssessmentRefused(tuple(problems))
    case = case.with_seat(seat)
    await store.save_seat_state(work, case.id, command.evaluator, seat.state)
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
