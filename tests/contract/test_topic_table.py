"""The topics are those of the lifecycle, with the settings that erasure and retention need."""

import pytest

from shared.contracts.topics import (
    SERVICES,
    TOPICS,
    FactTopic,
    TextTopic,
    TopicKind,
    all_topics,
    dead_letter_topic,
    topic,
    topics_of,
)

DAY = 24 * 60 * 60 * 1000


def test_the_names() -> None:
    assert [spec.name for spec in all_topics(12)] == [
        "impulswerk.intake.v1",
        "impulswerk.impulses.v1",
        "impulswerk.assessments.v1",
        "impulswerk.measures.v1",
        "impulswerk.impulse-texts.v1",
        "impulswerk.assessment-texts.v1",
        "impulswerk.measure-texts.v1",
        "impulswerk.impulse-case-texts.v1",
        "impulswerk.assessment-case-texts.v1",
        "impulswerk.receipts.v1",
        "impulswerk.ideas.dlq.v1",
        "impulswerk.evaluation.dlq.v1",
        "impulswerk.implementation.dlq.v1",
        "impulswerk.reporting.dlq.v1",
    ]


@pytest.mark.parametrize("partitions", [3, 12])
def test_dead_letters_have_one_partition_all_others_as_many_as_asked(partitions: int) -> None:
    for spec in all_topics(partitions):
        assert spec.partitions == (1 if ".dlq." in spec.name else partitions)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (TopicKind.FACTS, {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}),
        (TopicKind.INTAKE, {"cleanup.policy": "delete", "retention.ms": str(7 * DAY)}),
        (TopicKind.RECEIPTS, {"cleanup.policy": "delete", "retention.ms": str(90 * DAY)}),
        (TopicKind.DEAD_LETTERS, {"cleanup.policy": "delete", "retention.ms": str(90 * DAY)}),
        *(
            (
                kind,
                {
                    "cleanup.policy": "compact",
                    "delete.retention.ms": str(30 * DAY),
                    "max.compaction.lag.ms": str(DAY),
                    "segment.ms": str(DAY),
                },
            )
            for kind in (TopicKind.TEXTS, TopicKind.CASE_TEXTS)
        ),
    ],
)
def test_cleanup_and_retention(kind: TopicKind, settings: dict[str, str]) -> None:
    for one in topics_of(kind):
        assert settings.items() <= one.config.items()


def test_reporting_reads_neither_intake_nor_case_texts() -> None:
    unread = {one.name for one in TOPICS if "reporting" not in one.read_by and one.kind is not TopicKind.DEAD_LETTERS}
    assert unread == {
        "impulswerk.intake.v1",
        TextTopic.IMPULSE_CASE_TEXTS,
        TextTopic.ASSESSMENT_CASE_TEXTS,
        "impulswerk.receipts.v1",
    }


def test_each_topic_of_facts_or_texts_has_one_writer() -> None:
    writers = {one.name: one.written_by for one in TOPICS if one.kind in (TopicKind.FACTS, TopicKind.TEXTS)}
    assert set(writers.values()) == {("ideas",), ("evaluation",), ("implementation",)}
    assert topic(FactTopic.ASSESSMENTS).written_by == ("evaluation",)


def test_every_service_has_its_dead_letters() -> None:
    assert {dead_letter_topic(service) for service in SERVICES} == {
        one.name for one in topics_of(TopicKind.DEAD_LETTERS)
    }
