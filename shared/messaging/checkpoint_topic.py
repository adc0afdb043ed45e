"""What a service's topic knows of its checkpoints: a witness whom those who can change the database cannot reach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaTimeoutError, UnknownTopicOrPartitionError
from aiokafka.structs import ConsumerRecord
from pydantic import ValidationError

from shared.contracts.checkpoints import CHECKPOINTS, CheckpointPublished
from shared.contracts.cloudevents import BadRecord, decode_fact
from shared.messaging.partitioner import partition_of
from shared.runtime.settings import ServiceName, Settings

READ_MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True)
class OnTopic:
    """A checkpoint as it stands on the topic; `early`: it was there before the topic was opened."""

    number: int
    fact: CheckpointPublished
    early: bool


class CheckpointTopic:
    """The partition that holds the checkpoints of one service."""

    def __init__(self, service: ServiceName, consumer: AIOKafkaConsumer, partition: TopicPartition, end: int) -> None:
        self._service = service
        self._consumer = consumer
        self._partition = partition
        self._end = end

    @property
    def aggregate(self) -> tuple[str, str]:
        """Stream and subject of the checkpoints in the journal."""
        return str(self._partition.topic), self._service

    @classmethod
    @asynccontextmanager
    async def open(cls, service: ServiceName, settings: Settings) -> AsyncIterator["CheckpointTopic"]:
        """Remember where the topic ends now. Raises: KafkaError when Kafka or the topic is not there."""
        topic = str(CHECKPOINTS[service].topic)
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=settings.kafka, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        try:
            await consumer.start()
            partitions = consumer.partitions_for_topic(topic)  # known only because it was subscribed to
            consumer.unsubscribe()
            if not partitions:
                raise UnknownTopicOrPartitionError(topic)
            partition = TopicPartition(topic, partition_of(service, len(partitions)))
            consumer.assign([partition])
            yield cls(service, consumer, partition, (await consumer.end_offsets([partition]))[partition])
        finally:
            await consumer.stop()

    async def read(self) -> AsyncIterator[list[OnTopic]]:
        """All checkpoints up to now, in pieces of one fetch. Raises: KafkaError."""
        end = (await self._consumer.end_offsets([self._partition]))[self._partition]
        await self._consumer.seek_to_beginning(self._partition)
        while await self._consumer.position(self._partition) < end:
            fetched = await self._consumer.getmany(self._partition, timeout_ms=READ_MILLISECONDS)
            records = fetched.get(self._partition, [])
            if not records:
                raise KafkaTimeoutError(f"{self._partition.topic} cannot be read to its end")
            yield [found for record in records if (found := self._checkpoint(record)) is not None]

    def _checkpoint(self, record: ConsumerRecord) -> OnTopic | None:
        """The checkpoint in a record, signed or not; None for anything else."""
        model = CHECKPOINTS[self._service]
        if record.key != self._service.encode() or record.value is None:
            return None
        try:
            envelope = decode_fact(record.headers)
            if envelope.type != model.event_type or envelope.sequence is None:
                return None
            fact = model.read(orjson.loads(record.value))
        except (BadRecord, ValidationError, ValueError, TypeError):
            return None
        return OnTopic(envelope.sequence, fact, record.offset < self._end)
