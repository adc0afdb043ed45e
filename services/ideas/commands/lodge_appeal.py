"""A person asks for a review of the published decision; a coordinator screens the words before anybody else reads them."""

from collections.abc import Collection
from dataclasses import dataclass

from uuid6 import uuid7

from services.ideas import store, stored_appeals
from services.ideas.commands.answer_query import impulse_of_code
from services.ideas.domain.appeal import appealable, check_lodging
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LodgeAppeal:
    """What whoever holds the access code asks for, as typed."""

    access_code: str
    grounds: Collection[str]
    text: str


async def lodge_appeal(command: LodgeAppeal, work: UnitOfWork, setup: Setup) -> None:
    """Keep the words until they are screened; the same ones again change nothing.

    Raises: AccessCodeUnknown, DecisionNotPublished, DecisionNotFinal, ImpulseLeftThePath, AppealAlreadyLodged,
    AppealTooLate, AppealGroundsMissing, AppealTextInvalid. Source: lifecycle.md, "Appeal".
    """
    impulse_id = await impulse_of_code(command.access_code, work, setup.keys.lookup)
    parts = (await store.lock_statuses(work, [impulse_id]))[impulse_id]
    decision = appealable(
        await stored_appeals.load_decision(work, impulse_id), left_the_path=parts.impulses.exit is not None
    )
    before = await stored_appeals.appeal_of_impulse(work, impulse_id)
    lodging = check_lodging(
        decision,
        before,
        command.grounds,
        command.text,
        today=city_day(work.now),
        last_day=decision.last_day(setup.city.deadlines.appeal, setup.calendar),
    )
    await stored_appeals.lodge(work, uuid7() if before is None else before.id, impulse_id, lodging)
