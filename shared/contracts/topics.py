"""The topics as data: content, writers, readers and cleanup. Source: lifecycle, "Topics"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, assert_never

_DAY_MS: Final = 24 * 60 * 60 * 1000
SERVICES: Final = ("ideas", "evaluation", "implementation", "reporting")


class TopicKind(StrEnum):
    """What a topic holds; it decides key, cleanup and how a record is read."""

    INTAKE = "intake"
    FACTS = "facts"
    TEXTS = "texts"
    CASE_TEXTS = "case_texts"
    RECEIPTS = "receipts"
    DEAD_LETTERS = "dead_letters"


class FactTopic(StrEnum):
    """The three topics that keep what happened for ever."""

    IMPULSES = "impulswerk.impulses.v1"
    ASSESSMENTS = "impulswerk.assessments.v1"
    MEASURES = "impulswerk.measures.v1"


class TextTopic(StrEnum):
    """The compacted topics of free text; the case texts are never read by reporting."""

    IMPULSE_TEXTS = "impulswerk.impulse-texts.v1"
    ASSESSMENT_TEXTS = "impulswerk.assessment-texts.v1"
    MEASURE_TEXTS = "impulswerk.measure-texts.v1"
    IMPULSE_CASE_TEXTS = "impulswerk.impulse-case-texts.v1"
    ASSESSMENT_CASE_TEXTS = "impulswerk.assessment-case-texts.v1"


INTAKE: Final = "impulswerk.intake.v1"
RECEIPTS: Final = "impulswerk.receipts.v1"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; `written_by` and `read_by` are services or `portals` and `operators`."""

    name: str
    kind: TopicKind
    key: str
    written_by: tuple[str, ...]
    read_by: tuple[str, ...]

    @property
    def config(self) -> Mapping[str, str]:
        """The topic's Kafka settings, times in milliseconds."""
        return topic_config(self.kind)


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What the broker needs to create a topic."""

    name: str
    partitions: int
    config: Mapping[str, str]


def topic_config(kind: TopicKind) -> Mapping[str, str]:
    """Kafka settings of a kind of topic. Source: lifecycle, "Topics" and "Erasure"."""
    match kind:
        case TopicKind.FACTS:
            settings = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}
        case TopicKind.INTAKE:
            # Only closed segments are deleted: short ones keep unreleased text no longer than it needs to be.
            settings = {"cleanup.policy": "delete", "retention.ms": str(7 * _DAY_MS), "segment.ms": str(_DAY_MS)}
        case TopicKind.TEXTS | TopicKind.CASE_TEXTS:
            settings = {
                "cleanup.policy": "compact",
                "delete.retention.ms": str(30 * _DAY_MS),
                "max.compaction.lag.ms": str(_DAY_MS),
                "segment.ms": str(_DAY_MS),
            }
        case TopicKind.RECEIPTS | TopicKind.DEAD_LETTERS:
            settings = {"cleanup.policy": "delete", "retention.ms": str(90 * _DAY_MS)}
        case _:
            assert_never(kind)
    return MappingProxyType(settings)


def dead_letter_topic(service: str) -> str:
    """The name of a service's dead letter topic."""
    return f"impulswerk.{service}.dlq.v1"


def _facts(name: FactTopic, writer: str) -> Topic:
    return Topic(name, TopicKind.FACTS, "impulse id", (writer,), SERVICES)


def _texts(name: TextTopic, writer: str) -> Topic:
    return Topic(name, TopicKind.TEXTS, "impulse id/text id", (writer,), SERVICES)


def _case_texts(name: TextTopic, writer: str) -> Topic:
    readers = ("ideas", "evaluation", "implementation")
    return Topic(name, TopicKind.CASE_TEXTS, "impulse id/text id", (writer,), readers)


def _dead_letters(service: str) -> Topic:
    return Topic(dead_letter_topic(service), TopicKind.DEAD_LETTERS, "as the original", (service,), ("operators",))


TOPICS: Final = (
    Topic(INTAKE, TopicKind.INTAKE, "the portal's reference", ("portals",), ("ideas",)),
    _facts(FactTopic.IMPULSES, "ideas"),
    _facts(FactTopic.ASSESSMENTS, "evaluation"),
    _facts(FactTopic.MEASURES, "implementation"),
    _texts(TextTopic.IMPULSE_TEXTS, "ideas"),
    _texts(TextTopic.ASSESSMENT_TEXTS, "evaluation"),
    _texts(TextTopic.MEASURE_TEXTS, "implementation"),
    _case_texts(TextTopic.IMPULSE_CASE_TEXTS, "ideas"),
    _case_texts(TextTopic.ASSESSMENT_CASE_TEXTS, "evaluation"),
    Topic(RECEIPTS, TopicKind.RECEIPTS, "impulse id", SERVICES, ("ideas",)),
    *(_dead_letters(service) for service in SERVICES),
)
_BY_NAME: Final = {str(topic.name): topic for topic in TOPICS}


def topic(name: str) -> Topic:
    """The topic of that full name.

    Raises: KeyError for a name that is not in the table.
    """
    return _BY_NAME[name]


def topics_of(kind: TopicKind) -> tuple[Topic, ...]:
    """All topics of a kind, in the order of the table."""
    return tuple(topic for topic in TOPICS if topic.kind is kind)


def all_topics(partitions: int) -> list[TopicSpec]:
    """What to create: every topic with that many partitions (12, or 3 in laptop mode), dead letters with one."""
    return [
        TopicSpec(str(topic.name), 1 if topic.kind is TopicKind.DEAD_LETTERS else partitions, topic.config)
        for topic in TOPICS
    ]
