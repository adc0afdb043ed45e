"""What every way in ends with: impulses are stored, and their first fact is recorded."""

from collections.abc import Sequence
from uuid import UUID

from services.ideas import store
from services.ideas.store import NewImpulse
from shared.contracts.impulses import ImpulseReceived
from shared.messaging.unit_of_work import UnitOfWork


async def receive_impulses(impulses: Sequence[NewImpulse], work: UnitOfWork) -> set[UUID]:
    """Take the impulses up, all in one statement; returns the ids of those that are new by their source and reference.

    Raises: AccessCodeTaken.
    """
    inserted = await store.insert(work, impulses)
    for impulse in impulses:
        if impulse.id in inserted:
            work.record(_received(impulse), origin=impulse.origin, first=True)
    return inserted


def _received(impulse: NewImpulse) -> ImpulseReceived:
    return ImpulseReceived(
        impulse_id=impulse.id,
        number=impulse.number,
        origin=impulse.content.origin,
        channel=impulse.channel,
        visibility=impulse.visibility,
        received_on=impulse.received_on,
        imported=impulse.channel == "import",
        has_contact=impulse.has_contact,
        portal_reference=impulse.reference if impulse.channel == "portal" else None,
        submitter_marks=impulse.submitter_marks,
    )
