"""The copies of other services' texts that this one may read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from shared.contracts.texts import Text
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")


@dataclass(frozen=True, slots=True)
class ErasedText:
    """The tombstone of a text, with the last version that there was."""

    impulse_id: UUID
    text_id: UUID
    text_version: int

    @classmethod
    def from_key(cls, key: str, text_version: int) -> Self:
        """Read `<impulse id>/<text id>`. Raises ValueError for any other form."""
        impulse_id, _, text_id = key.partition("/")
        return cls(UUID(impulse_id), UUID(text_id), text_version)


async def store_texts(texts: Sequence[tuple[str, Text | ErasedText]], work: UnitOfWork) -> None:
    """Keep the highest version of every text and erase the words of erased ones, in the caller's transaction.

    Of an erased text the version stays, so that no copy of it or of an older one comes back, however late it arrives.
    """
    erased, kept = _last_ones(texts)
    if erased:  # first, or a version that follows the erasure would go with it
        await work.connection.execute(
            QUERIES["erase_texts"],
            [text.text_id for _, text in erased],
            [text.impulse_id for _, text in erased],
            [topic for topic, _ in erased],
            [text.text_version for _, text in erased],
        )
    if kept:
        await work.connection.execute(
            QUERIES["store_texts"],
            [text.text_id for _, text in kept],
            [text.impulse_id for _, text in kept],
            [topic for topic, _ in kept],
            [text.kind for _, text in kept],
            [text.text_version for _, text in kept],
            [text.data() for _, text in kept],
        )


def _last_ones(
    texts: Iterable[tuple[str, Text | ErasedText]],
) -> tuple[Collection[tuple[str, ErasedText]], Collection[tuple[str, Text]]]:
    """The highest erasure of each text, and the highest version above it that no later erasure takes away."""
    erased: dict[UUID, tuple[str, ErasedText]] = {}
    kept: dict[UUID, tuple[str, Text]] = {}
    for topic, text in texts:
        gone, here = erased.get(text.text_id), kept.get(text.text_id)
        newer_than_gone = gone is None or text.text_version > gone[1].text_version
        if isinstance(text, ErasedText):
            kept.pop(text.text_id, None)
            if newer_than_gone:
                erased[text.text_id] = topic, text
        elif newer_than_gone and (here is None or text.text_version > here[1].text_version):
            kept[text.text_id] = topic, text
    return erased.values(), kept.values()
