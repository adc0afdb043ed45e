"""NACK loop: what fails is read again and again, without bound, and everything behind it waits.

Written as FastStream's NACK_ON_ERROR with the hope that whatever fails is transient. The consumer's own answer to an error
is the nack: it goes back to where the database is.
"""

from collections.abc import Sequence
from functools import partial

from shared.messaging.applier import Applier
from shared.messaging.records import Accepted, Bad, Record


def plant() -> None:
    """No batch is divided, no attempt is the last one, nothing is parked because a handler fails on it."""
    Applier.take = take  # type: ignore[method-assign]


async def take(self: Applier, records: Sequence[Record], told: list[Accepted | Bad] | None = None) -> None:
    self.positions = await self.in_transaction(partial(self._guard.take, records, self.positions, told=told))
