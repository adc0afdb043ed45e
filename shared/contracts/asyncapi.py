"""The AsyncAPI 3 document of all topics: channels, messages, headers, keys, and who sends and receives."""

from typing import Any, Final

from shared.contracts.cloudevents import CONTENT_TYPE, schema_of
from shared.contracts.event import Event
from shared.contracts.json_schemas import ALL_TYPES, shared_schemas
from shared.contracts.registry import EVENT_TYPES, REGISTRY, parse_type
from shared.contracts.released import superseded_schemas
from shared.contracts.texts import TEXT_TYPE
from shared.contracts.topics import SERVICES, TOPICS, Topic, TopicKind
from shared.contracts.upcasters import UPCASTERS

_BINDING: Final = "0.5.0"
_ERASED: Final = "TextErased"
_DEAD_LETTER: Final = "DeadLetter"

_DESCRIPTIONS: Final = {
    TopicKind.INTAKE: "What portals post: untrusted, with unreleased text.",
    TopicKind.FACTS: "What happened: no free text, no person. Counted per subject by ce_sequence.",
    TopicKind.TEXTS: "Public free text: the highest ce_textversion wins, null erases.",
    TopicKind.CASE_TEXTS: "Free text for staff and dialogue, never read by reporting: the highest ce_textversion wins.",
    TopicKind.RECEIPTS: "Which service has erased the texts of which impulse.",
    TopicKind.DEAD_LETTERS: "Coordinates, key and reason of records that could not be processed.",
}
_HEADERS: Final = {
    TopicKind.INTAKE: "IntakeHeaders",
    TopicKind.FACTS: "FactHeaders",
    TopicKind.TEXTS: "TextHeaders",
    TopicKind.CASE_TEXTS: "TextHeaders",
    TopicKind.RECEIPTS: "ReceiptHeaders",
}
_COUNT: Final = {"type": "string", "pattern": "^[1-9][0-9]*$"}
_HEADER_FIELDS: Final[dict[str, dict[str, Any]]] = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {"type": "string", "minLength": 1, "description": "Unique together with ce_source."},
    "ce_type": {"type": "string", "description": "The event type; ends in its major version."},
    "ce_source": {"type": "string", "format": "uri-reference", "description": "The service or portal that wrote it."},
    "ce_subject": {"type": "string", "description": "The aggregate: impulse id, catalogue id or service."},
    "ce_time": {"type": "string", "format": "date-time", "description": "When it happened, in UTC."},
    "ce_dataschema": {"type": "string", "format": "uri", "description": "The $id of the data's JSON Schema."},
    "ce_partitionkey": {"type": "string", "description": "What the partition follows."},
    "content-type": {"type": "string", "const": CONTENT_TYPE},
    "traceparent": {"type": "string", "description": "W3C Trace Context."},
    "ce_sequence": {**_COUNT, "description": "Counts the facts of one subject on one topic 1, 2, 3 ..."},
    "ce_chainhash": {
        "type": "string",
        "pattern": "^[0-9a-f]{64}$",
        "description": "Head of the subject's hash chain after this fact.",
    },
    "ce_textversion": {**_COUNT, "description": "The version of the text, 1 or more."},
}
_ALWAYS: Final = (
    "ce_specversion",
    "ce_id",
    "ce_type",
    "ce_source",
    "ce_subject",
    "ce_time",
    "ce_dataschema",
    "ce_partitionkey",
    "content-type",
)


