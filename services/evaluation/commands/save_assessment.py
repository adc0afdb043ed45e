"""An evaluator saves a draft of the assessment."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.assessment import check_draft
from services.evaluation.domain.case import Draft
from services.evaluation.domain.effort import check_reopened
from services.evaluation.domain.errors import AssessmentRefused
from services.evaluation.domain.people import Person
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SaveAssessment:
    """The whole draft; it replaces the one before."""

    case_id: UUID
    evaluator: Person
    token: str
    draft: Draft


async def save_assessment(command: SaveAssessment, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the draft if nothing in it breaks a rule; something may be missing.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, AssessmentRefused, NotReopened.
    """
    case = await store.lock_case(work, command.case_id)
    seat = case.held_seat(command.evaluator.id, command.token, work.now)
    catalogue = await surroundings.catalogue_of(case, work)
    problems = check_draft(command.draft.ratings, command.draft.exclusions, case.asked(catalogue), catalogue)
    if problems:
        raise AssessmentRefused(tuple(problems))
    check_reopened(seat.draft, command.draft, case)
    await store.save_draft(work, case.id, command.evaluator, command.draft)
