"""What comes from Kafka: the record as it was read, and what it turned out to be."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from shared.contracts.cloudevents import Envelope, decode_fact, decode_intake, decode_receipt, decode_text
from shared.contracts.topics import TopicKind, topic


@dataclass(frozen=True, slots=True)
class Record:
    """A record with its coordinates. `headers` are as Kafka has them: any bytes, any name, any number;
    `timestamp` is when Kafka got it, in milliseconds since 1970.

    aiokafka's `ConsumerRecord` has the same attributes and stands for it where records come in by the thousand.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp: int


class Accepted(NamedTuple):
    """A record to apply: its envelope and its JSON object, or None where a text is erased."""

    record: Record
    envelope: Envelope
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that can never be applied as it is. The reason names fields, never their values."""

    record: Record
    reason: str
    subject: str | None = None
    sequence: int | None = None


def read_envelope(record: Record, kind: TopicKind | None = None) -> Envelope:
    """The envelope of a record, by the rules of its topic's kind, which need not be looked up where it is known.

    Raises: BadRecord.
    """
    match kind or topic(record.topic).kind:
        case TopicKind.FACTS:
            return decode_fact(record.headers)
        case TopicKind.TEXTS | TopicKind.CASE_TEXTS:
            return decode_text(record.headers)
        case TopicKind.INTAKE:
            return decode_intake(record.headers, datetime.fromtimestamp(record.timestamp / 1000, UTC))
        case _:
            return decode_receipt(record.headers)
