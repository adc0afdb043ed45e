"""The catalogue of metrics says what each is for, names nobody, and is what alarms and documents speak of."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from aiokafka import TopicPartition
from prometheus_client import REGISTRY

from deploy import metrics_doc
from shared.messaging import metrics as of_the_core
from shared.messaging.lag import LagGauges, observe_effects
from shared.messaging.reasons import reason_class
from shared.messaging.records import Record
from shared.runtime.metric_catalogue import Entry
from shared.web import metrics as of_the_doors

ENTRIES: Sequence[Entry] = (*of_the_core.CATALOGUE.entries, *of_the_doors.CATALOGUE.entries)
ALERTS = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"

# Each has few values, all of them made by us. A new one has to be thought about: is it somebody, or one impulse?
LABELS = {"stream", "cause", "topic", "outcome", "reason", "state", "method", "route", "status"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_metric_says_what_it_means_and_what_to_do(entry: Entry) -> None:
    assert entry.name.startswith("impulswerk_")
    assert entry.meaning.endswith(".")
    assert entry.when_high.endswith(".")
    assert set(entry.labels) <= LABELS


def test_no_metric_of_ours_is_declared_elsewhere() -> None:
    told = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("impulswerk_")}
    assert told == {entry.name.removesuffix("_total") for entry in ENTRIES}


def test_the_document_is_the_catalogue() -> None:
    assert metrics_doc.main(["--check"]) is None
    for entry in ENTRIES:
        assert f"| `{entry.name}` |" in metrics_doc.metrics_document()


def test_alarms_ask_for_metrics_that_exist_with_labels_that_they_have() -> None:
    known = {entry.name: set(entry.labels) for entry in ENTRIES}
    known |= {
        f"{e.name}_{part}": {*e.labels, "le"} for e in ENTRIES if e.kind == "histogram" for part in ("bucket", "count")
    }
    rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    asked = [found for rule in rules for found in re.findall(r"(impulswerk_\w+)(?:\{([^}]*)\})?", rule["expr"])]
    assert asked
    for name, selector in asked:
        assert name in known
        assert set(re.findall(r"(\w+)\s*[=!]", selector)) <= known[name]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("KeyError", "fault"),
        ("reporting.record_malformed", "refused"),
        ("intake.unknown_type: ce_type", "refused"),
        ("title: string_too_long; costs.planned_cents: int_type", "refused"),
        ("value is not JSON", "unreadable"),
        ("header ce_id is missing", "unreadable"),
        ("ce_sequence is not a whole number from 1 on", "unreadable"),
    ],
)
def test_reasons_fall_into_few_classes(reason: str, expected: str) -> None:
    assert reason_class(reason) == expected


def record(offset: int, timestamp: float, *headers: tuple[str, bytes]) -> Record:
    return Record("lag.test", 0, offset, None, b"", headers, int(timestamp * 1000))


def lag() -> tuple[float, float]:
    labels = {"topic": "lag.test"}
    return (
        REGISTRY.get_sample_value("impulswerk_consumer_lag_records", labels) or 0,
        REGISTRY.get_sample_value("impulswerk_consumer_lag_seconds", labels) or 0,
    )


def test_the_lag_in_seconds_is_the_age_of_what_was_applied_last() -> None:
    now = 1_000_000.0
    gauges, place = LagGauges(["lag.test"]), TopicPartition("lag.test", 0)
    gauges.report({place: 0}, now)
    assert lag() == (0, 0)
    now += 10
    gauges.report({place: 5}, now)
    assert lag() == (5, 10)
    gauges.applied([record(0, now - 8), record(1, now - 7)])
    gauges.report({place: 3}, now)
    assert lag() == (3, 7)
    gauges.report({place: 0}, now)
    assert lag() == (0, 0)


def test_the_delay_counts_from_the_commit_of_the_fact() -> None:
    now = 1_700_000_000.004

    def below(le: str) -> float:
        return REGISTRY.get_sample_value("impulswerk_effect_delay_seconds_bucket", {"le": le}) or 0

    before = below("0.0025"), below("0.005"), below("+Inf")
    observe_effects([record(0, 0, ("ce_time", b"2023-11-14T22:13:20Z"))], now)
    assert (below("0.0025") - before[0], below("0.005") - before[1]) == (0, 1)
    observe_effects([record(number, 1_700_000_000) for number in range(5_000)], now)
    assert below("+Inf") - before[2] - 1 <= 16
