"""Up to where nothing can appear in the outbox any more, so that no look passes all that was deleted before."""

from time import monotonic

import asyncpg

WHOLE_SECONDS = 60.0
"""So often a look begins at the start all the same, for whatever a person has done to the table."""


class Horizon:
    """The position after which the relay looks for records.

    While a long transaction reads (a dump), deleted rows are not cleaned up; a look that passed all of them would take
    longer and longer. What may be passed by is exact, not a matter of time: a record that became visible late would
    else come after newer ones of its key. A position is given to a transaction that has a number already. So when every
    transaction has ended whose number is lower than one given after a position was read, all is visible that will ever
    be at or before this position, and the next look that comes past it has read it.
    """

    def __init__(self) -> None:
        self.position = 0
        self._newest = 0
        self._candidate: tuple[int, int] | None = None
        self._proven: int | None = None
        self._whole_at = monotonic() + WHOLE_SECONDS

    def looked(self, last: int | None) -> None:
        """A look after `position` has found records up to `last`, or none."""
        self._newest = max(self._newest, last or 0)
        if self._proven is not None and (last is None or last > self._proven):
            self.position, self._proven = self._proven, None
        if monotonic() > self._whole_at:
            self.forget()

    def note(self, row: asyncpg.Record) -> None:
        """What `outbox_horizon.sql` says. Keys that wait for an operator are not passed: they may go on one day."""
        if self._candidate is not None and row["oldest"] >= self._candidate[1]:
            self._proven = self._candidate[0] if row["parked"] is None else min(self._candidate[0], row["parked"] - 1)
            self._candidate = None
        if self._candidate is None:
            self._candidate = self._newest, row["now"]

    def forget(self) -> None:
        """Begin at the start again."""
        self.position, self._candidate, self._proven = 0, None, None
        self._whole_at = monotonic() + WHOLE_SECONDS
