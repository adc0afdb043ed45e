"""The journal of a service: what happened to each aggregate, numbered without gaps and chained by hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import rfc8785
from uuid6 import uuid7

from shared.runtime.queries import load_queries

QUERIES = load_queries(Path(__file__).parent / "sql")

INTERNAL = "internal"
"""The stream of entries that never leave the service, such as who replayed a dead letter."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that happened, not yet numbered. `data` is what the fact says, JSON types only."""

    stream: str
    subject: str
    type: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered entry: `sequence` counts 1, 2, 3 ... per stream and subject, `hash` is its link in the chain (32 bytes)."""

    id: UUID
    stream: str
    subject: str
    sequence: int
    type: str
    time: datetime
    data: dict[str, Any]
    hash: bytes


def format_time(time: datetime) -> str:
    """UTC with microseconds and `Z`: the one form of a time in facts, headers and canonical rows."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def chain_hash(previous: bytes, type_: str, subject: str, sequence: int, time: datetime, data: dict[str, Any]) -> bytes:
    """sha256(previous || canonical row); the canonical row is RFC 8785 JSON of type, subject, sequence, time and data.

    `previous` is empty for the first entry of an aggregate. Source: lifecycle.md, "Journal".
    """
    row: dict[str, Any] = {
        "type": type_,
        "subject": subject,
        "sequence": sequence,
        "time": format_time(time),
        "data": data,
    }
    return sha256(previous + rfc8785.dumps(row)).digest()


async def append(
    connection: asyncpg.Connection, entries: Sequence[NewEntry], time: datetime, actor: str | None
) -> list[Entry]:
    """Number, chain and store the entries, in the order given, in the caller's transaction.

    Locks the heads of the aggregates concerned, in one fixed order, until the transaction ends.
    """
    aggregates = sorted({(entry.stream, entry.subject) for entry in entries})
    rows = await connection.fetch(
        QUERIES["lock_heads"], [stream for stream, _ in aggregates], [subject for _, subject in aggregates]
    )
    heads: dict[tuple[str, str], tuple[int, bytes]] = {
        (row["stream"], row["subject"]): (row["sequence"], row["hash"]) for row in rows
    }
    numbered: list[Entry] = []
    for entry in entries:
        sequence, previous = heads[entry.stream, entry.subject]
        sequence += 1
        link = chain_hash(previous, entry.type, entry.subject, sequence, time, entry.data)
        heads[entry.stream, entry.subject] = (sequence, link)
        numbered.append(Entry(uuid7(), entry.stream, entry.subject, sequence, entry.type, time, entry.data, link))
    await connection.execute(
        QUERIES["append_events"],
        [entry.stream for entry in numbered],
        [entry.subject for entry in numbered],
        [entry.sequence for entry in numbered],
        [entry.id for entry in numbered],
        [entry.type for entry in numbered],
        [entry.data for entry in numbered],
        [entry.hash for entry in numbered],
        time,
        actor,
        [stream for stream, _ in heads],
        [subject for _, subject in heads],
        [sequence for sequence, _ in heads.values()],
        [link for _, link in heads.values()],
    )
    return numbered
