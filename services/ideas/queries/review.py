"""What the holder of an access code may know about the review of the decision."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.appeal import AppealOutcome, AppealState
from services.ideas.setup import Setup
from services.ideas.store import QUERIES
from services.ideas.stored_appeals import decision_of
from shared.contracts.lists import AppealGround


@dataclass(frozen=True, slots=True)
class Review:
    """The review of a final decision: until when it can be asked for, and the appeal once there is one.

    `words` is what the person wrote, or what was passed on; `refusal` says why it was returned. `last_day` is that of the
    period, or the later one until which a returned appeal can be written anew.
    """

    last_day: date
    state: AppealState | None
    grounds: tuple[AppealGround, ...]
    words: str | None
    refusal: str | None
    lodged_on: date | None
    outcome: AppealOutcome | None

    def is_open(self, today: date) -> bool:
        """Whether a review can be asked for now."""
        return self.state in (None, AppealState.RETURNED) and today <= self.last_day


async def review_of(connection: asyncpg.Connection, impulse_id: UUID, setup: Setup) -> Review | None:
    """None while nothing is decided finally."""
    row = await connection.fetchrow(QUERIES["review"], impulse_id)
    if row is None or not decision_of(row).is_final:
        return None
    last_day = decision_of(row).last_day(setup.city.deadlines.appeal, setup.calendar)
    return Review(
        last_day=last_day if row["rewrite_until"] is None else row["rewrite_until"],
        state=None if row["state"] is None else AppealState(row["state"]),
        grounds=tuple(row["grounds"] or ()),
        words=row["words"],
        refusal=row["refusal"],
        lodged_on=row["lodged_on"],
        outcome=None if row["outcome"] is None else AppealOutcome(row["outcome"]),
    )
