"""The public status as a table: what the topics said, and where the impulse stands."""

import random
from typing import Any

import pytest

from shared.contracts.status import (
    DECISIONS,
    EXITS,
    FUNNEL,
    STATUS_LABELS,
    SUB_STATE_LABELS,
    UNDECIDED,
    Status,
    StatusParts,
    SubState,
    public_status,
    sub_state,
)

History = list[tuple[str, dict[str, Any]]]


def impulse(name: str, **data: Any) -> tuple[str, dict[str, Any]]:
    return f"de.impulswerk.impulse.{name}.v1", data


def assessment(name: str, **data: Any) -> tuple[str, dict[str, Any]]:
    return f"de.impulswerk.assessment.{name}.v1", data


def measure(name: str, measure_id: str = "m1", **data: Any) -> tuple[str, dict[str, Any]]:
    return f"de.impulswerk.measure.{name}.v1", {"measure_id": measure_id, **data}


def published(decision: str) -> tuple[str, dict[str, Any]]:
    return assessment("published", decision=decision)


RECEIVED, RELEASED = impulse("received"), impulse("released")
COUNCIL = assessment("submitted_to_council")
IN_CASE: History = [RECEIVED, RELEASED, assessment("case_opened")]
ACCEPTED: History = [*IN_CASE, published("accepted")]
PLANNED: History = [*ACCEPTED, measure("planned")]


def fold(history: History) -> StatusParts:
    parts = StatusParts()
    for event_type, data in history:
        parts = parts.after(event_type, data)
    return parts


TABLE: list[tuple[str, History, str | None]] = [
    ("nothing known", [], None),
    ("another topic came first", [published("accepted")], None),
    ("received", [RECEIVED], "in_screening"),
    ("released", [RECEIVED, RELEASED], "in_assessment"),
    ("case opened", IN_CASE, "in_assessment"),
    (
        "consolidated and decided say nothing",
        [*IN_CASE, assessment("consolidated"), assessment("decided")],
        "in_assessment",
    ),
    ("at the council", [*IN_CASE, COUNCIL], "before_council"),
    ("council decided", [*IN_CASE, COUNCIL, published("accepted")], "accepted"),
    *((decision, [*IN_CASE, published(decision)], decision) for decision in sorted(DECISIONS)),
    ("deferred, reopened", [*IN_CASE, published("deferred"), assessment("case_reopened")], "deferred"),
    ("deferred, then at the council", [*IN_CASE, published("deferred"), COUNCIL], "before_council"),
    ("deferred, then accepted", [*IN_CASE, published("deferred"), published("accepted")], "accepted"),
    ("withdrawn in screening", [RECEIVED, impulse("withdrawn")], "withdrawn"),
    ("withdrawn in assessment", [*IN_CASE, impulse("withdrawn"), assessment("case_closed")], "withdrawn"),
    ("withdrawn while at the council", [*IN_CASE, COUNCIL, impulse("withdrawn")], "withdrawn"),
    ("withdrawn while deferred", [*IN_CASE, published("deferred"), impulse("withdrawn")], "withdrawn"),
    ("withdrawn after publication", [*ACCEPTED, impulse("withdrawn")], "accepted"),
    ("redacted in assessment", [*IN_CASE, impulse("redacted")], "withdrawn"),
    ("redacted after an exit", [RECEIVED, impulse("inadmissible"), impulse("redacted")], "inadmissible"),
    ("redacted during implementation", [*PLANNED, impulse("redacted")], "planned"),
    ("inadmissible", [RECEIVED, impulse("inadmissible")], "inadmissible"),
    ("answered", [RECEIVED, impulse("answered")], "answered"),
    ("handed over", [RECEIVED, impulse("handed_over")], "handed_over"),
    ("split", [RECEIVED, impulse("split")], "split"),
    ("merged", [RECEIVED, impulse("merged")], "merged"),
    ("merged by mistake", [RECEIVED, RELEASED, impulse("merged"), impulse("unmerged")], "in_assessment"),
    ("absorbed and its undoing", [RECEIVED, impulse("absorbed"), impulse("unmerged")], "in_screening"),
    ("unmerged after withdrawal", [RECEIVED, impulse("withdrawn"), impulse("unmerged")], "withdrawn"),
    ("supported", [RECEIVED, impulse("supported")], "in_screening"),
    ("planned", PLANNED, "planned"),
    ("replanned", [*PLANNED, measure("replanned")], "planned"),
    ("funded", [*PLANNED, measure("funding_granted")], "planned"),
    ("linked", [*ACCEPTED, measure("linked")], "planned"),
    ("with conditions, planned", [*IN_CASE, published("accepted_with_conditions"), measure("planned")], "planned"),
    ("progressed", [*PLANNED, measure("progressed")], "in_implementation"),
    ("first milestone", [*PLANNED, measure("milestone_reached")], "in_implementation"),
    ("first cost", [*PLANNED, measure("cost_booked")], "in_implementation"),
    ("replanned under way", [*PLANNED, measure("progressed"), measure("replanned")], "in_implementation"),
    ("completed", [*PLANNED, measure("progressed"), measure("completed")], "implemented"),
    ("late invoice", [*PLANNED, measure("completed"), measure("cost_booked")], "implemented"),
    ("effect reviewed", [*PLANNED, measure("completed"), measure("effect_reviewed")], "effect_reviewed"),
    ("abandoned", [*PLANNED, measure("abandoned")], "abandoned"),
    ("one of two abandoned", [*PLANNED, measure("planned", "m2"), measure("abandoned")], "planned"),
    ("one of two completed", [*PLANNED, measure("planned", "m2"), measure("completed")], "in_implementation"),
    (
        "both completed",
        [*PLANNED, measure("planned", "m2"), measure("completed"), measure("completed", "m2")],
        "implemented",
    ),
    (
        "one of two reviewed",
        [*PLANNED, measure("completed"), measure("completed", "m2"), measure("effect_reviewed")],
        "implemented",
    ),
    ("appeal admitted", [*PLANNED, assessment("appeal_admitted"), assessment("case_reopened")], "planned"),
    ("appeal at the council", [*ACCEPTED, assessment("appeal_admitted"), COUNCIL], "accepted"),
    ("appeal changed the decision", [*PLANNED, assessment("appeal_admitted"), published("rejected")], "rejected"),
    ("a measure without a decision", [*IN_CASE, measure("planned")], "in_assessment"),
    (
        "unknown facts",
        [RECEIVED, impulse("celebrated"), assessment("sung"), measure("danced"), ("x.y.v1", {})],
        "in_screening",
    ),
]


