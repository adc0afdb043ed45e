"""Impulses from a file of another process come in together, in screening or released at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from uuid6 import uuid7

from services.ideas import store
from services.ideas.commands.receive_impulses import receive_impulses
from services.ideas.commands.release_impulse import announce_releases
from services.ideas.domain.impulse import Impulse, ImpulseState
from services.ideas.domain.release import Choice, Offer, release
from services.ideas.domain.submission import Submission
from services.ideas.store import NewImpulse, Reference
from shared.contracts.days import city_day
from shared.messaging.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ImportedImpulse:
    """One row of a file; without `received_on` it counts as received today."""

    reference: str
    content: Submission
    received_on: date | None = None
    source_url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class ImportImpulses:
    """Rows of one source, in which a reference names an impulse for ever."""

    source: str
    rows: Sequence[ImportedImpulse]
    released: bool = False


async def import_impulses(command: ImportImpulses, work: UnitOfWork, offer: Offer) -> int:
    """Take up what did not come before and return how many that were; a repeated reference changes nothing.

    All rows go through the same few statements, however many they are; some hundreds at a time keep the outbox flowing.
    Raises: what `domain.release.release` refuses.
    """
    first: dict[Reference, ImportedImpulse] = {}
    for row in command.rows:
        first.setdefault((command.source, row.reference), row)
    before = await store.by_reference(work.connection, "import", first)
    fresh = [row for reference, row in first.items() if reference not in before]
    if not fresh:
        return 0
    numbers = await store.new_numbers(work, len(fresh))
    impulses = [_new(row, number, command, work) for row, number in zip(fresh, numbers, strict=True)]
    inserted = await receive_impulses(impulses, work)
    if command.released:
        taken_up = [_in_screening(impulse) for impulse in impulses if impulse.id in inserted]
        facts = await announce_releases([(impulse, release(impulse, Choice(), offer)) for impulse in taken_up], work)
        await store.follow(work, facts, work.now)
    return len(inserted)


def _new(row: ImportedImpulse, number: str, command: ImportImpulses, work: UnitOfWork) -> NewImpulse:
    return NewImpulse(
        id=uuid7(),
        number=number,
        state=ImpulseState.RELEASED if command.released else ImpulseState.SCREENING,
        channel="import",
        content=row.content,
        received_on=row.received_on or city_day(work.now),
        source=command.source,
        reference=row.reference,
        source_url=row.source_url,
        licence=row.licence,
    )


def _in_screening(new: NewImpulse) -> Impulse:
    return Impulse(
        id=new.id,
        number=new.number,
        state=ImpulseState.SCREENING,
        channel=new.channel,
        visibility=new.visibility,
        content=new.content,
        source_url=new.source_url,
        licence=new.licence,
    )
