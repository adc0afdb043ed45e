"""The facts of a service as they stand on its own topic."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaTimeoutError
from aiokafka.structs import ConsumerRecord

from shared.contracts.checkpoints import CHECKPOINTS
from shared.contracts.cloudevents import BadRecord, decode_fact, source_of
from shared.messaging.partitioner import partition_of
from shared.messaging.topics import create_topics
from shared.runtime.settings import ServiceName, Settings

READ_MILLISECONDS = 10_000
RECORDS_AT_ONCE = 200
"""A service that reads goes on answering in between."""
HASH_BYTES = 32

Progress = Callable[[int, int], None]
"""Is told how many records of how many are done."""


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """A fact as it was published; `hash` is its link in the chain of its aggregate.

    `published_ms` is when it was sent to Kafka, in milliseconds since 1970, by the machine's clock.
    """

    subject: str
    sequence: int
    id: str
    type: str
    time: datetime
    value: bytes
    hash: bytes
    published_ms: int


class OwnFacts:
    """Reads a service's own fact topic up to where it ended when it was opened."""

    def __init__(self, service: ServiceName, consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> None:
        self._source = source_of(service)
        self._consumer = consumer
        self._ends = ends

    @classmethod
    @asynccontextmanager
    async def open(cls, service: ServiceName, settings: Settings) -> AsyncIterator["OwnFacts"]:
        """Remember where the topic ends now; it is created where it is missing. Raises: KafkaError, TopicError."""
        await create_topics(settings.kafka, settings.partitions, settings.replication, [own_topic(service)])
        consumer = AIOKafkaConsumer(
            own_topic(service), bootstrap_servers=settings.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await consumer.start()
            places = sorted(consumer.assignment())  # known only because it was subscribed to
            consumer.unsubscribe()
            yield cls(service, consumer, await consumer.end_offsets(places))
        finally:
            await consumer.stop()

    async def all(self, progress: Progress) -> AsyncIterator[list[PublishedFact]]:
        """Everything, in pieces; per aggregate in the order of publication. Raises: KafkaError."""
        places = list(self._ends)
        async for facts in self._read(await self._consumer.beginning_offsets(places), progress):
            yield facts

    async def newest(self, records: int) -> AsyncIterator[list[PublishedFact]]:
        """The last records of each partition, in pieces. Raises: KafkaError."""
        first = await self._consumer.beginning_offsets(list(self._ends))
        starts = {place: max(first[place], end - records) for place, end in self._ends.items()}
        async for facts in self._read(starts, lambda done, total: None):
            yield facts

    async def holds(self, subject: str, fact_id: str) -> bool:
        """Whether a fact of this id stands on the topic. Reads the subject's partition until it is found. Raises: KafkaError."""
        place = next(each for each in self._ends if each.partition == partition_of(subject, len(self._ends)))
        starts = await self._consumer.beginning_offsets([place])
        async for facts in self._read(starts, lambda done, total: None):
            if any(fact.id == fact_id for fact in facts):
                return True
        return False

    async def _read(
        self, starts: Mapping[TopicPartition, int], progress: Progress
    ) -> AsyncIterator[list[PublishedFact]]:
        places = [place for place, start in starts.items() if start < self._ends[place]]
        total = sum(self._ends[place] - starts[place] for place in places)
        if places:
            self._consumer.assign(places)
        for place in places:
            self._consumer.seek(place, starts[place])
        while places:
            fetched = await self._consumer.getmany(*places, timeout_ms=READ_MILLISECONDS, max_records=RECORDS_AT_ONCE)
            if not fetched:
                raise KafkaTimeoutError(f"{places[0].topic} cannot be read to its end")
            yield [
                fact
                for place, records in fetched.items()
                for record in records
                if record.offset < self._ends[place] and (fact := self._fact(record)) is not None
            ]
            positions = {place: await self._consumer.position(place) for place in places}
            places = [place for place, position in positions.items() if position < self._ends[place]]
            left = sum(self._ends[place] - positions[place] for place in places)
            progress(total - left, total)

    def _fact(self, record: ConsumerRecord) -> PublishedFact | None:
        """What this service has published; None for what anybody else has put there."""
        try:
            envelope = decode_fact(record.headers)
            link = bytes.fromhex(envelope.chain_hash or "")
        except (BadRecord, ValueError):
            return None
        if envelope.source != self._source or envelope.sequence is None or len(link) != HASH_BYTES or not record.value:
            return None
        return PublishedFact(
            envelope.subject,
            envelope.sequence,
            envelope.id,
            envelope.type,
            envelope.time,
            record.value,
            link,
            record.timestamp,
        )


def own_topic(service: ServiceName) -> str:
    """The topic of the facts that a service writes. Raises: KeyError for one that writes none."""
    return str(CHECKPOINTS[service].topic)
