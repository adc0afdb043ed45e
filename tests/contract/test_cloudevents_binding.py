"""Envelopes to Kafka headers and back; every malformed header is named, none passes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.contracts.cloudevents import (
    BadRecord,
    Envelope,
    decode_fact,
    decode_intake,
    decode_receipt,
    decode_text,
    encode,
)

FACT = Envelope(
    id="019cad6d-b100-7000-8000-000000000001",
    type="de.impulswerk.impulse.received.v1",
    source="/impulswerk/ideas",
    subject="019cad6d-b100-7000-8000-000000000002",
    time=datetime(2026, 3, 2, 8, 15, 0, 123456, tzinfo=UTC),
    partition_key="019cad6d-b100-7000-8000-000000000002",
    sequence=3,
    chain_hash="ab" * 32,
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
)
TEXT = FACT._replace(sequence=None, chain_hash=None, text_version=7)
RECEIVED_AT = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)


def with_header(name: str, value: bytes | None) -> list[tuple[str, bytes | None]]:
    return [*((header, old) for header, old in encode(FACT) if header != name), (name, value)]


def without(*names: str) -> list[tuple[str, bytes]]:
    return [(name, value) for name, value in encode(FACT) if name not in names]


def test_a_fact_has_the_headers_of_the_architecture() -> None:
    assert {name for name, _ in encode(FACT)} == {
        "ce_specversion",
        "ce_id",
        "ce_type",
        "ce_source",
        "ce_subject",
        "ce_time",
        "ce_dataschema",
        "ce_sequence",
        "ce_partitionkey",
        "ce_chainhash",
        "content-type",
        "traceparent",
    }
    assert dict(encode(FACT))["ce_time"] == b"2026-03-02T08:15:00.123456Z"


def test_what_is_written_is_read_again() -> None:
    assert decode_fact(encode(FACT)) == FACT
    assert decode_text(encode(TEXT)) == TEXT
    assert decode_receipt(encode(FACT._replace(sequence=None))) == FACT._replace(sequence=None)


def test_the_partition_key_is_the_subject_unless_said_otherwise() -> None:
    assert decode_fact(encode(FACT._replace(partition_key=""))).partition_key == FACT.subject


def test_a_time_in_another_zone_is_read_as_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert decode_fact(with_header("ce_time", b"2026-03-02T09:15:00.123456+01:00")).time == FACT.time
    assert decode_fact(encode(FACT._replace(time=FACT.time.astimezone(berlin)))).time.tzinfo is UTC


def test_foreign_headers_are_ignored() -> None:
    assert decode_fact([*encode(FACT), ("x-portal", b"yes")]) == FACT


@pytest.mark.parametrize(
    "name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_sequence"]
)
@pytest.mark.parametrize("value", ["absent", b"", None])
def test_a_fact_needs_its_headers(name: str, value: bytes | str | None) -> None:
    headers = without(name) if isinstance(value, str) else with_header(name, value)
    with pytest.raises(BadRecord, match=f"header {name} is missing"):
        decode_fact(headers)


def test_a_text_needs_its_version() -> None:
    with pytest.raises(BadRecord, match="header ce_textversion is missing"):
        decode_text(encode(FACT))


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ce_id", b"\xff\xfe", "header ce_id is not UTF-8"),
        ("x-other", b"\xff\xfe", "header x-other is not UTF-8"),
        ("ce_specversion", b"0.3", "ce_specversion is not 1.0"),
        ("content-type", b"text/plain", "content-type is not application/json"),
        ("ce_sequence", b"0", "ce_sequence is not a whole number from 1 on"),
        ("ce_sequence", b"-1", "ce_sequence is not a whole number from 1 on"),
        ("ce_sequence", b"1.0", "ce_sequence is not a whole number from 1 on"),
        ("ce_sequence", "²".encode(), "ce_sequence is not a whole number from 1 on"),
        ("ce_sequence", b"9" * 19, "ce_sequence is not a whole number from 1 on"),
        ("ce_sequence", b"9" * 5000, "ce_sequence is not a whole number from 1 on"),
        ("ce_time", b"yesterday", "ce_time is not an RFC 3339 time"),
        ("ce_time", b"2026-03-02T08:15:00", "ce_time has no time zone"),
        ("ce_time", b"0001-01-01T00:00:00+14:00", "ce_time is not an RFC 3339 time"),
    ],
)
def test_a_malformed_header_is_named(name: str, value: bytes, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        decode_fact(with_header(name, value))
    assert caught.value.reason == reason


def test_a_content_type_may_have_parameters() -> None:
    assert decode_fact(with_header("content-type", b"application/JSON; charset=utf-8")) == FACT


def test_a_portal_needs_type_id_and_source_only() -> None:
    headers = [
        ("ce_id", b"1"),
        ("ce_type", b"de.impulswerk.intake.impulse_submitted.v1"),
        ("ce_source", b"https://portal.example"),
    ]
    envelope = decode_intake(headers, RECEIVED_AT)
    assert (envelope.id, envelope.source, envelope.time) == ("1", "https://portal.example", RECEIVED_AT)
    assert envelope.sequence is None
    for missing in range(3):
        with pytest.raises(BadRecord, match=f"header {headers[missing][0]} is missing"):
            decode_intake(headers[:missing] + headers[missing + 1 :], RECEIVED_AT)


def test_what_a_portal_says_must_still_be_right() -> None:
    with pytest.raises(BadRecord, match="ce_specversion"):
        decode_intake(with_header("ce_specversion", b"2.0"), RECEIVED_AT)
    assert decode_intake(encode(FACT), RECEIVED_AT).time == FACT.time
