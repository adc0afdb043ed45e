"""What was once written to a topic can be read for ever, and is written the same way today."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts.cloudevents import decode_fact, decode_intake, decode_receipt, decode_text, encode
from shared.contracts.event import Event
from shared.contracts.json_schemas import ALL_TYPES, json_schema
from shared.contracts.registry import EVENT_TYPES, REGISTRY, read
from shared.contracts.released import released_schemas
from shared.contracts.texts import TEXT_TYPE, Text
from shared.contracts.topics import TopicKind, topic
from tests.contract.sample_events import FIRST_DAY, SAMPLES, records

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
SUPERSEDED = sorted(REGISTRY.upcasters)
CURRENT = sorted(set(NAMES) - set(SUPERSEDED))


def sample(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return content


def read_value(name: str) -> Event | Text:
    value = sample(name)["value"]
    if name == TEXT_TYPE:
        return Text.read(value)
    event = read(name, value)
    assert event is not None
    return event


def test_every_type_has_a_sample() -> None:
    assert {*ALL_TYPES, *SUPERSEDED} == set(NAMES)


def test_samples_are_made_deterministically() -> None:
    assert records() == records()


@pytest.mark.parametrize("name", CURRENT)
def test_a_sample_is_read_and_written_again_unchanged(name: str) -> None:
    assert read_value(name).data() == sample(name)["value"]


@pytest.mark.parametrize("name", SUPERSEDED)
def test_a_sample_of_an_older_version_says_what_the_current_one_says(name: str) -> None:
    event = read_value(name)
    assert isinstance(event, Event)
    assert event.event_type != name
    assert event.data() == sample(event.event_type)["value"]


@pytest.mark.parametrize("name", NAMES)
def test_the_headers_of_a_sample_are_read_and_written_again_unchanged(name: str) -> None:
    record = sample(name)
    headers = [(header, value.encode()) for header, value in record["headers"].items()]
    match topic(record["topic"]).kind:
        case TopicKind.FACTS:
            envelope = decode_fact(headers)
        case TopicKind.TEXTS | TopicKind.CASE_TEXTS:
            envelope = decode_text(headers)
        case TopicKind.INTAKE:
            envelope = decode_intake(headers, FIRST_DAY)
        case _:
            envelope = decode_receipt(headers)
    assert encode(envelope) == headers
    assert envelope.type == name


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_fits_its_json_schema(name: str) -> None:
    schema = json_schema(name) if name in ALL_TYPES else released_schemas()[name]
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(sample(name)["value"])) == []


@pytest.mark.parametrize("name", sorted({*EVENT_TYPES, *SUPERSEDED}))
def test_the_key_is_the_subject(name: str) -> None:
    event = read_value(name)
    assert isinstance(event, Event)
    record = sample(name)
    assert event.subject == record["key"] == record["headers"]["ce_subject"] == record["headers"]["ce_partitionkey"]
    assert event.topic == record["topic"]


@pytest.mark.parametrize("name", CURRENT)
def test_a_consumer_ignores_what_a_newer_producer_adds(name: str) -> None:
    value = sample(name)["value"] | {"added_next_year": {"by": "somebody"}}
    model = ALL_TYPES[name]
    assert issubclass(model, Event | Text)
    assert model.read(value).data() == sample(name)["value"]


@pytest.mark.parametrize("name", CURRENT)
def test_a_producer_cannot_add_a_field(name: str) -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        ALL_TYPES[name].model_validate(sample(name)["value"] | {"title": {"of": "nothing"}, "unnamed": 1})
