"""What the submitter of an impulse is asked, for the holder of its access code."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.query import QueryState
from services.ideas.store import QUERIES
from shared.contracts.lists import QueryStage


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A query as its submitter sees it.

    `question` is None while its words are still to come, and once they were erased; `answer` is what the submitter wrote,
    or what was passed on; `refusal` says why an answer was not. `remind_on` is the day from which a reminder is shown.
    `may_be_published`: the submitter wants the answer printed beside the decision.
    """

    id: UUID
    stage: QueryStage
    state: QueryState
    question: str | None
    remind_on: date
    reply_by: date
    answer: str | None
    refusal: str | None
    may_be_published: bool

    def is_open(self, today: date) -> bool:
        """Whether it can be answered now."""
        return self.state is QueryState.OPEN and self.question is not None and today <= self.reply_by


async def dialogue_of(connection: asyncpg.Connection, impulse_id: UUID) -> tuple[AskedQuery, ...]:
    """The queries of an impulse, the oldest first."""
    return tuple(
        AskedQuery(
            id=row["query_id"],
            stage=row["stage"],
            state=QueryState(row["state"]),
            question=row["question"],
            remind_on=row["remind_on"],
            reply_by=row["reply_by"],
            answer=row["answer"],
            refusal=row["refusal"],
            may_be_published=row["may_be_published"],
        )
        for row in await connection.fetch(QUERIES["dialogue"], impulse_id)
    )
