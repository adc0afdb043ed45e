"""The responsible unit reports how far a measure is."""

from dataclasses import dataclass
from uuid import UUID

from services.implementation import store
from shared.contracts.facts import MeasureProgressed
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """How far: 0 to 100 percent."""

    measure_id: UUID
    percent: int


async def report_progress(command: ReportProgress, work: UnitOfWork) -> None:
    """Keep and announce the percentage; a lower one corrects an earlier one.

    Raises: MeasureUnknown, MeasureFinished, ImpulseNotAccepted, PercentInvalid.
    """
    measure = (await store.lock_measure(work, command.measure_id)).progressed(command.percent)
    await store.save_measure(work, measure)
    work.record(MeasureProgressed(impulse_id=measure.impulse_id, measure_id=measure.id, percent=measure.percent))
