"""Reads back into a journal that was set back what its service had published before."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson

from shared.messaging.chain import fits
from shared.messaging.journal import format_time
from shared.messaging.own_facts import OwnFacts, Progress, PublishedFact, own_topic
from shared.messaging.slots import ALL_SLOTS, hold_slots
from shared.messaging.transactions import transaction
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

Tell = Callable[[PublishedFact], None]


class ServiceRuns(Exception):
    """The service must not write while its journal is recovered."""


class CannotRecover(Exception):
    """What is on the topic does not continue the journal; the text names the first place."""


async def recover_journal(
    service: ServiceName, settings: Settings, by: str, tell: Tell, progress: Progress, *, after: str | None = None
) -> int:
    """Append what the topic holds beyond the journal, every link of the chains verified; returns how many entries.

    All or nothing. State does not come back: `tell` gets every recovered fact, for whoever does it again. `after` is what
    the service does to its own tables then, in SQL.
    Raises: ServiceRuns, CannotRecover, KafkaError, TopicError, asyncpg's errors.
    """
    connection = await connect(settings)
    try:
        if not await hold_slots(connection, ALL_SLOTS):
            raise ServiceRuns(f"{service} is running on this database: stop it first")
        number = 0
        async with OwnFacts.open(service, settings) as topic, transaction(connection):
            async for facts in topic.all(progress):
                recovered = await _recover(own_topic(service), facts, connection)
                number += len(recovered)
                for fact in recovered:
                    tell(fact)
            if number:
                if after is not None:
                    await connection.execute(after)
                work = UnitOfWork(connection, service, await connection.fetchval("SELECT service_now()"), by)
                work.record_internal("recovery", "journal.recovered", {"by": by, "entries": number})
                await work.flush()
        return number
    finally:
        await connection.close()


async def _recover(
    stream: str, facts: Sequence[PublishedFact], connection: asyncpg.Connection
) -> Sequence[PublishedFact]:
    differing = await connection.fetch(
        QUERIES["compare_newest"],
        stream,
        [fact.subject for fact in facts],
        [fact.sequence for fact in facts],
        [fact.hash for fact in facts],
    )
    for row in differing:
        if row["sequence"] <= row["known"]:
            raise CannotRecover(
                f"fact {row['sequence']} of {row['subject']} on {stream} is another one than in the journal"
            )
    rows = await connection.fetch(QUERIES["heads_of"], stream, [row["subject"] for row in differing])
    heads = {row["subject"]: (row["sequence"], row["hash"]) for row in rows}
    lost = {(row["subject"], row["sequence"]) for row in differing}
    recovered: list[PublishedFact] = []
    for fact in facts:
        sequence, link = heads.get(fact.subject, (0, b""))
        if (fact.subject, fact.sequence) not in lost or fact.sequence <= sequence:  # sent twice
            continue
        _check(fact, stream, sequence, link)
        heads[fact.subject] = (fact.sequence, fact.hash)
        recovered.append(fact)
    if recovered:
        await _append(stream, recovered, connection)
    return recovered


def _check(fact: PublishedFact, stream: str, sequence: int, link: bytes) -> None:
    if fact.sequence != sequence + 1:
        raise CannotRecover(f"fact {sequence + 1} of {fact.subject} is missing on {stream}, too")
    time, value = format_time(fact.time), fact.value.decode(errors="replace")
    if not fits(link, fact.type, fact.subject, fact.sequence, time, value, fact.hash):
        raise CannotRecover(f"fact {fact.sequence} of {fact.subject} on {stream} does not continue its chain")


async def _append(stream: str, facts: Sequence[PublishedFact], connection: asyncpg.Connection) -> None:
    await connection.execute(
        QUERIES["restore_entries"],
        stream,
        [fact.subject for fact in facts],
        [fact.sequence for fact in facts],
        [fact.hash for fact in facts],
        [UUID(fact.id) for fact in facts],
        [fact.type for fact in facts],
        [fact.time for fact in facts],
        [orjson.loads(fact.value) for fact in facts],
    )
