"""Impulses arrive from portals over Kafka."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from uuid6 import uuid7

from services.ideas import store
from services.ideas.commands.receive_impulses import receive_impulses
from services.ideas.domain.access_code import lookup_key
from services.ideas.domain.errors import ReferenceReused
from services.ideas.domain.marks import check_marks
from services.ideas.domain.references import check_reference
from services.ideas.domain.submission import Submission
from services.ideas.setup import Keys
from services.ideas.store import NewImpulse, Reference, StoredReference
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import Origin, UnitOfWork


@dataclass(frozen=True, slots=True)
class TakeUpPortalEvent:
    """`source` and `reference` are the portal's own; `code_hash` is the SHA-256 of the access code it showed."""

    source: str
    reference: str
    content: Submission
    received_on: date | None = None
    code_hash: bytes | None = None
    own_marks: tuple[str, ...] = ()
    origin: Origin | None = None


async def take_up_portal_events(commands: Sequence[TakeUpPortalEvent], work: UnitOfWork, keys: Keys) -> list[UUID]:
    """Take up the impulses for screening, once per source and reference; returns the id for each, also of one that came before.

    All go through the same few statements, however many they are.
    Raises: ReferenceNotOpaque, ReferenceReused (other content), AccessCodeTaken, TooManyMarks; then none is taken up.
    Source: lifecycle.md, "Portal".
    """
    first: dict[Reference, TakeUpPortalEvent] = {}
    for command in commands:
        check_reference(command.reference)
        check_marks(command.own_marks)
        first.setdefault((command.source, command.reference), command)
    known = await store.by_reference(work.connection, "portal", first)
    fresh = {reference: command for reference, command in first.items() if reference not in known}
    if fresh:
        known |= await _take_up(fresh, work, keys)
    return [_same(command, known[command.source, command.reference]) for command in commands]


async def _take_up(
    fresh: Mapping[Reference, TakeUpPortalEvent], work: UnitOfWork, keys: Keys
) -> dict[Reference, StoredReference]:
    numbers = await store.new_numbers(work, len(fresh))
    impulses = {
        reference: _new(command, number, work, keys)
        for (reference, command), number in zip(fresh.items(), numbers, strict=True)
    }
    inserted = await receive_impulses(list(impulses.values()), work)
    taken_up = {reference: _stored(impulse) for reference, impulse in impulses.items() if impulse.id in inserted}
    if len(taken_up) < len(fresh):
        # The same events are being taken up from another partition at this moment.
        taken_up |= await store.by_reference(work.connection, "portal", fresh.keys() - taken_up.keys())
    return taken_up


def _new(command: TakeUpPortalEvent, number: str, work: UnitOfWork, keys: Keys) -> NewImpulse:
    return NewImpulse(
        id=uuid7(),
        number=number,
        channel="portal",
        content=command.content,
        received_on=command.received_on or city_day(work.now),
        source=command.source,
        reference=command.reference,
        code_lookup=None if command.code_hash is None else lookup_key(keys.lookup, command.code_hash),
        submitter_marks=command.own_marks,
        origin=command.origin,
    )


def _stored(impulse: NewImpulse) -> StoredReference:
    content = impulse.content
    return StoredReference(
        impulse.id, impulse.number, content.title, content.text, content.origin, content.field_of_action
    )


def _same(command: TakeUpPortalEvent, before: StoredReference) -> UUID:
    content = command.content
    if (content.title, content.text, content.origin) != (before.title, before.text, before.origin):
        raise ReferenceReused
    return before.id
