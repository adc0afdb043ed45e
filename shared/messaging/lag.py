"""How far a consumer is behind: in records, in seconds, and from a fact's commit to the commit of its effect."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aiokafka import TopicPartition

from shared.messaging.metrics import LAG, LAG_SECONDS, LATENESS
from shared.messaging.records import Record

SAMPLES = 16
"""Facts of a batch that are timed: a replay of thousands must not be slower for it."""


def observe_effects(records: Sequence[Record], now: float) -> None:
    """The effects of these records were committed just now, in seconds since 1970."""
    for record in records[:: len(records) // SAMPLES + 1]:
        LATENESS.observe(max(0.0, now - _committed_at(record)))


class LagGauges:
    """Tells the lag per topic, in records and, at most, in seconds.

    The oldest record still to be read is younger than the last one applied of its partition, and than the last moment at
    which nothing was left to read there.
    """

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics = list(topics)
        self._last: Sequence[Record] = ()
        self._applied_up_to: dict[tuple[str, int], float] = {}

    def applied(self, records: Sequence[Record]) -> None:
        """These were the last ones."""
        self._last = records

    def report(self, behind: Mapping[TopicPartition, int], now: float) -> None:
        """Set the gauges; `behind` is the number of records still to be read per partition, now in seconds since 1970."""
        for record in self._last:
            self._applied_up_to[record.topic, record.partition] = record.timestamp / 1000
        self._last = ()
        numbers, seconds = dict.fromkeys(self._topics, 0), dict.fromkeys(self._topics, 0.0)
        for (topic, partition), number in behind.items():
            if not number:
                self._applied_up_to[topic, partition] = now
            numbers[topic] += number
            seconds[topic] = max(seconds[topic], now - self._applied_up_to.setdefault((topic, partition), now))
        for topic in self._topics:
            LAG.labels(topic).set(numbers[topic])
            LAG_SECONDS.labels(topic).set(max(0.0, seconds[topic]))


def _committed_at(record: Record) -> float:
    """Seconds since 1970; when Kafka got it where the record itself does not tell (a portal's may not)."""
    for name, value in record.headers:
        if name == "ce_time" and value is not None:
            try:
                return datetime.fromisoformat(value.decode()).timestamp()
            except ValueError:
                break
    return record.timestamp / 1000
