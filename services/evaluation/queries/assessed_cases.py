"""Assessed cases as they are computed with: read through a cursor, because there may be more than memory holds."""

from typing import Final

import asyncpg

from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.votes import ExclusionAnswer
from services.evaluation.domain.what_if import AssessedCase, Sheet

AT_ONCE: Final = 50
"""Cases in memory at a time."""


def assessed_case(row: asyncpg.Record) -> AssessedCase:
    """A row of `assessed_cases`."""
    return AssessedCase(
        number=row["number"],
        profile=row["profile"],
        sheets=tuple(Sheet(sheet["values"], sheet["exclusions"]) for sheet in row["sheets"]),
        office_answers={name: ExclusionAnswer(answer) for name, answer in row["office_answers"].items()},
        before=Recommendation(row["decision"]),
        third_opinion=row["third_opinion"],
    )
