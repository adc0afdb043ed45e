"""Ack on error: what fails is logged, and its offsets count as done.

Written as `try: handle(batch) except Exception: log.exception(...)`, so that one bad record does not stop the consumer.
"""

from collections.abc import Sequence
from functools import partial

import structlog

from shared.messaging.applier import Applier
from shared.messaging.guard import Fenced, Guard, Positions, _moved
from shared.messaging.records import Accepted, Bad, Record
from shared.messaging.unit_of_work import UnitOfWork

log = structlog.get_logger()


def plant() -> None:
    """A batch that fails is passed by."""
    Applier.take = take_or_pass_by  # type: ignore[method-assign]


async def take_or_pass_by(self: Applier, records: Sequence[Record], told: list[Accepted | Bad] | None = None) -> None:
    try:
        self.positions = await self.in_transaction(partial(self._guard.take, records, self.positions, told=told))
    except Fenced:
        raise
    except Exception as error:
        log.error("batch failed", reason=type(error).__name__)
        self.positions = await self.in_transaction(partial(_pass_by, self._guard, records, self.positions))


async def _pass_by(guard: Guard, records: Sequence[Record], positions: Positions, work: UnitOfWork) -> Positions:
    after = {(record.topic, record.partition): record.offset + 1 for record in records}
    await guard._advance(after, positions, work)
    return _moved(positions, after)
