"""What the desk shows: what waits, what runs, what is over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import asyncpg

from services.implementation.store import QUERIES, ShownImpulse, ShownMeasure

PAGE = 25

Row = TypeVar("Row", ShownImpulse, ShownMeasure)


@dataclass(frozen=True, slots=True)
class DeskPage(Generic[Row]):
    """A numbered page (from 1) of one of the desk's lists, and whether there is another one."""

    number: int
    rows: list[Row]
    more: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Accepted impulses without a measure, running measures, finished measures."""

    waiting: DeskPage[ShownImpulse]
    running: DeskPage[ShownMeasure]
    finished: DeskPage[ShownMeasure]


async def load_desk(connection: asyncpg.Connection, waiting: int, running: int, finished: int) -> Desk:
    """The pages with these numbers."""
    return Desk(
        await _page(connection, "waiting_impulses", waiting, ShownImpulse.read),
        await _page(connection, "running_measures", running, _measure),
        await _page(connection, "finished_measures", finished, _measure),
    )


async def _page(
    connection: asyncpg.Connection, query: str, number: int, read: Callable[[asyncpg.Record], Row]
) -> DeskPage[Row]:
    rows = await connection.fetch(QUERIES[query], PAGE + 1, (number - 1) * PAGE)
    return DeskPage(number, [read(each) for each in rows[:PAGE]], len(rows) > PAGE)


def _measure(row: asyncpg.Record) -> ShownMeasure:
    return ShownMeasure(**row)