def asyncapi() -> dict[str, Any]:
    """The whole document; the same code gives the same document, byte for byte."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Impulswerk",
            "version": "1.0.0",
            "description": "Takes up a city's impulses, assesses them, follows their implementation, reports in public.",
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_channel_id(topic): _channel(topic) for topic in TOPICS},
        "operations": {
            f"{actor}-{action}-{_channel_id(topic)}": _operation(topic, actor, action)
            for topic in TOPICS
            for action, actors in (("send", topic.written_by), ("receive", topic.read_by))
            for actor in actors
        },
        "components": {
            "messages": _messages(),
            "schemas": {**shared_schemas(), **_superseded_schemas(), **_header_schemas()},
        },
    }


def _channel_id(topic: Topic) -> str:
    return topic.name.removeprefix("impulswerk.").replace(".", "-")


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": str(topic.name),
        "description": _DESCRIPTIONS[topic.kind],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in _message_names(topic)},
        "bindings": {
            "kafka": {
                "topic": str(topic.name),
                "topicConfiguration": {name: _setting(name, value) for name, value in topic.config.items()},
                "bindingVersion": _BINDING,
            }
        },
    }


def _setting(name: str, value: str) -> Any:
    return [value] if name == "cleanup.policy" else int(value)


def _operation(topic: Topic, actor: str, action: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "action": action,
        "channel": {"$ref": f"#/channels/{_channel_id(topic)}"},
        "tags": [{"name": actor}],
    }
    if action == "receive" and actor in SERVICES:
        operation["bindings"] = {
            "kafka": {
                "groupId": {"type": "string", "description": f"One consumer group of {actor}."},
                "bindingVersion": _BINDING,
            }
        }
    return operation


def _message_names(topic: Topic) -> list[str]:
    match topic.kind:
        case TopicKind.TEXTS | TopicKind.CASE_TEXTS:
            return [ALL_TYPES[TEXT_TYPE].__name__, _ERASED]
        case TopicKind.DEAD_LETTERS:
            return [_DEAD_LETTER]
        case _:
            current = [model.__name__ for model in EVENT_TYPES.values() if model.topic == topic.name]
            return current + [name for name, (_, model) in _superseded().items() if model.topic == topic.name]


def _messages() -> dict[str, Any]:
    kinds = {topic.name: topic.kind for topic in TOPICS}
    keys = {topic.name: topic.key for topic in TOPICS}
    messages = {
        model.__name__: _message(event_type, model.__name__, _HEADERS[kinds[model.topic]], keys[model.topic])
        for event_type, model in EVENT_TYPES.items()
    }
    for name, (event_type, model) in _superseded().items():
        messages[name] = {
            **_message(event_type, name, _HEADERS[kinds[model.topic]], keys[model.topic]),
            "summary": f"No longer written; read as version {model.version()}.",
        }
    text_key = "impulse id/text id"
    messages["Text"] = _message(TEXT_TYPE, "Text", "TextHeaders", text_key)
    messages[_ERASED] = {
        **_message(TEXT_TYPE, _ERASED, "TextHeaders", text_key),
        "summary": "The text is erased: the record has a key and no value.",
        "payload": {"type": "null"},
    }
    messages[_DEAD_LETTER] = {
        "name": _DEAD_LETTER,
        "summary": "A record that could not be processed; original bytes only where they came from a fact topic.",
        "payload": {},
        "bindings": {"kafka": {"key": _key("as the original"), "bindingVersion": _BINDING}},
    }
    return messages


def _superseded() -> dict[str, tuple[str, type[Event]]]:
    """Event type and current model of the older versions that lie on the topics, by the name of their message."""
    found = {}
    for event_type in UPCASTERS:
        model = REGISTRY.find(event_type)
        assert model is not None
        found[f"{model.__name__}V{parse_type(event_type)[1]}"] = event_type, model
    return found


def _superseded_schemas() -> dict[str, Any]:
    """As they were released, with references that lead to their own definitions."""
    released = superseded_schemas()
    return {
        name: _moved(released[event_type], f"#/components/schemas/{name}/")
        for name, (event_type, _) in _superseded().items()
    }


def _moved(node: Any, prefix: str) -> Any:
    if isinstance(node, dict):
        return {
            name: prefix + child.removeprefix("#/") if name == "$ref" else _moved(child, prefix)
            for name, child in node.items()
            if name not in ("$schema", "$id")
        }
    return [_moved(child, prefix) for child in node] if isinstance(node, list) else node


def _message(event_type: str, schema: str, headers: str, key: str) -> dict[str, Any]:
    return {
        "name": event_type,
        "title": schema,
        "headers": {
            "allOf": [
                {"$ref": f"#/components/schemas/{headers}"},
                {
                    "type": "object",
                    "properties": {
                        "ce_type": {"const": event_type},
                        "ce_dataschema": {"const": schema_of(event_type)},
                    },
                },
            ]
        },
        "contentType": CONTENT_TYPE,
        "payload": {"$ref": f"#/components/schemas/{schema}"},
        "bindings": {"kafka": {"key": _key(key), "bindingVersion": _BINDING}},
    }


def _key(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description[0].upper() + description[1:] + "."}


def _header_schemas() -> dict[str, Any]:
    return {
        "FactHeaders": _headers((*_ALWAYS, "ce_sequence", "ce_chainhash"), ("traceparent",)),
        "TextHeaders": _headers((*_ALWAYS, "ce_textversion"), ("traceparent",)),
        "ReceiptHeaders": _headers(_ALWAYS, ("traceparent",)),
        "IntakeHeaders": _headers(
            ("ce_id", "ce_type", "ce_source"),
            ("ce_specversion", "ce_subject", "ce_time", "ce_dataschema", "content-type", "traceparent"),
        ),
    }


def _headers(required: tuple[str, ...], optional: tuple[str, ...]) -> dict[str, Any]:
    names = (*required, *optional)
    return {"type": "object", "properties": {name: _HEADER_FIELDS[name] for name in names}, "required": list(required)}
