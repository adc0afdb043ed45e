"""An evaluator saves a draft of the assessment."""

from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.assessment import check_draft
from services.evaluation.domain.case import Draft, Seat
from services.evaluation.domain.drafts import save
from services.evaluation.domain.effort import check_reopened
from services.evaluation.domain.errors import AssessmentRefused
from services.evaluation.domain.people import Person
from services.evaluation.stored.drafts import save_draft
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SaveAssessment:
    """The whole draft; it replaces the one that it is based on."""

    case_id: UUID
    evaluator: Person
    token: str
    based_on: int
    draft: Draft


async def save_assessment(command: SaveAssessment, work: UnitOfWork, surroundings: Surroundings) -> Seat:
    """Keep the draft if nothing in it breaks a rule, and prolong the claim; something may be missing.

    Raises: CaseUnknown, CaseNotOpen, AlreadySubmitted, StaleClaim, DraftOutdated, AssessmentRefused, NotReopened.
    """
    case = await store.lock_case(work, command.case_id)
    held = case.held_seat(command.evaluator.id, command.token, work.now)
    seat = save(held, command.draft, command.based_on, surroundings.lease_until(work.now))
    catalogue = await surroundings.catalogue_of(case, work)
    problems = check_draft(command.draft.ratings, command.draft.exclusions, case.asked(catalogue), catalogue)
    if problems:
        raise AssessmentRefused(tuple(problems))
    check_reopened(held, command.draft, case)
    await save_draft(work, case.id, seat)
    return seat
