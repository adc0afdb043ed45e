"""Texts cut to the room they have, so that everybody sees that something was cut."""

from collections.abc import Sequence
from dataclasses import dataclass

CUT = "(gekürzt, vollständig im Vorgang)"
LINE = 90
"""How many characters the end of a line counts for: what it costs on paper."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much fits: characters of one text, entries of one list."""

    characters: int
    entries: int

    def times(self, factor: int) -> "Room":
        """More room, for what should be cut last."""
        return Room(self.characters * factor, self.entries * factor)

    def text(self, words: str) -> str:
        """The text, or its beginning up to the end of a word with a remark behind it."""
        room = self.characters
        for position, character in enumerate(words):
            room -= LINE if character == "\n" else 1
            if room < 0:
                kept = words[:position]
                begun = kept.rpartition(" ")[0] if not character.isspace() and " " in kept else kept
                return f"{begun.rstrip()} … {CUT}"
        return words

    def entries_of(self, words: Sequence[str]) -> list[str]:
        """The first entries, each cut to its room, and how many more there are."""
        shown = [self.text(each) for each in words[: self.entries]]
        more = len(words) - len(shown)
        return [*shown, f"… und {more} weitere {CUT}"] if more else shown

    def parts_of(self, parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The same for texts with a name."""
        shown = [(name, self.text(words)) for name, words in parts[: self.entries]]
        more = len(parts) - len(shown)
        return [*shown, ("Weiteres", f"… und {more} weitere {CUT}")] if more else shown


ROOMS: Sequence[Room] = tuple(
    Room(characters, entries)
    for characters, entries in (
        (10_000, 60),
        (5_000, 40),
        (3_000, 30),
        (2_000, 20),
        (1_400, 14),
        (1_000, 12),
        (750, 10),
        (550, 8),
        (400, 7),
        (300, 6),
        (220, 5),
        (160, 4),
        (120, 4),
        (100, 3),
        (80, 3),
        (60, 2),
        (40, 2),
        (30, 1),
    )
)
"""From all that a text may hold down to what fits on a page whatever was typed."""
