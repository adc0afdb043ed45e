"""A measure is given up; everybody may read why."""

from dataclasses import dataclass
from uuid import UUID

from services.implementation import store
from shared.contracts.facts import MeasureAbandoned
from shared.contracts.texts import new_text
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AbandonMeasure:
    """Which one, and the public reason."""

    measure_id: UUID
    reason: str


async def abandon_measure(command: AbandonMeasure, work: UnitOfWork) -> None:
    """Keep and announce the end and its reason. Raises: MeasureUnknown, MeasureFinished, ReasonInvalid."""
    measure = (await store.lock_measure(work, command.measure_id)).abandoned(command.reason)
    reason = new_text(measure.impulse_id, "abandonment", body=command.reason)
    await store.publish_text(work, reason)
    await store.save_measure(work, measure, finished_at=work.now, reason_text_id=reason.text_id)
    work.record(MeasureAbandoned(impulse_id=measure.impulse_id, measure_id=measure.id, reason=reason.ref))
