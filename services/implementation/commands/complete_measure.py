"""A measure is done."""

from dataclasses import dataclass
from uuid import UUID

from services.implementation import store
from shared.contracts.facts import MeasureCompleted
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CompleteMeasure:
    """Which one."""

    measure_id: UUID


async def complete_measure(command: CompleteMeasure, work: UnitOfWork) -> None:
    """Keep and announce that it is done. Raises: MeasureUnknown, MeasureFinished, ImpulseNotAccepted."""
    measure = (await store.lock_measure(work, command.measure_id)).completed()
    await store.save_measure(work, measure, finished_at=work.now)
    work.record(MeasureCompleted(impulse_id=measure.impulse_id, measure_id=measure.id))
