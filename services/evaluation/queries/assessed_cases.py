"""Assessed cases as they are computed with: read through a cursor, because there may be more than memory holds."""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.votes import ExclusionAnswer
from services.evaluation.domain.what_if import AssessedCase, Sheet
from services.evaluation.store import QUERIES

AT_ONCE: Final = 50
"""Cases in memory at a time."""


async def assessed_cases(
    connection: asyncpg.Connection, assessed_by: Catalogue | None = None
) -> AsyncIterator[list[asyncpg.Record]]:
    """The rows of all cases, or of those assessed by one version, some at a time; the last portion may be empty.

    The caller has begun a transaction that reads one moment.
    """
    version = (None, None) if assessed_by is None else (assessed_by.id, assessed_by.version)
    cursor = await connection.cursor(QUERIES["assessed_cases"], *version)
    while True:
        rows = await cursor.fetch(AT_ONCE)
        yield rows
        if len(rows) < AT_ONCE:
            return


def assessed_case(row: asyncpg.Record) -> AssessedCase:
    """A row of `assessed_cases`."""
    return AssessedCase(
        number=row["number"],
        profile=row["profile"],
        sheets=tuple(Sheet(sheet["values"], sheet["exclusions"]) for sheet in row["sheets"]),
        office_answers={name: ExclusionAnswer(answer) for name, answer in row["office_answers"].items()},
        before=Recommendation(row["decision"]),
        third_opinion=row["third_opinion"],
        short_class=row["short_class"],
    )