@pytest.mark.parametrize(("history", "status"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_status(history: History, status: str | None) -> None:
    assert public_status(fold(history)) == status


@pytest.mark.parametrize("history", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_order_between_topics_does_not_matter(history: History) -> None:
    expected = fold(history)
    for seed in range(100):
        assert fold(interleaved(history, seed)) == expected


def interleaved(history: History, seed: int) -> History:
    """The same history with each topic in its own order and the topics in any order."""
    chance = random.Random(seed)
    topics: dict[str, History] = {}
    for event_type, data in history:
        topics.setdefault(event_type.split(".")[2], []).append((event_type, data))
    turns = [name for name, facts in topics.items() for _ in facts]
    chance.shuffle(turns)
    return [topics[name].pop(0) for name in turns]


@pytest.mark.parametrize("history", [row[1] for row in TABLE], ids=[row[0] for row in TABLE])
def test_parts_can_be_kept_as_json(history: History) -> None:
    parts = fold(history)
    assert StatusParts.from_json(parts.as_json()) == parts


def test_no_row_means_no_facts_yet() -> None:
    assert StatusParts.from_json({}) == StatusParts()


ASKED, ANSWERED = impulse("query_asked", query_id="q1"), impulse("query_answered", query_id="q1")


@pytest.mark.parametrize(
    ("history", "state"),
    [
        ([RECEIVED], None),
        ([RECEIVED, ASKED], SubState.QUERY),
        ([RECEIVED, ASKED, ANSWERED], None),
        ([RECEIVED, ASKED, impulse("query_lapsed", query_id="q1")], None),
        ([RECEIVED, ASKED, impulse("query_asked", query_id="q2"), ANSWERED], SubState.QUERY),
        ([*IN_CASE, ASKED], SubState.QUERY),
        ([*IN_CASE, ASKED, ANSWERED], None),
        ([RECEIVED, ASKED, impulse("withdrawn")], None),
        ([*ACCEPTED, assessment("appeal_admitted")], SubState.UNDER_REVIEW),
        ([*PLANNED, assessment("appeal_admitted"), assessment("appeal_dismissed")], None),
        ([*ACCEPTED, assessment("appeal_admitted"), published("rejected")], None),
        ([*ACCEPTED, assessment("appeal_admitted"), assessment("case_closed")], None),
    ],
)
def test_a_sub_state_is_added_and_taken_away(history: History, state: SubState | None) -> None:
    assert sub_state(fold(history)) == state
    without = [row for row in history if "query" not in row[0] and "appeal" not in row[0]]
    assert public_status(fold(history)) == public_status(fold(without))


def test_every_state_is_either_on_the_path_or_an_exit() -> None:
    assert sorted([*FUNNEL, *EXITS]) == sorted(Status)
    assert {status.value for status in EXITS} == {
        "withdrawn",
        "inadmissible",
        "merged",
        "split",
        "answered",
        "handed_over",
        "abandoned",
    }


def test_the_table_reaches_every_state() -> None:
    assert {row[2] for row in TABLE if row[2]} == {status.value for status in Status}


def test_deferred_counts_as_undecided() -> None:
    assert Status.DEFERRED in UNDECIDED
    assert {Status.DEFERRED} == UNDECIDED & DECISIONS


def test_every_state_has_a_german_label() -> None:
    assert set(STATUS_LABELS) == set(Status)
    assert set(SUB_STATE_LABELS) == set(SubState)
    assert len(set(STATUS_LABELS.values())) == len(Status)
