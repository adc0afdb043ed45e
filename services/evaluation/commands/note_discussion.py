"""Somebody who may see the result notes something about it for the others who may."""

from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from services.evaluation import store
from services.evaluation.domain.discussion import check_note
from services.evaluation.domain.people import Person
from services.evaluation.surroundings import Surroundings
from shared.messaging.unit_of_work import UnitOfWork

OF_SHORT_TRACK = "im kurzen Verfahren"
"""Whose assessment was set aside, because others assessed the case in full."""


@dataclass(frozen=True, slots=True)
class NoteDiscussion:
    """Who notes what about which case; `in_charge` is the name of the role that decides or coordinates, if it is one."""

    case_id: UUID
    person: Person
    in_charge: str | None
    note: str


async def note_discussion(command: NoteDiscussion, work: UnitOfWork, surroundings: Surroundings) -> None:
    """Keep the note under the role's name or the letter of the assessment; it never leaves evaluation.

    Raises: CaseUnknown, NotRevealed, DiscussionOver, NoteInvalid.
    """
    case = await store.lock_case(work, command.case_id)
    revealed = case.is_revealed_to(command.person.id, in_charge=command.in_charge is not None)
    note = check_note(command.note, case, revealed=revealed)
    names = surroundings.labels_of(case)
    author = command.in_charge or f"Gutachten {names.get(command.person.id, OF_SHORT_TRACK)}"
    await store.keep_note(work, uuid7(), case.id, author, note)
