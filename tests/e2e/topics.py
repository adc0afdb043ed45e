"""Kafka as any program outside the product sees it: a plain producer and a plain consumer."""

from typing import Any
from uuid import uuid4

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

PORTAL = "/portale/ideenportal"
INTAKE = "impulswerk.intake.v1"
SUBMITTED = "de.impulswerk.intake.impulse_submitted.v1"


class Topic:
    """Every record of a topic, read from the beginning, in the order of each partition."""

    def __init__(self, records: list[Any]) -> None:
        self.records = records

    @classmethod
    async def read(cls, kafka: str, name: str) -> "Topic":
        """Read until what was the end when reading began."""
        consumer = AIOKafkaConsumer(name, bootstrap_servers=kafka, auto_offset_reset="earliest")
        await consumer.start()
        try:
            partitions = consumer.assignment()
            ends = await consumer.end_offsets(list(partitions))
            records: list[Any] = []
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                for found in (await consumer.getmany(timeout_ms=200)).values():
                    records += found
        finally:
            await consumer.stop()
        return cls(records)

    def about(self, subject: str) -> list[Any]:
        """The records of one `ce_subject`."""
        return [record for record in self.records if header(record, "ce_subject") == subject]

    def texts_contain(self, word: str) -> bool:
        """Whether any key, header or value holds the word."""
        wanted = word.encode()
        return any(wanted in part for record in self.records for part in _parts(record))


def header(record: Any, name: str) -> str | None:
    """A header of a record, None where it lacks it."""
    value = dict(record.headers).get(name)
    return None if value is None else value.decode()


def facts_of(records: list[Any]) -> list[tuple[int, str]]:
    """`ce_sequence` and the fact's name, in the order of the topic."""
    return [(int(header(record, "ce_sequence") or 0), str(header(record, "ce_type"))) for record in records]


def portal_event(reference: str, **fields: object) -> bytes:
    """The value of an event as a portal posts it."""
    return orjson.dumps({"reference": reference, "origin": "citizens", **fields})


def portal_headers(**changed: str | None) -> list[tuple[str, bytes]]:
    """The headers of a portal's event; None leaves one out."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": uuid4().hex,
        "ce_source": PORTAL,
        "ce_type": SUBMITTED,
        "content-type": "application/json",
        **changed,
    }
    return [(name, value.encode()) for name, value in headers.items() if value is not None]


async def post(kafka: str, *events: tuple[str, bytes, list[tuple[str, bytes]]]) -> list[tuple[TopicPartition, int]]:
    """Post events (key, value, headers) to the intake topic, each acknowledged; returns where they stand."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    places = []
    try:
        for key, value, headers in events:
            sent = await producer.send_and_wait(INTAKE, value, key=key.encode(), headers=headers)
            places.append((TopicPartition(sent.topic, sent.partition), sent.offset))
    finally:
        await producer.stop()
    return places


def _parts(record: Any) -> list[bytes]:
    return [record.key or b"", record.value or b"", *(value for _, value in record.headers)]
