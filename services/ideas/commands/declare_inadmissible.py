"""A coordinator says publicly why an impulse cannot be taken up."""

from dataclasses import dataclass
from uuid import UUID

from services.ideas import store
from services.ideas.domain.errors import ReasonInvalid
from services.ideas.domain.impulse import ImpulseState
from services.ideas.domain.wording import clean_text
from shared.contracts.facts import ImpulseInadmissible
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.texts import new_text
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeclareInadmissible:
    """The reason is published; title and text of the impulse never leave this service."""

    impulse_id: UUID
    reason: str


async def declare_inadmissible(command: DeclareInadmissible, work: UnitOfWork) -> None:
    """End the screening with a public reason of 1 to 10,000 characters.

    Raises: ImpulseNotFound, ImpulseNotInScreening, MotionCannotBeInadmissible, ReasonInvalid.
    """
    reason = clean_text(command.reason)
    if not 1 <= len(reason) <= TEXT_LIMIT:
        raise ReasonInvalid
    impulse = await store.lock_impulse(work.connection, command.impulse_id)
    impulse.check_may_be_inadmissible()
    await store.set_state(work.connection, impulse.id, ImpulseState.INADMISSIBLE)
    text = new_text(impulse.id, "inadmissible_reason", body=reason)
    await store.save_refusal(work, impulse.id, text)
    await store.publish_texts(work, [(impulse.text_topic, text)])
    fact = ImpulseInadmissible(impulse_id=impulse.id, reason=text.ref)
    work.record(fact)
    await store.follow(work, [fact], work.now)
