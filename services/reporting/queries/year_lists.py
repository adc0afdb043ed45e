"""The impulses that the yearly report names one by one: of the standing lists, what belongs to a year."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from services.reporting.queries.cursor import DayCursor
from services.reporting.queries.standing_lists import StandingPage, StandingRow, standing_page

LONGEST: Final = 100
"""So many entries of a list the report shows at most."""


@dataclass(frozen=True, slots=True)
class YearList:
    """Entries of one list; `cut`: there are more of them."""

    rows: tuple[StandingRow, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class YearLists:
    """What was decided otherwise in a year, and what was promised for it or before it and is not done today."""

    deviations: YearList
    broken_promises: YearList


async def load_year_lists(connection: asyncpg.Connection, year: int, today: date) -> YearLists:
    """The lists of that year."""
    end = date(year + 1, 1, 1)
    deviations = await standing_page(connection, "list_deviating", DayCursor(end, UUID(int=0)), limit=LONGEST)
    promises = await standing_page(connection, "list_promised", None, min(end, today), limit=LONGEST)
    return YearLists(_of_year(deviations, year), YearList(promises.rows, promises.next is not None))


def _of_year(newest_first: StandingPage, year: int) -> YearList:
    rows = tuple(each for each in newest_first.rows if each.day.year == year)
    return YearList(rows, newest_first.next is not None and len(rows) == len(newest_first.rows))
