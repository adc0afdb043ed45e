"""Publishes what a service knows a second time: its journal, its current texts, and what it has erased.

For a Kafka cluster that has lost it. Everything goes through the outbox, so that the relay keeps the order per key also
with what the running service publishes meanwhile. Facts keep id, time, number and chain hash: whoever has applied one
drops it. Source: architecture.md, "Effectively once", 5.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from uuid import UUID

import asyncpg
import rfc8785
from uuid6 import uuid7

from shared.contracts.cloudevents import Envelope, attributes, source_of
from shared.contracts.texts import TEXT_TYPE, text_key
from shared.contracts.topics import TOPICS, TopicKind
from shared.messaging.outbox import Outgoing, queue
from shared.messaging.own_facts import OwnFacts, Progress, own_topic
from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.slots import ALL_SLOTS, free_slots, hold_slots
from shared.messaging.transactions import transaction
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

BATCH = 1_000
DEEP = 5_000
"""Rows of the outbox above which an announcement waits: what the service itself publishes must not stand behind it for long."""
POLL_SECONDS = 0.1
STALLED_SECONDS = 60.0
A_DAY = 86_400.0  # deadline of one database call: all texts that a large journal names are collected by a single one
NO_ID = UUID(int=0)


class AlreadyThere(Exception):
    """The topic holds this journal's facts already."""


class OutboxStands(Exception):
    """The outbox is full and nobody drains it."""


@dataclass(frozen=True, slots=True)
class Announced:
    """How many records were queued. `missing` texts are named by facts, but neither kept nor erased: they cannot be announced."""

    facts: int = 0
    texts: int = 0
    erased: int = 0
    missing: int = 0


async def announce(
    service: ServiceName,
    settings: Settings,
    redacted: str,
    by: str,
    progress: Progress,
    *,
    again: bool = False,
    dry_run: bool = False,
) -> Announced:
    """Queue everything, and wait until it is on Kafka; the service may run or not. A dry run only counts.

    `redacted` is the service's query for the impulses whose words are erased; `by` is kept in the journal.
    Raises: AlreadyThere unless `again`, OutboxStands, KafkaError, TopicError, asyncpg's errors. Can then be repeated.
    """
    connection = await connect(settings.model_copy(update={"batch_seconds": A_DAY}))
    try:
        if not again:
            await _refuse_repetition(service, settings, connection)
        announcement = _Announcement(service, connection, progress)
        if dry_run:
            return await announcement.count(redacted)
        async with AsyncExitStack() as stack:
            if await _nobody_relays(connection):
                relay = asyncio.create_task(Relay(settings, RequiredTopics(service, settings, [])).run())
                stack.push_async_callback(_cancelled, relay)
            return await announcement.run(redacted, by)
    finally:
        await connection.close()


async def _refuse_repetition(service: ServiceName, settings: Settings, connection: asyncpg.Connection) -> None:
    """A topic that holds the first fact of the journal was not lost; newer ones may be there from a service that went on."""
    first = await connection.fetchrow(QUERIES["next_facts"], own_topic(service), "", 0, 1)
    if first is None:
        return
    async with OwnFacts.open(service, settings) as topic:
        if await topic.holds(first["subject"], str(first["id"])):
            raise AlreadyThere(
                f"{own_topic(service)} already holds the facts of {service}. Nothing was announced; with --again all of them "
                "are appended once more, and readers drop what they have applied."
            )


async def _nobody_relays(connection: asyncpg.Connection) -> bool:
    free = await hold_slots(connection, ALL_SLOTS)
    if free:
        await free_slots(connection)
    return free


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])


