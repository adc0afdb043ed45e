"""Tells what a record from Kafka is: one that may be applied, or one that never can."""

from typing import Final

import orjson

from shared.contracts.cloudevents import BadRecord, Envelope
from shared.contracts.registry import NotAnEventType, Registry, UnknownMajor
from shared.contracts.topics import TOPICS, TopicKind
from shared.messaging.records import Accepted, Bad, Record, read_envelope

MAX_SUBJECT_BYTES = 1_000
"""A longer subject does not fit into the indexes that it is found by."""

_KINDS: Final = {str(each.name): each.kind for each in TOPICS}
_ERASABLE: Final = (TopicKind.TEXTS, TopicKind.CASE_TEXTS)


def read(record: Record, registry: Registry) -> Accepted | Bad:
    """Tell what a record is by its topic's kind and its headers; the value is parsed but not yet validated."""
    kind = _KINDS[record.topic]
    try:
        envelope = read_envelope(record, kind)
    except BadRecord as error:
        return Bad(record, error.reason)
    subject = envelope.subject
    if "\0" in subject or (len(subject) > MAX_SUBJECT_BYTES // 4 and len(subject.encode()) > MAX_SUBJECT_BYTES):
        return Bad(record, "ce_subject cannot be stored")
    if kind is TopicKind.FACTS and envelope.type not in registry.types:
        try:
            registry.find(envelope.type)
        except (UnknownMajor, NotAnEventType) as error:
            return Bad(record, str(error), subject, envelope.sequence)
    return _read_value(record, kind, envelope)


def _read_value(record: Record, kind: TopicKind, envelope: Envelope) -> Accepted | Bad:
    if not record.value:
        if kind in _ERASABLE:
            return Accepted(record, envelope, None)
        return Bad(record, "empty value", envelope.subject, envelope.sequence)
    try:
        data = orjson.loads(record.value)
    except orjson.JSONDecodeError:
        return Bad(record, "value is not JSON", envelope.subject, envelope.sequence)
    if not isinstance(data, dict):
        return Bad(record, "value is not a JSON object", envelope.subject, envelope.sequence)
    return Accepted(record, envelope, data)
