"""How often a full assessment confirmed a short one: a tenth of the short cases, drawn by lot, is assessed both ways."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import asyncpg

from services.reporting.disclosure import LEAST_CASES
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class ShortChecks:
    """Of one version of a catalogue: published cases that were assessed both ways, and those of them with the same class."""

    checked: int
    confirmed: int

    @property
    def share(self) -> Fraction | None:
        """0..1; None where there are too few."""
        return Fraction(self.confirmed, self.checked) if self.checked >= LEAST_CASES else None


async def load_short_checks(connection: asyncpg.Connection, catalogue_id: str, version: str) -> ShortChecks:
    """The counts for that version."""
    rows = await connection.fetch(QUERIES["short_checks"], catalogue_id, version)
    numbers = {row["value"].rpartition(" ")[2]: row["number"] for row in rows}
    return ShortChecks(sum(numbers.values()), numbers.get("same", 0))
