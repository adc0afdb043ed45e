"""What the assessments under one version of the catalogue say about its questions."""

import asyncio

import asyncpg

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.learning import CatalogueFigures, Learning
from services.evaluation.queries.assessed_cases import assessed_case, assessed_cases
from shared.messaging.transactions import transaction
from shared.runtime.database import connect
from shared.runtime.settings import Settings


async def learning(settings: Settings, catalogue: Catalogue) -> CatalogueFigures:
    """From all cases assessed by this version, on a connection of its own: many cases take long, and requests must not wait.

    Memory does not grow with the number of cases. Raises: asyncpg's errors, OSError, TimeoutError.
    """
    connection = await connect(settings)
    try:
        async with transaction(connection, reads_one_moment=True):
            found = Learning(catalogue)
            async for rows in assessed_cases(connection, catalogue):
                await asyncio.to_thread(_add, rows, found)
            return found.figures()
    finally:
        await connection.close()


def _add(rows: list[asyncpg.Record], found: Learning) -> None:
    for row in rows:
        found.add(assessed_case(row))
