"""The journal of a service: what happened to each aggregate, numbered without gaps and chained by hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
from uuid6 import uuid7

from shared.contracts.canonical import canonical
from shared.contracts.checkpoints import CHECKPOINTS
from shared.runtime.queries import load_queries
from shared.runtime.settings import SERVICES, ServiceName

QUERIES = load_queries(Path(__file__).parent / "sql")

JOURNALS: Final[tuple[ServiceName, ...]] = tuple(service for service in SERVICES if service in CHECKPOINTS)
"""The services that keep one."""
INTERNAL = "internal"
"""The stream of entries that never leave the service, such as who replayed a dead letter."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that happened, not yet numbered. `data` is what the fact says, JSON types only.

    `actor` is the opaque id of who acts. `first` says that nothing can have happened to this aggregate before: its id was
    made in this transaction. Where that is wrong, the transaction fails.
    """

    stream: str
    subject: str
    type: str
    data: dict[str, Any]
    actor: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered entry: `sequence` counts 1, 2, 3 ... per stream and subject, `hash` is its link in the chain (32 bytes).

    `value` is its data as canonical JSON, in which it is also published.
    """

    id: UUID
    stream: str
    subject: str
    sequence: int
    type: str
    time: datetime
    value: bytes
    hash: bytes
    actor: str | None


def format_time(time: datetime) -> str:
    """UTC with microseconds and `Z`: the one form of a time in facts, headers and canonical rows."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def chain_hash(previous: bytes, type_: str, subject: str, sequence: int, time: datetime, data: dict[str, Any]) -> bytes:
    """sha256(previous || canonical row); the canonical row is RFC 8785 JSON of type, subject, sequence, time and data.

    `previous` is empty for the first entry of an aggregate. Source: lifecycle.md, "Journal".
    """
    return link_of(previous, type_, subject, sequence, format_time(time), canonical(data))


def link_of(previous: bytes, type_: str, subject: str, sequence: int, time: str, value: bytes) -> bytes:
    """`chain_hash` of what is written already: the time by `format_time`, the data as canonical JSON."""
    row = b'{"data":%b,"sequence":%d,"subject":%b,"time":%b,"type":%b}' % (
        value,
        sequence,
        orjson.dumps(subject),
        orjson.dumps(time),
        orjson.dumps(type_),
    )
    return sha256(previous + row).digest()


async def append(connection: asyncpg.Connection, entries: Sequence[NewEntry], time: datetime) -> list[Entry]:
    """Number, chain and store the entries, in the order given, in the caller's transaction.

    Locks the heads of the aggregates that had begun before, in one fixed order, until the transaction ends.
    """
    heads = await _lock_heads(connection, entries)
    written = format_time(time)
    numbered: list[Entry] = []
    for new in entries:
        sequence, previous = heads[new.stream, new.subject]
        value = canonical(new.data)
        hash_ = link_of(previous, new.type, new.subject, sequence + 1, written, value)
        heads[new.stream, new.subject] = (sequence + 1, hash_)
        numbered.append(Entry(uuid7(), new.stream, new.subject, sequence + 1, new.type, time, value, hash_, new.actor))
    await connection.execute(
        QUERIES["append_events"],
        [entry.stream for entry in numbered],
        [entry.subject for entry in numbered],
        [entry.sequence for entry in numbered],
        [entry.id for entry in numbered],
        [entry.type for entry in numbered],
        [entry.value.decode() for entry in numbered],
        [entry.hash for entry in numbered],
        [entry.actor for entry in numbered],
        time,
        [stream for stream, _ in heads],
        [subject for _, subject in heads],
        [sequence for sequence, _ in heads.values()],
        [hash_ for _, hash_ in heads.values()],
    )
    return numbered


async def _lock_heads(
    connection: asyncpg.Connection, entries: Sequence[NewEntry]
) -> dict[tuple[str, str], tuple[int, bytes]]:
    """Sequence and hash of every aggregate's last entry; 0 and nothing for one that begins."""
    begin = {(entry.stream, entry.subject) for entry in entries if entry.first}
    heads = dict.fromkeys(begin, (0, b""))
    known = sorted({(entry.stream, entry.subject) for entry in entries} - begin)
    if known:
        rows = await connection.fetch(
            QUERIES["lock_heads"], [stream for stream, _ in known], [subject for _, subject in known]
        )
        heads |= {(row["stream"], row["subject"]): (row["sequence"], row["hash"]) for row in rows}
    return heads
