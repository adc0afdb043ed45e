"""CloudEvents 1.0 in Kafka's binary mode: an envelope to record headers and back.

Plain functions without a model: every record passes here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple

Headers = list[tuple[str, bytes]]
ReadHeaders = Iterable[tuple[str, bytes | None]]
"""What Kafka hands over: any names and bytes, also none at all."""

CONTENT_TYPE: Final = "application/json"
_SPEC_VERSION: Final = "1.0"
_REQUIRED: Final = ("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time")
_pick_required: Final = itemgetter(*_REQUIRED)


class Envelope(NamedTuple):
    """Everything about a record but its data. A tuple, because one is made for every record that is read.

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
    return [(name, text.encode()) for name, text in attributes(envelope).items()]


def attributes(envelope: Envelope) -> dict[str, str]:
    """The headers of a record by their names, as text."""
    written = {
        "ce_specversion": _SPEC_VERSION,
        "ce_id": envelope.id,
        "ce_type": envelope.type,
        "ce_source": envelope.source,
        "ce_subject": envelope.subject,
        "ce_time": _write_time(envelope.time),
        "ce_dataschema": schema_of(envelope.type),
        "ce_partitionkey": envelope.partition_key or envelope.subject,
        "content-type": CONTENT_TYPE,
    }
    if envelope.sequence is not None:
        written["ce_sequence"] = str(envelope.sequence)
    if envelope.text_version is not None:
        written["ce_textversion"] = str(envelope.text_version)
    if envelope.chain_hash is not None:
        written["ce_chainhash"] = envelope.chain_hash
    if envelope.traceparent is not None:
        written["traceparent"] = envelope.traceparent
    return written


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
    values = {"ce_specversion": _SPEC_VERSION.encode(), **_values(headers)}
    values.setdefault("ce_subject", b"-")
    values.setdefault("ce_time", _write_time(received_at).encode())
    return _envelope(values)


def _values(headers: ReadHeaders) -> dict[str, bytes]:
    """The headers by name, all of them UTF-8; the last one of a name counts."""
    pairs = headers if isinstance(headers, tuple | list) else tuple(headers)
    try:
        values: dict[str, Any] = dict(pairs)
        if len(values) == len(pairs) and b"".join(values.values()).isascii():
            return values
    except TypeError:
        pass  # a header without a value
    return _checked_values(pairs)


def _checked_values(headers: ReadHeaders) -> dict[str, bytes]:
    values: dict[str, bytes] = {}
    for name, value in headers:
        values[name] = value or b""
        try:
            values[name].decode()
        except UnicodeDecodeError:
            raise BadRecord(f"header {name} is not UTF-8") from None
    return values


def _envelope(values: Mapping[str, bytes], sequence: int | None = None, text_version: int | None = None) -> Envelope:
    try:
        required = _pick_required(values)
    except KeyError as error:
        raise _missing(error.args[0]) from None
    if not all(required):
        raise _missing(next(name for name in _REQUIRED if not values[name]))
    version, id_, type_, source, subject, time = required
    if version != b"1.0":
        raise BadRecord(f"ce_specversion is not {_SPEC_VERSION}")
    content_type = values.get("content-type")
    if content_type != b"application/json" and content_type is not None:
        _check_content_type(content_type.decode())
    chain_hash, traceparent = values.get("ce_chainhash"), values.get("traceparent")
    subject_text = subject.decode()
    return Envelope(
        id_.decode(),
        type_.decode(),
        source.decode(),
        subject_text,
        _read_time(time.decode()),
        subject_text if (key := values.get("ce_partitionkey")) is None or key == subject else key.decode(),
        sequence,
        text_version,
        None if chain_hash is None else chain_hash.decode(),
        None if traceparent is None else traceparent.decode(),
    )


def _check_content_type(content_type: str) -> None:
    """It may have parameters, in any case."""
    if content_type.partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise BadRecord(f"content-type is not {CONTENT_TYPE}")


def _missing(name: str) -> BadRecord:
    return BadRecord(f"header {name} is missing")


def _whole_number(values: Mapping[str, bytes], name: str) -> int:
    digits = values.get(name)
    if not digits:
        raise _missing(name)
    if digits.isdigit() and len(digits) <= 18 and (number := int(digits)) >= 1:  # of bytes, only 0 to 9 are digits
        return number
    raise BadRecord(f"{name} is not a whole number from 1 on")


def _write_time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is UTC:
            return time
        if time.tzinfo is None:
            raise BadRecord("ce_time has no time zone")
        return time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRecord("ce_time is not an RFC 3339 time") from None
