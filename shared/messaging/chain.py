"""Follows the hash chains of a journal, entry by entry."""

from dataclasses import dataclass
from typing import Literal

import orjson

from shared.contracts.canonical import canonical
from shared.messaging.journal import link_of

Kind = Literal["changed", "missing", "doubled", "tail cut", "head", "rewritten", "checkpoint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one entry; `sequence` of a tail cut is the last one that was known."""

    kind: Kind
    stream: str
    subject: str
    sequence: int
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.stream} {self.subject} {self.sequence}: {self.detail}"


class Chain:
    """Wants all entries in the order of stream, subject and sequence; remembers the one before."""

    def __init__(self) -> None:
        self._aggregate: tuple[str, str] | None = None
        self._sequence = 0
        self._hash = b""

    def problem(
        self, stream: str, subject: str, sequence: int, type_: str, time: str, data: str, link: bytes
    ) -> Finding | None:
        """What is wrong with the next entry. `time` in the form of `format_time`, `data` JSON in any form.

        The entry after a changed one is compared with the hash that stands there, so that one change is one finding;
        after a gap nothing can be compared.
        """
        if (stream, subject) != self._aggregate:
            self._aggregate, self._sequence, self._hash = (stream, subject), 0, b""
        before, previous = self._sequence, self._hash
        self._sequence, self._hash = sequence, link
        if sequence <= before:
            return Finding("doubled", stream, subject, sequence, "it is there twice")
        if sequence > before + 1:
            missing = before + 1
            which = "it is" if missing == sequence - 1 else f"{missing} to {sequence - 1} are"
            return Finding("missing", stream, subject, missing, f"{which} missing before {sequence}")
        if not fits(previous, type_, subject, sequence, time, data, link):
            detail = "edited, moved or put in another's place: its hash does not follow from it and the entry before"
            return Finding("changed", stream, subject, sequence, detail)
        return None


def fits(previous: bytes, type_: str, subject: str, sequence: int, time: str, data: str, hash_: bytes) -> bool:
    """Whether `hash_` is the entry's `chain_hash`."""
    try:
        return link_of(previous, type_, subject, sequence, time, canonical(orjson.loads(data))) == hash_
    except (ValueError, TypeError):  # data that we cannot have written
        return False
