"""A new round: after a review, or because the day of a deferral has come."""

from dataclasses import replace
from typing import cast

from services.evaluation import store
from services.evaluation.commands.open_case import new_case
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.catalogue import Catalogue, Profile
from services.evaluation.domain.opening import DIRECT
from services.evaluation.store import QUERIES
from services.evaluation.stored.appeals import end_appeal
from services.evaluation.surroundings import Surroundings
from shared.contracts.facts import CaseConsolidated, CaseReopened
from shared.contracts.lists import ReopeningCause, Track
from shared.messaging.unit_of_work import UnitOfWork


async def open_next_round(before: Case, cause: ReopeningCause, work: UnitOfWork, surroundings: Surroundings) -> None:
    """The next round by the catalogue that is active now; the case before stays as it is. The caller has locked it.

    After a review none of the earlier evaluators takes part. Source: lifecycle.md, "Deferred" and "Appeal".
    """
    catalogue = await surroundings.catalogues.active(work.connection)
    profile = None if before.track == DIRECT else _same_profile(before, catalogue)
    first = new_case(before.impulse_id, before.track, profile, catalogue, before.pool, work, surroundings)
    case = replace(first, round=before.round + 1, cause=cause)
    await store.insert_case(work, case)
    if cause == "appeal":
        await work.connection.execute(QUERIES["bar_earlier_evaluators"], before.impulse_id)
        await end_appeal(work, before.id, "new_round")
    work.record(
        CaseReopened(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            cause=cause,
            catalogue_id=case.catalogue_id,
            catalogue_version=case.catalogue_version,
            track=cast("Track", case.track),
            profile=case.profile,
            evaluators_required=case.evaluators_required,
            due_on=case.due_on,
        )
    )
    if case.state is CaseState.CONSOLIDATED:
        work.record(CaseConsolidated(impulse_id=case.impulse_id, case_id=case.id, round=case.round))


def _same_profile(before: Case, catalogue: Catalogue) -> Profile:
    """The profile of the round before, where the catalogue still has it; otherwise the first of its track, or the first."""
    profiles = list(catalogue.profiles.values())
    same = [profile for profile in profiles if profile.id == before.profile]
    of_track = [profile for profile in profiles if profile.track == before.track]
    return (same or of_track or profiles)[0]
