"""The figures of the report, as the projector keeps them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from services.reporting.views.totals import ALL
from shared.contracts.status import Status
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

Figures = Mapping[str, Mapping[str, int]]
"""Numbers by what is counted and by its value; what is not there is 0."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of one scope: everything, a field of action, a goal, a side of the Trialog, a year."""

    figures: Figures

    def of(self, what: str) -> Mapping[str, int]:
        """All values of what is counted."""
        return self.figures.get(what, {})

    def sum_of(self, what: str) -> int:
        """The sum over all its values."""
        return sum(self.of(what).values())

    @property
    def statuses(self) -> dict[Status, int]:
        """How many impulses are in which state: every one in exactly one. States without any are left out."""
        found = self.of("status")
        return {status: found[status] for status in Status if status in found}

    @property
    def received(self) -> int:
        """How many impulses there are, those that the public may not read included."""
        return self.sum_of("status")

    @property
    def not_public(self) -> int:
        """How many of them are internal or confidential."""
        return self.sum_of("not_public")


async def load_totals(connection: asyncpg.Connection, scope: str = ALL) -> Totals:
    """All figures of one scope."""
    return (await load_scopes(connection, [scope]))[scope]


async def load_scopes(connection: asyncpg.Connection, scopes: list[str]) -> dict[str, Totals]:
    """All figures of these scopes, those without any included."""
    rows = await connection.fetch(QUERIES["load_totals"], scopes)
    found = _by_scope(rows)
    return {scope: Totals(found.get(scope, {})) for scope in scopes}


async def load_everywhere(connection: asyncpg.Connection, *whats: str) -> dict[str, Totals]:
    """What is counted under these names, by scope: for series over years, and for tables over fields or goals."""
    return {scope: Totals(figures) for scope, figures in _by_scope(await list_totals(connection, whats)).items()}


async def list_totals(connection: asyncpg.Connection, whats: Iterable[str]) -> list[asyncpg.Record]:
    """The totals of these kinds that are not 0, in a stable order: scope, what, value, number. A few thousand at most."""
    return list(await connection.fetch(QUERIES["list_totals"], list(whats)))


def _by_scope(rows: list[asyncpg.Record]) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row["scope"]][row["what"]][row["value"]] = row["number"]
    return found
