"""The records that both sides carry: the same key, headers and value, byte for byte."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.impulses import ImpulseReceived

VALUE_BYTES = 600
EVENT_TYPE = ImpulseReceived.event_type
COLUMNS = ("impulse_id", "version", "number", "status", "field_of_action", "note")
_TIME = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """One record. `headers` are in the order of the binding."""

    key: str
    headers: list[tuple[str, bytes]]
    value: bytes


def sample(number: int, subject: int, version: int) -> Sample:
    """Record number `number` of a run: the fact number `version` about that subject; about 600 bytes of JSON."""
    impulse_id = str(UUID(int=subject))
    data = {
        "impulse_id": impulse_id,
        "version": version,
        "number": number,
        "status": "in_assessment",
        "field_of_action": "Grün in der Stadt",
        "note": "",
    }
    data["note"] = "x" * (VALUE_BYTES - len(orjson.dumps(data)))
    envelope = Envelope(
        id=str(UUID(int=number)),
        type=EVENT_TYPE,
        source="/impulswerk/ideas",
        subject=impulse_id,
        time=_TIME,
        partition_key=impulse_id,
        sequence=version,
    )
    return Sample(impulse_id, encode(envelope), orjson.dumps(data))


def number_of(value: bytes) -> int:
    """The number that the record was made with."""
    number: int = orjson.loads(value)["number"]
    return number
