"""Lets a replay end with a day, whatever came later."""

from collections.abc import Sequence
from datetime import datetime

from shared.messaging.processor import Processor
from shared.messaging.records import Accepted
from shared.messaging.unit_of_work import UnitOfWork


class FactsBefore:
    """A processor that is given the facts of before a moment only.

    The guard has counted the later ones as applied, so nothing waits for one that is left out. The order of topics is not
    that of time, so all of a topic is read.
    """

    def __init__(self, processor: Processor, moment: datetime) -> None:
        self._processor = processor
        self._moment = moment
        self.first: datetime | None = None
        """When the first fact of all happened, as far as they were read."""

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Process those of before the moment; raises what the processor raises."""
        times = [each.envelope.time for each in accepted]
        self.first = min([*times, self.first] if self.first else times, default=None)
        early = [each for each in accepted if each.envelope.time < self._moment]
        if early:
            await self._processor.process(early, work)
