"""The committed schemas and the AsyncAPI document are what the models say, and well formed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from shared.contracts import generate as generated
from shared.contracts.asyncapi import asyncapi
from shared.contracts.cli import app
from shared.contracts.json_schemas import ALL_TYPES, json_schema
from shared.contracts.topics import SERVICES, TOPICS
from shared.contracts.upcasters import UPCASTERS
from tests.contract.sample_events import SAMPLES, records

DOCUMENT = asyncapi()

# The parts of an AsyncAPI 3 document that this one uses, and what the specification asks of them.
REFERENCE = {
    "type": "object",
    "properties": {"$ref": {"type": "string"}},
    "required": ["$ref"],
    "additionalProperties": False,
}
KAFKA = {
    "type": "object",
    "properties": {"kafka": {"type": "object", "properties": {"bindingVersion": {"const": "0.5.0"}}}},
    "additionalProperties": False,
}
ASYNCAPI_3 = {
    "type": "object",
    "required": ["asyncapi", "info", "channels", "operations", "components"],
    "additionalProperties": False,
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "defaultContentType": {"const": "application/json"},
        "channels": {
            "propertyNames": {"pattern": "^[a-z0-9-]+$"},
            "additionalProperties": {
                "type": "object",
                "required": ["address", "messages"],
                "additionalProperties": False,
                "properties": {
                    "address": {"type": "string"},
                    "description": {"type": "string"},
                    "messages": {"additionalProperties": REFERENCE, "minProperties": 1},
                    "bindings": KAFKA,
                },
            },
        },
        "operations": {
            "additionalProperties": {
                "type": "object",
                "required": ["action", "channel"],
                "additionalProperties": False,
                "properties": {
                    "action": {"enum": ["send", "receive"]},
                    "channel": REFERENCE,
                    "tags": {"type": "array", "items": {"type": "object", "required": ["name"]}},
                    "bindings": KAFKA,
                },
            }
        },
        "components": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "messages": {
                    "additionalProperties": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["name", "payload", "bindings"],
                        "properties": {
                            "name": {"type": "string"},
                            "title": {"type": "string"},
                            "summary": {"type": "string"},
                            "contentType": {"type": "string"},
                            "headers": {"type": "object"},
                            "payload": {"type": "object"},
                            "bindings": KAFKA,
                        },
                    }
                },
                "schemas": {"additionalProperties": {"type": "object"}},
            },
        },
    },
}


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def resolve(reference: str) -> Any:
    node: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def messages_of(address: str) -> list[Any]:
    channel = next(channel for channel in DOCUMENT["channels"].values() if channel["address"] == address)
    return [resolve(message["$ref"]) for message in channel["messages"].values()]


def test_the_committed_files_are_what_the_models_say() -> None:
    assert generated.differences() == []


def test_generating_twice_gives_the_same() -> None:
    assert generated.documents() == generated.documents()


def test_generate_writes_what_is_missing_and_removes_what_is_superfluous(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "de.impulswerk.impulse.forgotten.v1.json").write_text("{}")
    assert len(generated.generate(folder)) == len(ALL_TYPES) + len(UPCASTERS) + 2
    assert generated.generate(folder) == []
    assert {path.name for path in folder.iterdir()} == set(generated.documents())


def test_drift_is_listed_by_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generated.generate(tmp_path)
    path = tmp_path / "de.impulswerk.impulse.received.v1.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"citizens"', '"press"'), encoding="utf-8")
    (tmp_path / "asyncapi.json").unlink()
    drifted = generated.differences(tmp_path)
    assert [difference.file for difference in drifted] == ["asyncapi.json", path.name]
    assert any("press" in line and line.startswith("-") for line in drifted[1].lines)

    monkeypatch.setattr(generated, "differences", lambda: drifted)
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 1
    assert path.name in result.stderr


def test_check_is_silent_when_nothing_differs() -> None:
    result = CliRunner().invoke(app, ["check"])
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("event_type", sorted(ALL_TYPES))
def test_each_schema_is_a_schema_and_closed(event_type: str) -> None:
    schema = json_schema(event_type)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["$id"].endswith(event_type)


def test_the_document_has_the_structure_of_asyncapi_3() -> None:
    Draft202012Validator.check_schema(ASYNCAPI_3)
    assert [error.message for error in Draft202012Validator(ASYNCAPI_3).iter_errors(DOCUMENT)] == []


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        assert resolve(reference) is not None


def test_every_topic_is_a_channel_with_its_settings() -> None:
    channels = {channel["address"]: channel for channel in DOCUMENT["channels"].values()}
    assert set(channels) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        settings = channels[topic.name]["bindings"]["kafka"]["topicConfiguration"]
        assert settings["cleanup.policy"] == [topic.config["cleanup.policy"]]


def test_every_type_is_a_message_of_its_topic() -> None:
    for event_type, record in records().items():
        assert event_type in [message["name"] for message in messages_of(record["topic"])]


def test_a_version_that_lies_on_a_topic_is_still_a_message_of_it_with_the_schema_as_released() -> None:
    for event_type in UPCASTERS:
        record = json.loads((SAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))
        (message,) = (message for message in messages_of(record["topic"]) if message["name"] == event_type)
        for schema, instance in ((message["headers"], record["headers"]), (message["payload"], record["value"])):
            whole = {**schema, "components": DOCUMENT["components"]}
            assert [error.message for error in Draft202012Validator(whole).iter_errors(instance)] == []
        broken = {**record["value"], "impulse_id": -1}
        whole = {**message["payload"], "components": DOCUMENT["components"]}
        assert [error.path[0] for error in Draft202012Validator(whole).iter_errors(broken)] == ["impulse_id"]


def test_headers_and_value_of_every_sample_fit_its_message() -> None:
    for event_type, record in records().items():
        message = next(message for message in messages_of(record["topic"]) if message["name"] == event_type)
        for schema, instance in ((message["headers"], record["headers"]), (message["payload"], record["value"])):
            whole = {**schema, "components": DOCUMENT["components"]}
            assert [error.message for error in Draft202012Validator(whole).iter_errors(instance)] == []


def test_who_sends_and_receives_is_what_the_topics_say() -> None:
    for topic in TOPICS:
        users: dict[str, set[str]] = {"send": set(), "receive": set()}
        for operation in DOCUMENT["operations"].values():
            if resolve(operation["channel"]["$ref"])["address"] == topic.name:
                users[operation["action"]].add(operation["tags"][0]["name"])
        assert users == {"send": set(topic.written_by), "receive": set(topic.read_by)}
    assert set(SERVICES) < {operation["tags"][0]["name"] for operation in DOCUMENT["operations"].values()}


def test_the_committed_document_is_plain_json() -> None:
    committed = json.loads((generated.FOLDER / "asyncapi.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(DOCUMENT))
