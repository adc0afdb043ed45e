"""Declares metrics together with what they mean and what to do about them; docs/metrics.md is made from that.

No label may name a person, an impulse or an address that somebody typed: metrics are kept for long and seen by many.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import Counter, Gauge, Histogram


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric as the list in docs tells it; `name` is the one that is scraped."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    when_high: str


class MetricCatalogue:
    """The metrics of one part of the code, in the order of their declaration."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def counter(self, name: str, meaning: str, labels: Sequence[str] = (), *, when_high: str) -> Counter:
        """A number that only grows, scraped as `<name>_total`; what counts is its rate."""
        self.entries.append(Entry(f"{name}_total", "counter", tuple(labels), meaning, when_high))
        return Counter(name, meaning, labels)

    def gauge(self, name: str, meaning: str, labels: Sequence[str] = (), *, when_high: str) -> Gauge:
        """A number that goes up and down."""
        self.entries.append(Entry(name, "gauge", tuple(labels), meaning, when_high))
        return Gauge(name, meaning, labels)

    def histogram(
        self, name: str, meaning: str, labels: Sequence[str] = (), *, buckets: Sequence[float], when_high: str
    ) -> Histogram:
        """How often something was at most as large as each of the buckets."""
        self.entries.append(Entry(name, "histogram", tuple(labels), meaning, when_high))
        return Histogram(name, meaning, labels, buckets=buckets)
