"""The copies of other services' texts that this one may read."""

from collections.abc import Iterable, Sequence
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
    """The tombstone of a text."""

    impulse_id: UUID
    text_id: UUID

    @classmethod
    def from_key(cls, key: str) -> Self:
        """Read `<impulse id>/<text id>`. Raises ValueError for any other form."""
        impulse_id, _, text_id = key.partition("/")
        return cls(UUID(impulse_id), UUID(text_id))


async def store_texts(texts: Sequence[tuple[str, Text | ErasedText]], work: UnitOfWork) -> None:
    """Keep the highest version of every text and remove erased ones, in the caller's transaction."""
    last = {text.text_id: (topic, text) for topic, text in _in_version_order(texts)}
    kept = [(topic, text) for topic, text in last.values() if isinstance(text, Text)]
    erased = {text.text_id for _, text in texts if isinstance(text, ErasedText)}
    if erased:  # first, or a stored version would survive an erasure that an older version follows
        await work.connection.execute("DELETE FROM texts WHERE text_id = ANY($1::uuid[])", list(erased))
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


def _in_version_order(
    texts: Iterable[tuple[str, Text | ErasedText]],
) -> Iterable[tuple[str, Text | ErasedText]]:
    """So that the last one of a text is the one that counts; an erasure comes after every version before it."""
    seen: dict[UUID, int] = {}
    for topic, text in texts:
        version = text.text_version if isinstance(text, Text) else None
        if version is not None and version < seen.get(text.text_id, 0):
            continue
        if version is not None:
            seen[text.text_id] = version
        yield topic, text
