"""A coordinator takes names out of an appeal and passes it on, or returns it; nobody here judges whether it is right."""

from dataclasses import dataclass
from uuid import UUID

from services.ideas import store, stored_appeals
from services.ideas.domain.appeal import rewrite_until
from services.ideas.setup import Setup
from shared.contracts.days import city_day
from shared.contracts.facts import AppealLodged
from shared.contracts.texts import new_text
from shared.contracts.topics import TextTopic
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PassAppealOn:
    """`text` is what is passed on; None: exactly what the person wrote."""

    appeal_id: UUID
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnAppeal:
    """The reason is shown to the person only."""

    appeal_id: UUID
    reason: str


async def pass_appeal_on(command: PassAppealOn, work: UnitOfWork) -> None:
    """Publish the screened words among staff and hand the appeal over to evaluation; only this version is kept.

    Raises: AppealNotFound, AppealNotWaiting, AppealTextInvalid.
    """
    appeal, parts = await stored_appeals.lock_appeal(work, command.appeal_id)
    words = appeal.check_release(command.text, left_the_path=parts.impulses.exit is not None)
    text = new_text(appeal.impulse_id, "appeal", body=words)
    await store.publish_texts(work, [(TextTopic.IMPULSE_CASE_TEXTS, text)])
    await stored_appeals.pass_on(work, appeal.id, text)
    work.record(
        AppealLodged(
            impulse_id=appeal.impulse_id,
            appeal_id=appeal.id,
            round=appeal.round,
            grounds=appeal.grounds,
            text=text.ref,
        )
    )


async def return_appeal(command: ReturnAppeal, work: UnitOfWork, setup: Setup) -> None:
    """Let the person write it anew while the period runs, and for at least five working days.

    Raises: AppealNotFound, AppealNotWaiting, ReasonInvalid.
    """
    appeal, parts = await stored_appeals.lock_appeal(work, command.appeal_id)
    reason = appeal.check_return(command.reason, left_the_path=parts.impulses.exit is not None)
    decision = await stored_appeals.load_decision(work, appeal.impulse_id)
    assert decision is not None  # an appeal is about one
    last_day = decision.last_day(setup.city.deadlines.appeal, setup.calendar)
    until = rewrite_until(city_day(work.now), last_day, setup.calendar)
    await stored_appeals.return_to_person(work, appeal.id, reason, until)
