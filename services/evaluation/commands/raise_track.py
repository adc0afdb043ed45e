"""A case gets more effort than screening gave it; never less."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.decision_errors import NotConsolidated
from services.evaluation.domain.effort import with_higher_track
from services.evaluation.domain.errors import CaseNotOpen, ProfileUnknown, StaleClaim
from services.evaluation.domain.people import Person
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import TrackRaised
from shared.contracts.lists import RaisingCause, Track
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RaiseTrack:
    """Who wants the case on the track of which profile: an evaluator who holds a place, or a decider."""

    case_id: UUID
    person: Person
    by: RaisingCause
    profile: str


async def raise_track(command: RaiseTrack, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the case on the higher track with a new due date; assessments that are in become drafts again.

    An evaluator can do it while the case is assessed, a decider before deciding.
    Raises: CaseUnknown, CaseNotOpen, StaleClaim, NotConsolidated, ProfileUnknown, TrackNotHigher.
    Source: assessment-method.md, "Effort fits the matter".
    """
    before = await store.lock_case(work, command.case_id)
    if command.by == "evaluator":
        if before.state is not CaseState.OPEN:
            raise CaseNotOpen
        if not before.is_held_by(command.person.id, work.now):
            raise StaleClaim
    elif before.state is not CaseState.CONSOLIDATED:
        raise NotConsolidated
    catalogue = await surroundings.catalogue_of(before, work)
    profile = catalogue.profiles.get(command.profile)
    if profile is None:
        raise ProfileUnknown("profile")
    expires_at = surroundings.lease_until(work.now)
    case = with_higher_track(before, profile, expires_at, surroundings.assessment_due(work.now))
    await keep_raised(case, command.by, work)
    await store.save_drafts_again(work, before, case, expires_at)
    await store.forget_consensus(work, case.id)


async def keep_raised(case: Case, cause: RaisingCause, work: UnitOfWork) -> None:
    """Save a case that is on a higher track now, with its new due date, and tell it."""
    await store.save_case_state(work, case)
    await store.save_due_date(work, case)
    work.record(
        TrackRaised(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            cause=cause,
            track=cast("Track", case.track),
            profile=case.profile,
            evaluators_required=case.evaluators_required,
            due_on=case.due_on,
        )
    )
