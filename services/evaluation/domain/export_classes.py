"""What an export of a case shows to whom: one table of classes of fields, and the tree of fields it is applied to.

Source: issue "Decide", 11; privacy-and-security.md, 4; § 4 (1) no. 6 LIFG (secrecy of consultation), § 5 LIFG (personal data).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    """For whom a case is exported: a council body, people with a right to inspect files, the city's archive."""

    COUNCIL = "council"
    INSPECTION = "inspection"
    ARCHIVE = "archive"


class FieldClass(StrEnum):
    """What kind of thing a field tells."""

    MATTER = "matter"
    """The impulse, its case sheets, its classification: what is assessed."""
    STATEMENT = "statement"
    """What other units and offices say."""
    DIALOGUE = "dialogue"
    """What the submitter was asked and answered."""
    RESULT = "result"
    """The anonymous result."""
    DECISION = "decision"
    """Decisions, resolutions, publications, appeals."""
    COURSE = "course"
    """What happened when."""
    SHEET = "sheet"
    """A single assessment: ratings, reasons, the unit it comes from."""
    CONSULTATION = "consultation"
    """Notes about the result and minutes of meetings about it."""
    NOTE = "note"
    """Remarks of staff that were never meant for others."""
    NAME = "name"
    """The name of a person."""
    PSEUDONYM = "pseudonym"
    """A mark that stands for a person: unreadable, but the same for the same person."""


class Treatment(StrEnum):
    """What becomes of a field: as it is, as it is with a mark for those who hand it on, or blackened."""

    SHOWN = "shown"
    MARKED = "marked"
    REDACTED = "redacted"


_SHOWN, _MARKED, _REDACTED = Treatment.SHOWN, Treatment.MARKED, Treatment.REDACTED

TREATMENTS: Mapping[FieldClass, Mapping[Purpose, Treatment]] = {
    field: {Purpose.COUNCIL: council, Purpose.INSPECTION: inspection, Purpose.ARCHIVE: archive}
    for field, council, inspection, archive in (
        (FieldClass.MATTER, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.STATEMENT, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.DIALOGUE, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.RESULT, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.DECISION, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.COURSE, _SHOWN, _SHOWN, _SHOWN),
        (FieldClass.SHEET, _REDACTED, _SHOWN, _SHOWN),
        (FieldClass.CONSULTATION, _REDACTED, _REDACTED, _MARKED),
        (FieldClass.NOTE, _REDACTED, _REDACTED, _MARKED),
        (FieldClass.NAME, _REDACTED, _REDACTED, _MARKED),
        (FieldClass.PSEUDONYM, _REDACTED, _REDACTED, _MARKED),
    )
}
"""The whole rule: no other place decides what is shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is told: its key and value for programs, its label and words for people.

    `treatment` is None in a case that was not made ready for a purpose yet; with a redaction nothing of the value is left.
    """

    key: str
    label: str
    kind: FieldClass
    words: str
    value: Any
    treatment: Treatment | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a case: fields, then smaller parts."""

    key: str
    title: str
    fields: Sequence[Field] = ()
    sections: Sequence["Section"] = ()


def made_ready(section: Section, purpose: Purpose) -> Section:
    """The section as it may be read for the purpose."""
    return replace(
        section,
        fields=tuple(_treated(field, TREATMENTS[field.kind][purpose]) for field in section.fields),
        sections=tuple(made_ready(each, purpose) for each in section.sections),
    )


def _treated(field: Field, treatment: Treatment) -> Field:
    if treatment is Treatment.REDACTED:
        return replace(field, words="", value=None, treatment=treatment)
    return replace(field, treatment=treatment)
