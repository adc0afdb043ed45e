"""Imports a file into the database of a running system; its service tells the others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from services.ideas import store
from services.ideas.commands.import_impulses import ImportedImpulse, ImportImpulses, import_impulses
from services.ideas.setup import offer_of
from shared.messaging.transactions import Transactions
from shared.runtime.city import City
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings

BATCH = 500
"""Rows in one transaction: few enough that the relay publishes the first while the next are written."""

ACTOR = "import"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many impulses are new, and how many were there before."""

    new: int
    known: int


async def import_rows(
    rows: list[ImportedImpulse],
    *,
    source: str,
    released: bool,
    settings: Settings,
    city: City,
    advance: Callable[[int], None],
) -> Imported:
    """Import in transactions of 500 rows; what was committed stays when a later one fails.

    `advance` is told after each how many rows are done. Raises: OSError, asyncpg's errors, TimeoutError.
    """
    pool = await open_pool(settings)
    try:
        transactions = Transactions(pool, "ideas", wake=_the_service_polls)
        offer = offer_of(city, await store.load_profiles(pool))
        new = 0
        for batch in _batches(rows):
            async with transactions.begin(ACTOR) as work:
                new += await import_impulses(ImportImpulses(source, batch, released), work, offer)
            advance(len(batch))
        return Imported(new, len(rows) - new)
    finally:
        await pool.close()


def _the_service_polls() -> None:
    """Another process cannot wake the relay; it looks into the outbox by itself."""


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
