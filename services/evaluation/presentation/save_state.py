"""Whether an evaluator's draft is saved, and how what was typed differs from what is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_time

from services.evaluation.presentation import words
from shared.contracts.days import CITY_TIME

PARTS: Final[Mapping[str, str]] = {
    "value": "Wert",
    "reason": "Begründung",
    "evidence": "Nachweisstufe",
    "mitigation": "Minderung oder Alternative",
}


@dataclass(frozen=True, slots=True)
class SaveState:
    """The version that the next saving is based on, and a sentence; `field` is the input that keeps it from being saved."""

    draft_version: int
    sentence: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One input that was saved otherwise than it stands in the form, in words."""

    label: str
    saved: str
    typed: str


def saved_at(draft_version: int, moment: datetime) -> SaveState:
    """After a saving."""
    return SaveState(draft_version, f"Gespeichert um {format_time(moment, 'HH:mm', tzinfo=CITY_TIME, locale='de_DE')}.")


def shown(draft_version: int, *, saved: int, differs: bool) -> SaveState:
    """When the form is shown; `saved` is the version in the database."""
    if differs:
        return SaveState(draft_version, "Was hier steht, ist noch nicht gespeichert.")
    return SaveState(draft_version, "Ihr Entwurf ist gespeichert." if saved else "Noch ist nichts gespeichert.")


def differences(saved: Mapping[str, str], typed: Mapping[str, str]) -> Sequence[Difference]:
    """Every input with another content, exclusion criteria first; both mappings by the path of the field."""
    return list(_differences(saved, typed))


def _differences(saved: Mapping[str, str], typed: Mapping[str, str]) -> Iterator[Difference]:
    for path in sorted({path for path in (*saved, *typed) if path.startswith(("exclusions.", "ratings."))}):
        before, now = (_plain(fields.get(path, "")) for fields in (saved, typed))
        if before != now:
            yield Difference(_label(path), _in_words(path, before), _in_words(path, now))


def _plain(text: str) -> str:
    """Browsers send line ends of their own."""
    return text.replace("\r\n", "\n").strip()


def _label(path: str) -> str:
    _, criterion, *part = path.split(".")
    return f"{criterion}: {PARTS.get(part[0], part[0])}" if part else criterion


def _in_words(path: str, text: str) -> str:
    if not text:
        return "keine Angabe"
    if path.startswith("exclusions."):
        return words.EXCLUSION_ANSWERS.get(text, text)
    if path.endswith(".evidence"):
        return words.EVIDENCE.get(text, text)
    if path.endswith(".value"):
        return words.UNRATED.get(text, text.replace("-", "−"))
    return text
