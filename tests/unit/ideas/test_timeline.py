"""What the status page tells, from facts in any order between topics."""

from itertools import permutations
from typing import Any

import pytest

from services.ideas.domain.timeline import NEXT_STEPS, later, timeline
from shared.contracts.status import Status, StatusParts

Told = tuple[str, dict[str, Any]]

RECEIVED: Told = ("de.impulswerk.impulse.received.v1", {})
RELEASED: Told = ("de.impulswerk.impulse.released.v1", {})
INADMISSIBLE: Told = ("de.impulswerk.impulse.inadmissible.v1", {})
ACCEPTED = ("de.impulswerk.assessment.published.v1", {"decision": "accepted"})
REJECTED = ("de.impulswerk.assessment.published.v1", {"decision": "rejected"})
PLANNED = ("de.impulswerk.measure.planned.v1", {"measure_id": "m"})
PROGRESSED = ("de.impulswerk.measure.progressed.v1", {"measure_id": "m", "percent": 10})
COMPLETED = ("de.impulswerk.measure.completed.v1", {"measure_id": "m"})
ABANDONED = ("de.impulswerk.measure.abandoned.v1", {"measure_id": "m"})


def told(*facts: Told) -> list[tuple[str, str]]:
    parts, times = StatusParts(), dict[str, str]()
    for hour, (event_type, data) in enumerate(facts):
        parts = parts.after(event_type, data)
        times = later(times, event_type, f"2026-11-02T{hour:02}:00:00.000000Z")
    return [(step.title, step.state) for step in timeline(parts, times)]


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        ((RECEIVED,), ("Entscheidung", "open")),
        ((RECEIVED, RELEASED), ("Entscheidung", "open")),
        ((RECEIVED, INADMISSIBLE), ("Ergebnis: nicht zulässig", "done")),
        ((RECEIVED, RELEASED, REJECTED), ("Entscheidung: abgelehnt", "done")),
        ((RECEIVED, RELEASED, ACCEPTED), ("Umsetzung wird geplant", "current")),
        ((RECEIVED, RELEASED, ACCEPTED, PLANNED), ("Umsetzung", "open")),
        ((RECEIVED, RELEASED, ACCEPTED, PLANNED, PROGRESSED), ("Umsetzung läuft", "current")),
        ((RECEIVED, RELEASED, ACCEPTED, PLANNED, COMPLETED), ("Prüfung der Wirkung", "open")),
        ((RECEIVED, RELEASED, ACCEPTED, PLANNED, ABANDONED), ("Umsetzung abgebrochen", "done")),
    ],
)
def test_timeline_ends_where_the_impulse_stands(facts: tuple[Told, ...], last: tuple[str, str]) -> None:
    steps = told(*facts)
    assert steps[0] == ("Impuls eingegangen", "done")
    assert steps[-1] == last
    assert sum(state == "current" for _, state in steps) <= 1


def test_facts_of_different_topics_may_come_in_any_order() -> None:
    assert len({tuple(told(*facts)) for facts in permutations((RECEIVED, ACCEPTED, PLANNED))}) == 1


def test_the_latest_time_of_a_fact_counts() -> None:
    times = later(later({}, PROGRESSED[0], "2026-11-03T00:00:00.000000Z"), PROGRESSED[0], "2026-11-02T00:00:00.000000Z")
    assert times == {"measure.progressed": "2026-11-03T00:00:00.000000Z"}


def test_every_status_has_a_sentence() -> None:
    assert set(NEXT_STEPS) == set(Status)
