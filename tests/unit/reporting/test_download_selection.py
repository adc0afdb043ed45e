"""A file ends with the checkpoints that prove it: what is later, topic by topic, waits for the next one."""

from datetime import UTC, datetime, timedelta

from services.reporting.facts_download.selection import Life, ReadFact
from shared.contracts.topics import FactTopic

AT = datetime(2026, 11, 2, 12, tzinfo=UTC)
ENDS = {str(FactTopic.IMPULSES): AT, str(FactTopic.ASSESSMENTS): AT + timedelta(hours=1)}


def fact(topic: FactTopic, sequence: int, minutes: int) -> ReadFact:
    return ReadFact(str(topic), "told", sequence, AT + timedelta(minutes=minutes), b"{}", b"")


def test_nothing_follows_the_first_fact_that_is_too_late() -> None:
    early, on_time = fact(FactTopic.IMPULSES, 1, -5), fact(FactTopic.IMPULSES, 2, 0)
    late, set_back = fact(FactTopic.IMPULSES, 3, 1), fact(FactTopic.IMPULSES, 4, -1)
    other = fact(FactTopic.ASSESSMENTS, 1, 30)
    assert Life("a", [other, early, on_time, late, set_back]).until(ENDS).facts == [other, early, on_time]


def test_what_is_on_time_stays_as_it_is() -> None:
    life = Life("a", [fact(FactTopic.IMPULSES, 1, -5)])
    assert life.until(ENDS) is life
