"""Somebody hands in an impulse: by form, through the API, or staff on behalf of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from uuid6 import uuid7

from services.ideas import store, vault
from services.ideas.domain.access_code import access_code, code_hash, lookup_key
from services.ideas.domain.marks import submitter_mark
from services.ideas.domain.submission import Submission
from services.ideas.setup import Keys
from services.ideas.store import NewImpulse
from shared.contracts.days import city_day
from shared.contracts.facts import ImpulseReceived
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SubmitImpulse:
    """`code_key` is the Idempotency-Key, from which the access code follows; `submitter` is issuer and subject of staff.

    `contact` is what the person told about themselves; it goes to the vault and nowhere else.
    """

    content: Submission
    channel: Literal["form", "api", "staff"]
    code_key: str
    contact: Mapping[str, str] = field(default_factory=dict)
    submitter: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets at once; the access code is derived from the id whenever it is shown."""

    id: UUID
    number: str


async def submit_impulse(command: SubmitImpulse, work: UnitOfWork, keys: Keys) -> Receipt:
    """Take up the impulse for screening."""
    impulse_id = uuid7()
    (number,) = await store.new_numbers(work, 1)
    code = access_code(keys.access_code, command.code_key, impulse_id)
    received_on = city_day(work.now)
    await store.insert(
        work,
        [
            NewImpulse(
                id=impulse_id,
                number=number,
                channel=command.channel,
                content=command.content,
                received_on=received_on,
                has_contact=bool(command.contact),
                code_lookup=lookup_key(keys.lookup, code_hash(code)),
            )
        ],
    )
    if command.contact or command.submitter:
        await vault.keep(work.connection, keys.vault, impulse_id, _who(command))
    fact = ImpulseReceived(
        impulse_id=impulse_id,
        number=number,
        origin=command.content.origin,
        channel=command.channel,
        visibility="public",
        received_on=received_on,
        has_contact=bool(command.contact),
        submitter_marks=_marks(command, keys, impulse_id),
    )
    work.record(fact)
    await store.follow(work, [fact], work.now)
    return Receipt(impulse_id, number)


def _who(command: SubmitImpulse) -> dict[str, object]:
    who: dict[str, object] = {"contact": dict(command.contact)}
    if command.submitter is not None:
        issuer, subject = command.submitter
        who["submitter"] = {"issuer": issuer, "subject": subject}
    return who


def _marks(command: SubmitImpulse, keys: Keys, impulse_id: UUID) -> tuple[str, ...]:
    if command.submitter is None:
        return ()
    return (submitter_mark(keys.match, impulse_id, *command.submitter),)
