"""The table of papers for bodies of the council: nothing else reads or writes it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from shared.messaging.unit_of_work import UnitOfWork

_LOAD = "SELECT body, paper_number, session_on FROM council_papers WHERE case_id = $1"

_KEEP = """
INSERT INTO council_papers (case_id, body, paper_number, session_on)
VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id) DO UPDATE
SET body = excluded.body,
    paper_number = excluded.paper_number,
    session_on = excluded.session_on
"""


@dataclass(frozen=True, slots=True)
class CouncilPaper:
    """What a body was given, and the day of the session that is to decide."""

    body: str
    paper_number: str
    session_on: date


async def load_paper(connection: asyncpg.Connection, case_id: UUID) -> CouncilPaper | None:
    """The paper about a case, None while the council has not been given it."""
    row = await connection.fetchrow(_LOAD, case_id)
    return None if row is None else CouncilPaper(**row)


async def keep_paper(work: UnitOfWork, case_id: UUID, paper: CouncilPaper) -> None:
    """Keep the paper, or the session that it moved to."""
    await work.connection.execute(_KEEP, case_id, paper.body, paper.paper_number, paper.session_on)
