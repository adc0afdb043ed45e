"""Whether somebody is free to assess a case: asked when claiming and again before anything becomes final."""

from services.evaluation import store
from services.evaluation.domain.case import Case
from services.evaluation.domain.people import Person, took_part
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork


async def is_submitter(case: Case, person: Person, work: UnitOfWork, surroundings: Surroundings) -> bool:
    """Whether the person is among those who submitted the impulse, by all marks that are known now."""
    impulse = await store.load_impulse(work.connection, case.impulse_id)
    return took_part(surroundings.keys, impulse.id, impulse.portal_reference, impulse.submitter_marks, person.id)
