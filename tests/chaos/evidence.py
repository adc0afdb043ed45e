"""Everything that the invariants look at, collected once when all is quiet."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.contracts.topics import SERVICES as TOPIC_SERVICES
from shared.contracts.topics import TOPICS, FactTopic, dead_letter_topic
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.stage import Place, Stage

OWNERS: dict[str, ServiceName] = {
    FactTopic.IMPULSES.value: "ideas",
    FactTopic.ASSESSMENTS.value: "evaluation",
    FactTopic.MEASURES.value: "implementation",
}
READ_SECONDS = 30.0
DEAD_LETTERS = tuple(dead_letter_topic(service) for service in TOPIC_SERVICES)

Subject = tuple[str, str]
"""Topic and subject."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A row of a journal."""

    sequence: int
    id: str
    type: str
    data: dict[str, Any]
    hash: str
    actor: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Topics as a plain consumer reads them from the beginning, and open connections to the databases."""

    stage: Stage
    topics: dict[str, list[Any]]
    databases: dict[ServiceName, asyncpg.Connection]
    journal: dict[Subject, list[JournalEntry]]

    def facts(self) -> list[tuple[Subject, int, Any]]:
        """Every record of the fact topics that a service has written: subject, number, record."""
        found = []
        for topic in OWNERS:
            for record in self.topics[topic]:
                if place_of(record) in self.stage.injected:
                    continue
                headers = dict(record.headers)
                subject, number = headers.get("ce_subject"), headers.get("ce_sequence")
                if subject is None or number is None:
                    continue
                fact = ((topic, subject.decode()), int(number), record)
                if not is_later_checkpoint(fact[0], fact[1], self.journal):
                    found.append(fact)
        return found

    def entries(self, topic: FactTopic, subject: str | None, name: str) -> list[JournalEntry]:
        """The journal's entries about an aggregate whose type has this name."""
        return [each for each in self.journal.get((topic.value, subject or ""), []) if f".{name}.v" in each.type]

    async def topics_read_by(self, service: ServiceName) -> set[str]:
        """What a service consumes."""
        rows = await self.databases[service].fetch("SELECT DISTINCT topic FROM consumer_offsets")
        return {row["topic"] for row in rows}


def place_of(record: Any) -> Place:
    """Where a record stands."""
    return record.topic, record.partition, record.offset


@asynccontextmanager
async def collected(stage: Stage) -> AsyncIterator[Evidence]:
    """Read all there is; the connections are open as long as the block lasts."""
    names = [str(topic.name) for topic in TOPICS]
    databases = dict(zip(SERVICES, await asyncio.gather(*map(stage.system.connect, SERVICES)), strict=True))
    try:
        for connection in databases.values():
            await connection.execute("SET search_path = views, public")
        journal: dict[Subject, list[JournalEntry]] = {}
        for topic, owner in OWNERS.items():
            for row in await databases[owner].fetch(
                "SELECT * FROM events WHERE stream = $1 ORDER BY stream, subject, sequence", topic
            ):
                entry = JournalEntry(
                    row["sequence"], str(row["id"]), row["type"], row["data"], row["hash"].hex(), row["actor"]
                )
                journal.setdefault((topic, row["subject"]), []).append(entry)
        _leave_out_running_checkpoints(journal)
        topics = await read_topics(stage.system.bootstrap_servers, names)
        yield Evidence(stage, topics, databases, journal)
    finally:
        await asyncio.gather(*(connection.close() for connection in databases.values()))


def _leave_out_running_checkpoints(journal: dict[Subject, list[JournalEntry]]) -> None:
    """Services publish checkpoints while we look: the last one may be on its way."""
    for (_, subject), entries in journal.items():
        if subject in SERVICES:
            entries.pop()


def is_later_checkpoint(subject: Subject, number: int, journal: dict[Subject, list[JournalEntry]]) -> bool:
    """Whether the fact is a checkpoint that was published after we had begun to look."""
    return subject[1] in SERVICES and number > len(journal.get(subject, []))


async def read_topics(kafka: str, names: Sequence[str]) -> dict[str, list[Any]]:
    """Every record, by topic, in the order of each partition; a Kafka that another fault has taken away is waited for."""
    end = monotonic() + READ_SECONDS
    while True:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await _read(kafka, names)
        except (KafkaError, OSError):
            if monotonic() > end:
                raise
            await asyncio.sleep(0.2)


async def _read(kafka: str, names: Sequence[str]) -> dict[str, list[Any]]:
    consumer = AIOKafkaConsumer(
        *names, bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False, max_poll_records=5_000
    )
    found: dict[str, list[Any]] = {name: [] for name in names}
    try:
        await consumer.start()
        partitions = consumer.assignment()
        ends = await consumer.end_offsets(list(partitions))
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for partition, records in (await consumer.getmany(timeout_ms=100)).items():
                found[partition.topic] += records
    finally:
        await consumer.stop()
    return found