class _Announcement:
    def __init__(self, service: ServiceName, connection: asyncpg.Connection, progress: Progress) -> None:
        self._service = service
        self._topic = own_topic(service)
        self._text_topics = _text_topics(service)
        self._connection = connection
        self._progress = progress

    async def count(self, redacted: str) -> Announced:
        """What there is to announce."""
        facts = await self._connection.fetchval("SELECT count(*) FROM events WHERE stream = $1", self._topic)
        texts = await self._connection.fetchval(
            "SELECT count(*) FROM texts WHERE topic = ANY($1::text[]) AND content IS NOT NULL", self._text_topics
        )
        await self._connection.execute(QUERIES["make_text_refs"])
        await self._connection.execute(QUERIES["collect_text_refs"], self._topic)
        erased, missing = await self._without_words(redacted)
        return Announced(facts, texts, len(erased), missing)

    async def run(self, redacted: str, by: str) -> Announced:
        """Announce in batches, each in a transaction of its own; wait for the relay, then journal who did it."""
        planned = await self.count(redacted)
        total = planned.facts + planned.texts
        facts = texts = 0
        async for number in self._announce_texts():
            texts += number
            self._progress(texts, total)
        async for number in self._announce_facts():
            facts += number
            self._progress(texts + facts, total)
        erased, missing = await self._without_words(redacted)
        for start in range(0, len(erased), BATCH):
            await self._queue([record for row in erased[start : start + BATCH] for record in self._tombstones(row)])
        announced = Announced(facts, texts, len(erased), missing)
        await self._drained(below=1)
        await self._keep_who(announced, by)
        return announced

    async def _announce_facts(self) -> AsyncIterator[int]:
        subject, sequence = "", 0
        while rows := await self._connection.fetch(QUERIES["next_facts"], self._topic, subject, sequence, BATCH):
            await self._queue([self._fact(row) for row in rows])
            subject, sequence = rows[-1]["subject"], rows[-1]["sequence"]
            yield len(rows)

    async def _announce_texts(self) -> AsyncIterator[int]:
        last = NO_ID
        while True:
            await self._drained(below=DEEP)
            async with transaction(self._connection):
                rows = await self._connection.fetch(QUERIES["next_texts"], self._text_topics, last, BATCH)
                await queue(self._connection, [self._text(row) for row in rows])
            if not rows:
                return
            last = rows[-1]["text_id"]
            yield len(rows)

    def _fact(self, row: asyncpg.Record) -> Outgoing:
        envelope = Envelope(
            id=str(row["id"]),
            type=row["type"],
            source=source_of(self._service),
            subject=row["subject"],
            time=row["time"],
            sequence=row["sequence"],
            chain_hash=row["hash"].hex(),
        )
        return Outgoing(self._topic, row["subject"], row["subject"], attributes(envelope), rfc8785.dumps(row["data"]))

    def _text(self, row: asyncpg.Record) -> Outgoing:
        return self._text_record(row["topic"], row, rfc8785.dumps(row["content"]))

    def _tombstones(self, row: asyncpg.Record) -> list[Outgoing]:
        """On every topic of ours: nobody kept on which one the text was."""
        return [self._text_record(topic, row, None) for topic in self._text_topics]

    def _text_record(self, topic: str, row: asyncpg.Record, value: bytes | None) -> Outgoing:
        subject = str(row["impulse_id"])
        envelope = Envelope(
            id=str(uuid7()),
            type=TEXT_TYPE,
            source=source_of(self._service),
            subject=subject,
            time=row["time"],
            text_version=row["text_version"],
        )
        return Outgoing(topic, text_key(subject, row["text_id"]), subject, attributes(envelope), value)

    async def _without_words(self, redacted: str) -> tuple[list[asyncpg.Record], int]:
        """The texts that were erased, and how many others have no words."""
        impulses = {row[0] for row in await self._connection.fetch(redacted)}
        rows = await self._connection.fetch(QUERIES["texts_without_words"])
        erased = [row for row in rows if row["impulse_id"] in impulses]
        return erased, len(rows) - len(erased)

    async def _queue(self, records: Sequence[Outgoing]) -> None:
        await self._drained(below=DEEP)
        async with transaction(self._connection):
            await queue(self._connection, records)

    async def _drained(self, *, below: int) -> None:
        """Wait until fewer than `below` of the records queued so far are left; keys that wait for an operator do not count.

        Raises: OutboxStands when nothing has moved for a minute.
        """
        newest = await self._connection.fetchval("SELECT coalesce(max(position), 0) FROM outbox")
        before, moved_at = None, monotonic()
        while (oldest := await self._connection.fetchval(QUERIES["outbox_at_depth"], below - 1, newest)) is not None:
            if oldest != before:
                before, moved_at = oldest, monotonic()
            elif monotonic() - moved_at > STALLED_SECONDS:
                raise OutboxStands(
                    f"The outbox of {self._service} has not moved for {STALLED_SECONDS:.0f} s; is Kafka there? What was queued "
                    "stays queued. Run the command again with --again once the outbox drains."
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _keep_who(self, announced: Announced, by: str) -> None:
        async with transaction(self._connection):
            now = await self._connection.fetchval("SELECT service_now()")
            work = UnitOfWork(self._connection, self._service, now, by)
            work.record_internal("announcement", "journal.announced", {"by": by, **asdict(announced)})
            await work.flush()


def _text_topics(service: ServiceName) -> list[str]:
    kinds = (TopicKind.TEXTS, TopicKind.CASE_TEXTS)
    return [str(each.name) for each in TOPICS if each.kind in kinds and each.written_by == (service,)]
