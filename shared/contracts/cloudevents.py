"""CloudEvents 1.0 in Kafka's binary mode: an envelope to record headers and back.

Plain functions without a model: every record passes here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

Headers = list[tuple[str, bytes]]
ReadHeaders = Iterable[tuple[str, bytes | None]]
"""What Kafka hands over: any names and bytes, also none at all."""

CONTENT_TYPE: Final = "application/json"
_SPEC_VERSION: Final = "1.0"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about a record but its data.

    A fact has `sequence` and `chain_hash`, a text has `text_version`; a portal's record may have neither.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    partition_key: str = ""
    sequence: int | None = None
    text_version: int | None = None
    chain_hash: str | None = None
    traceparent: str | None = None


class BadRecord(Exception):
    """A record that cannot be read, now or later; `reason` names what is wrong without showing any content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def source_of(service: str) -> str:
    """The `ce_source` of a service."""
    return f"/impulswerk/{service}"


def schema_of(event_type: str) -> str:
    """The `ce_dataschema` of a type: the `$id` of its JSON Schema."""
    return f"urn:impulswerk:schema:{event_type}"


def encode(envelope: Envelope) -> Headers:
    """The headers of a record."""
    headers = [
        ("ce_specversion", _SPEC_VERSION.encode()),
        ("ce_id", envelope.id.encode()),
        ("ce_type", envelope.type.encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_subject", envelope.subject.encode()),
        ("ce_time", _write_time(envelope.time).encode()),
        ("ce_dataschema", schema_of(envelope.type).encode()),
        ("ce_partitionkey", (envelope.partition_key or envelope.subject).encode()),
        ("content-type", CONTENT_TYPE.encode()),
    ]
    if envelope.sequence is not None:
        headers.append(("ce_sequence", str(envelope.sequence).encode()))
    if envelope.text_version is not None:
        headers.append(("ce_textversion", str(envelope.text_version).encode()))
    if envelope.chain_hash is not None:
        headers.append(("ce_chainhash", envelope.chain_hash.encode()))
    if envelope.traceparent is not None:
        headers.append(("traceparent", envelope.traceparent.encode()))
    return headers


def decode_fact(headers: ReadHeaders) -> Envelope:
    """The envelope of a fact: all attributes and a sequence from 1 on.

    Raises: BadRecord.
    """
    values = _values(headers)
    return _envelope(values, sequence=_whole_number(values, "ce_sequence"))


def decode_text(headers: ReadHeaders) -> Envelope:
    """The envelope of a text or of its erasure: all attributes and a text version from 1 on.

    Raises: BadRecord.
    """
    values = _values(headers)
    return _envelope(values, text_version=_whole_number(values, "ce_textversion"))


def decode_receipt(headers: ReadHeaders) -> Envelope:
    """The envelope of a receipt, which nobody counts.

    Raises: BadRecord.
    """
    return _envelope(_values(headers))


def decode_intake(headers: ReadHeaders, received_at: datetime) -> Envelope:
    """The envelope of a portal's record: type, id and source are required, time is when the broker got it unless given.

    Raises: BadRecord.
    """
    values = {"ce_specversion": _SPEC_VERSION, **_values(headers)}
    values.setdefault("ce_subject", "-")
    values.setdefault("ce_time", _write_time(received_at))
    return _envelope(values)


def _values(headers: ReadHeaders) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in headers:
        try:
            values[name] = "" if value is None else value.decode()
        except UnicodeDecodeError:
            raise BadRecord(f"header {name} is not UTF-8") from None
    return values


def _envelope(values: dict[str, str], sequence: int | None = None, text_version: int | None = None) -> Envelope:
    if _required(values, "ce_specversion") != _SPEC_VERSION:
        raise BadRecord(f"ce_specversion is not {_SPEC_VERSION}")
    content_type = values.get("content-type", CONTENT_TYPE)
    if content_type.partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise BadRecord(f"content-type is not {CONTENT_TYPE}")
    subject = _required(values, "ce_subject")
    return Envelope(
        id=_required(values, "ce_id"),
        type=_required(values, "ce_type"),
        source=_required(values, "ce_source"),
        subject=subject,
        time=_read_time(_required(values, "ce_time")),
        partition_key=values.get("ce_partitionkey", subject),
        sequence=sequence,
        text_version=text_version,
        chain_hash=values.get("ce_chainhash"),
        traceparent=values.get("traceparent"),
    )


def _required(values: dict[str, str], name: str) -> str:
    value = values.get(name)
    if not value:
        raise BadRecord(f"header {name} is missing")
    return value


def _whole_number(values: dict[str, str], name: str) -> int:
    text = _required(values, name)
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < 1:
        raise BadRecord(f"{name} is not a whole number from 1 on")
    return int(text)


def _write_time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise BadRecord("ce_time has no time zone")
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRecord("ce_time is not an RFC 3339 time") from None
