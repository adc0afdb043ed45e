"""Every assessed case under another version of the catalogue, some at a time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import asyncpg

from services.evaluation.catalogues import Catalogues
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.what_if import AssessedCase, Moved, what_if
from services.evaluation.queries.assessed_cases import assessed_case, assessed_cases
from services.evaluation.store import QUERIES

Step = tuple[Recommendation, Recommendation]


@dataclass(slots=True)
class Tally:
    """How far a run is: cases recomputed so far, of how many, and how many went from which class to which."""

    total: int
    done: int = 0
    steps: Counter[Step] = field(default_factory=Counter)

    @property
    def moved(self) -> int:
        """How many cases would have another class."""
        return self.steps.total()


async def recompute(
    connection: asyncpg.Connection, new: Catalogue, catalogues: Catalogues
) -> AsyncIterator[tuple[Tally, list[Moved]]]:
    """Recompute all cases, some at a time: how far the run is, and those of them whose class would be another one.

    The caller has begun a transaction that reads one moment. What is computed runs beside the loop, so that a service
    still answers meanwhile. Memory does not grow with the number of cases. At least one item comes, also without a case.
    """
    tally = Tally(await connection.fetchval(QUERIES["count_assessed_cases"]))
    async for rows in assessed_cases(connection):
        pairs = [
            (assessed_case(row), await catalogues.get(connection, row["catalogue_id"], row["catalogue_version"]))
            for row in rows
        ]
        moved = await asyncio.to_thread(_moved, pairs, new)
        tally.done += len(rows)
        tally.steps.update((each.before, each.after) for each in moved)
        yield tally, moved


def _moved(pairs: list[tuple[AssessedCase, Catalogue]], new: Catalogue) -> list[Moved]:
    return [moved for case, old in pairs if (moved := what_if(case, old, new)) is not None]
