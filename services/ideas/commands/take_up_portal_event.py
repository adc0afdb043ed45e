"""An impulse arrives from a portal over Kafka."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid6 import uuid7

from services.ideas import store
from services.ideas.domain.access_code import lookup_key
from services.ideas.domain.errors import ReferenceReused
from services.ideas.domain.marks import check_marks
from services.ideas.domain.references import check_reference
from services.ideas.domain.submission import Submission
from services.ideas.setup import Keys
from services.ideas.store import NewImpulse, StoredReference
from shared.contracts.days import city_day
from shared.contracts.facts import ImpulseReceived
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TakeUpPortalEvent:
    """`source` and `reference` are the portal's own; `code_hash` is the SHA-256 of the access code it showed."""

    source: str
    reference: str
    content: Submission
    received_on: date | None = None
    code_hash: bytes | None = None
    own_marks: tuple[str, ...] = ()


async def take_up_portal_event(command: TakeUpPortalEvent, work: UnitOfWork, keys: Keys) -> UUID:
    """Take up the impulse for screening, once per source and reference; returns its id, also when it came before.

    Raises: ReferenceNotOpaque, ReferenceReused (other content), AccessCodeTaken, TooManyMarks.
    Source: lifecycle.md, "Portal".
    """
    check_reference(command.reference)
    check_marks(command.own_marks)
    before = await store.by_reference(work.connection, "portal", command.source, [command.reference])
    if before:
        return _same(command, before[command.reference])
    impulse_id = uuid7()
    (number,) = await store.new_numbers(work, 1)
    received_on = command.received_on or city_day(work.now)
    inserted = await store.insert(
        work,
        [
            NewImpulse(
                id=impulse_id,
                number=number,
                channel="portal",
                content=command.content,
                received_on=received_on,
                source=command.source,
                reference=command.reference,
                code_lookup=None if command.code_hash is None else lookup_key(keys.lookup, command.code_hash),
            )
        ],
    )
    if not inserted:
        # The same event is being taken up from another partition at this moment.
        before = await store.by_reference(work.connection, "portal", command.source, [command.reference])
        return _same(command, before[command.reference])
    fact = ImpulseReceived(
        impulse_id=impulse_id,
        number=number,
        origin=command.content.origin,
        channel="portal",
        visibility="public",
        received_on=received_on,
        portal_reference=command.reference,
        submitter_marks=command.own_marks,
    )
    work.record(fact)
    await store.follow(work, [fact], work.now)
    return impulse_id


def _same(command: TakeUpPortalEvent, before: StoredReference) -> UUID:
    content = command.content
    if (content.title, content.text, content.origin) != (before.title, before.text, before.origin):
        raise ReferenceReused
    return before.id
