"""A released impulse becomes a case as soon as its texts are here, too, whichever comes last."""

from datetime import date, datetime
from uuid import UUID

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.catalogue import Catalogue, Profile
from services.evaluation.domain.errors import CaseUnknown
from services.evaluation.domain.opening import profile_of
from services.evaluation.domain.routing import pool_of
from services.evaluation.surroundings import Surroundings
from shared.contracts.days import city_day
from shared.contracts.facts import CaseConsolidated, CaseOpened
from shared.contracts.impulses import Classification
from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.city import Deadlines
from shared.runtime.working_days import add_working_days

DIRECT_ANSWER_DAYS = 10
"""Working days until the answer on the direct track. Source: assessment-method.md, "Effort fits the matter"."""


async def take_up_classification(fact: Classification, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep what screening settled and open the case if the texts are here.

    Raises: ProfileUnknown for a profile that the active catalogue does not have.
    """
    active = await store.classify_impulse(work, fact)
    if active is None:
        raise CaseUnknown("impulse_id")
    catalogue = await surroundings.catalogues.get(work.connection, *active)
    profile_of(fact.track, fact.profile, catalogue)
    await open_if_ready(fact.impulse_id, work, surroundings)


async def take_up_text(text: Text, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the case if this text was what it waited for; a late copy of an erased text is not kept."""
    impulse = await store.lock_impulse(work, text.impulse_id)
    if text.text_version <= impulse.erased_up_to:
        await store.forget_text(work, text)
    elif impulse.released:
        await open_if_ready(text.impulse_id, work, surroundings)


async def open_if_ready(impulse_id: UUID, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Open the first round of an impulse that is released and whose texts are here; the caller has locked it."""
    ready = await store.ready_to_open(work, impulse_id)
    if ready is None:
        return
    catalogue = await surroundings.catalogues.get(work.connection, ready.catalogue_id, ready.catalogue_version)
    profile = profile_of(ready.track, ready.profile, catalogue)
    pool = pool_of(ready.routed, surroundings.routing)
    case = new_case(impulse_id, ready.track, profile, catalogue, pool, work, surroundings)
    await store.insert_case(work, case)
    work.record(
        CaseOpened(
            impulse_id=case.impulse_id,
            case_id=case.id,
            round=case.round,
            catalogue_id=case.catalogue_id,
            catalogue_version=case.catalogue_version,
            track=ready.track,
            profile=case.profile,
            evaluators_required=case.evaluators_required,
            due_on=case.due_on,
        )
    )
    if case.state is CaseState.CONSOLIDATED:
        work.record(CaseConsolidated(impulse_id=case.impulse_id, case_id=case.id, round=case.round))


def new_case(
    impulse_id: UUID,
    track: str,
    profile: Profile | None,
    catalogue: Catalogue,
    pool: str | None,
    work: UnitOfWork,
    surroundings: Surroundings,
) -> Case:
    """The first round of an impulse by this catalogue; on the direct track (no profile) nobody assesses, so it can be decided."""
    return Case(
        id=uuid7(),
        impulse_id=impulse_id,
        round=1,
        state=CaseState.OPEN if profile else CaseState.CONSOLIDATED,
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        track=track,
        profile=profile.id if profile else None,
        evaluators_required=profile.evaluators if profile else 0,
        due_on=surroundings.assessment_due(work.now)
        if profile
        else _direct_due_on(work.now, surroundings.city.deadlines),
        pool=pool,
    )


def _direct_due_on(now: datetime, deadlines: Deadlines) -> date:
    return add_working_days(city_day(now), DIRECT_ANSWER_DAYS, deadlines.state)
