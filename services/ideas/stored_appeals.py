"""The tables of published decisions and of appeals about them: nothing else reads or writes them.

Whoever changes an appeal locks the status of its impulse first, so that nobody waits for each other in a circle.
"""

from datetime import date
from uuid import UUID

import asyncpg

from services.ideas.domain.appeal import Appeal, AppealOutcome, AppealState, Lodging, PublishedDecision
from services.ideas.domain.errors import AppealNotFound
from services.ideas.store import QUERIES, lock_statuses
from shared.contracts.days import city_day
from shared.contracts.facts import DecisionPublished
from shared.contracts.status import StatusParts
from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork


async def keep_decision(work: UnitOfWork, fact: DecisionPublished) -> None:
    """Keep what was published last, dated by the record that brought it."""
    assert work.cause is not None
    await work.connection.execute(QUERIES["keep_decision"], fact.impulse_id, fact.round, fact.decision, work.cause.time)


async def load_decision(work: UnitOfWork, impulse_id: UUID) -> PublishedDecision | None:
    """The last published decision about an impulse."""
    row = await work.connection.fetchrow(QUERIES["load_decision"], impulse_id)
    return None if row is None else decision_of(row)


def decision_of(row: asyncpg.Record) -> PublishedDecision:
    """The decision in a row with `round`, `decision` and `published_at`."""
    return PublishedDecision(row["round"], row["decision"], city_day(row["published_at"]))


async def appeal_of_impulse(work: UnitOfWork, impulse_id: UUID) -> Appeal | None:
    """The appeal about an impulse whose status is locked."""
    row = await work.connection.fetchrow(QUERIES["appeal_of_impulse"], impulse_id)
    return None if row is None else _appeal(row)


async def lock_appeal(work: UnitOfWork, appeal_id: UUID) -> tuple[Appeal, StatusParts]:
    """The appeal with the status of its impulse, both locked until commit. Raises: AppealNotFound."""
    impulse_id = await work.connection.fetchval("SELECT impulse_id FROM appeals WHERE appeal_id = $1", appeal_id)
    if impulse_id is None:
        raise AppealNotFound
    parts = await lock_statuses(work, [impulse_id])
    row = await work.connection.fetchrow(QUERIES["lock_appeal"], appeal_id)
    assert row is not None
    return _appeal(row), parts[impulse_id]


async def lodge(work: UnitOfWork, appeal_id: UUID, impulse_id: UUID, lodging: Lodging) -> None:
    """Keep what a person asks for until it is screened."""
    await work.connection.execute(
        QUERIES["lodge_appeal"],
        appeal_id,
        impulse_id,
        lodging.round,
        list(lodging.grounds),
        city_day(work.now),
        lodging.words,
    )


async def pass_on(work: UnitOfWork, appeal_id: UUID, text: Text) -> None:
    """Keep that the appeal was passed on; what the person wrote goes."""
    await work.connection.execute(QUERIES["pass_appeal_on"], appeal_id, text.text_id, text.text_version)


async def return_to_person(work: UnitOfWork, appeal_id: UUID, reason: str, until: date) -> None:
    """Ask for other words until that day, and tell why."""
    await work.connection.execute(QUERIES["return_appeal"], appeal_id, reason, until)


async def conclude(work: UnitOfWork, appeal_id: UUID, outcome: AppealOutcome) -> None:
    """Keep what became of an appeal."""
    await work.connection.execute(QUERIES["conclude_appeal"], appeal_id, outcome)


async def decide_anew(work: UnitOfWork, fact: DecisionPublished) -> None:
    """Keep that the appeal about an impulse led to this decision, if it did."""
    await work.connection.execute(QUERIES["decide_appeal_anew"], fact.impulse_id, fact.round, fact.occasion == "remedy")


async def end_unscreened(work: UnitOfWork) -> None:
    """Forget the words of appeals that nobody screens any more."""
    await work.connection.execute(QUERIES["end_appeals"], city_day(work.now))


def _appeal(row: asyncpg.Record) -> Appeal:
    return Appeal(
        id=row["appeal_id"],
        impulse_id=row["impulse_id"],
        round=row["round"],
        grounds=tuple(row["grounds"]),
        state=AppealState(row["state"]),
        words=row["words"],
        rewrite_until=row["rewrite_until"],
    )
