"""People hand in impulses: by form, through the API, or staff on behalf of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from uuid6 import uuid7

from services.ideas import store, vault
from services.ideas.commands.receive_impulses import receive_impulses
from services.ideas.domain.access_code import access_code, code_hash, lookup_key
from services.ideas.domain.marks import submitter_mark
from services.ideas.domain.submission import Submission
from services.ideas.setup import Keys
from services.ideas.store import NewImpulse
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import Origin, UnitOfWork


@dataclass(frozen=True, slots=True)
class SubmitImpulse:
    """`code_key` is the Idempotency-Key, from which the access code follows; `submitter` is issuer and subject of staff.

    `contact` is what the person told about themselves; it goes to the vault and nowhere else. `origin` says who acts, in
    which trace, where commands of several people are carried out together.
    """

    content: Submission
    channel: Literal["form", "api", "staff"]
    code_key: str
    contact: Mapping[str, str] = field(default_factory=dict)
    submitter: tuple[str, str] | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets at once; the access code is derived from the id whenever it is shown."""

    id: UUID
    number: str


async def submit_impulses(commands: Sequence[SubmitImpulse], work: UnitOfWork, keys: Keys) -> list[Receipt]:
    """Take up the impulses for screening, in the order given, through the same few statements however many they are."""
    numbers = await store.new_numbers(work, len(commands))
    arrived = [(command, _new(command, number, work, keys)) for command, number in zip(commands, numbers, strict=True)]
    await receive_impulses([impulse for _, impulse in arrived], work)
    told = [(impulse.id, _who(command)) for command, impulse in arrived if command.contact or command.submitter]
    if told:
        await vault.keep(work.connection, keys.vault, told)
    return [Receipt(impulse.id, impulse.number) for _, impulse in arrived]


def _new(command: SubmitImpulse, number: str, work: UnitOfWork, keys: Keys) -> NewImpulse:
    impulse_id = uuid7()
    code = access_code(keys.access_code, command.code_key, impulse_id)
    return NewImpulse(
        id=impulse_id,
        number=number,
        channel=command.channel,
        content=command.content,
        received_on=city_day(work.now),
        has_contact=bool(command.contact),
        code_lookup=lookup_key(keys.lookup, code_hash(code)),
        submitter_marks=_marks(command, keys, impulse_id),
        origin=command.origin,
    )


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
