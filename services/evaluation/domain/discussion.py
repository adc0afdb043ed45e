"""Notes about a revealed result: between the reveal and the publication, by those who may see it."""

from dataclasses import dataclass

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Note:
    """A note as others read it; `author` is „Gutachten A" or the name of a role, never a person's."""

    author: str
    body: str


def check_note(body: str, case: Case, *, revealed: bool) -> str:
    """The note as it is kept, without surrounding blanks. Raises: NotRevealed, DiscussionOver, NoteInvalid."""
    if not revealed:
        raise errors.NotRevealed
    if case.state is CaseState.PUBLISHED:
        raise errors.DiscussionOver
    note = body.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise errors.NoteInvalid("note")
    return note
