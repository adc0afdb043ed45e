"""The rows that a projector has written last stay in its memory, so that it need not read back what it knows."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.reporting.views.totals import Counts

MOST_ROWS = 5_000
"""The impulses that move in a year of a large city; with their texts about 40 MB."""


class RememberedRows:
    """Rows by impulse, the least recently used given up first; only as good as the token with which they were written.

    Every batch leaves a token of its own in the database, in its transaction. Whoever finds another one than that of the
    last batch here knows that the batch was rolled back or that somebody else has written since, and forgets everything.
    """

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most = most
        self._rows: dict[str, Counts] = {}
        self._token: UUID | None = None

    def valid(self, token: UUID, wanted: Iterable[str]) -> dict[str, Counts]:
        """Those of the wanted ones that are remembered; `token` is the last one in the database, which the caller holds."""
        if token != self._token:
            self._rows.clear()
        return {impulse_id: self._rows[impulse_id] for impulse_id in wanted if impulse_id in self._rows}

    def remember(self, token: UUID, rows: Mapping[str, Counts]) -> None:
        """These rows were used or written in the batch that leaves this token."""
        self._token = token
        for impulse_id in rows:
            self._rows.pop(impulse_id, None)
        self._rows.update(rows)
        while len(self._rows) > self._most:
            del self._rows[next(iter(self._rows))]
