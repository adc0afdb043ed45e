"""What portals post is applied in portions: good events are quick together, and facts must not wait for bad ones."""

from collections.abc import Callable, Sequence
from time import monotonic

from shared.messaging.applier import Applier
from shared.messaging.records import Accepted, Bad, Record

KEPT_WAITING_SECONDS, MOST_SECONDS = 1.0, 5.0
"""So long they may keep facts waiting, and so long they may take at all before somebody else gets a turn."""
LEAST, LARGEST = 10, 2_000
"""Events at a time. With a bad one among them the least portions are tried instead, which find it."""


class Portions:
    """Grow while they are quick; a portion with a bad event is taken again in the smallest ones."""

    def __init__(self, applier: Applier) -> None:
        self._applier = applier
        self._size = LEAST

    async def take(
        self, events: Sequence[Record], told: Sequence[Accepted | Bad] | None, facts_wait: Callable[[], bool]
    ) -> bool:
        """Apply the events in their order; returns whether all of them, or whether it was time for others.

        `told` is what `Guard.read` said of them, where it has been asked already. Raises: Fenced, TooManyParked.
        """
        started, done = monotonic(), 0
        while done < len(events):
            began, end = monotonic(), done + self._size
            if began - started > (KEPT_WAITING_SECONDS if facts_wait() else MOST_SECONDS):
                return False
            if not await self._take_portion(events[done:end], None if told is None else list(told[done:end])):
                self._size = LEAST
                continue
            done = end
            slow = monotonic() - began > KEPT_WAITING_SECONDS / 2
            self._size = max(LEAST, self._size // 2) if slow else min(LARGEST, 2 * self._size)
        return True

    async def _take_portion(self, events: Sequence[Record], told: list[Accepted | Bad] | None) -> bool:
        """Whether it is done: the least portions always are, larger ones all or not at all."""
        if self._size > LEAST:
            return await self._applier.take_all(events, told)
        await self._applier.take(events, told)
        return True
