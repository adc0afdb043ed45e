"""What the part of the assessment keeps of decisions: given facts, when one more comes, then this is kept.

Each row is replayed twice: folding the same facts gives the same part, and no part that was given is changed.
"""

from copy import deepcopy
from typing import Any

import pytest

from services.reporting.views.impulse import Folding, ImpulseRow
from services.reporting.views.parts import Part, Step, fold_assessment
from shared.contracts.registry import REGISTRY
from shared.contracts.status import public_status, sub_state
from tests.contract.test_golden_samples import sample
from tests.unit.reporting_pages.courses import decided_again
from tests.unit.reporting_pages.rows import row_of
from tests.unit.reporting_pages.stories import City, Story

Given = tuple[str, dict[str, Any]]


def published(decision: str, round_number: int = 1, occasion: str = "decision") -> Given:
    return "published", {"decision": decision, "round": round_number, "occasion": occasion}


def council(session_on: str, round_number: int = 1) -> Given:
    return "submitted_to_council", {
        "body": "gemeinderat", "paper_number": "45/26", "session_on": session_on, "round": round_number,
    }  # fmt: skip


REOPENED: Given = ("case_reopened", {"cause": "appeal", "round": 2, "due_on": "2026-06-01"})
ADMITTED: Given = ("appeal_admitted", {"round": 1, "appeal_id": "a"})
DISMISSED: Given = ("appeal_dismissed", {"round": 1, "appeal_id": "a"})
CLOSED: Given = ("case_closed", {"round": 1, "cause": "withdrawn"})


def folded(facts: list[Given]) -> Part:
    part: Part = {}
    for minute, (fact, data) in enumerate(facts):
        given, before = deepcopy(data), deepcopy(part)
        after = fold_assessment(part, Step(fact, f"2026-03-02T08:{minute:02}:00.000000Z", data))
        assert (data, part) == (given, before), "folding changes what it was given"
        part = after
    return part


def kept(part: Part) -> dict[str, Any]:
    """What a page reads of it, short."""
    return {
        "published": [
            f"{each['decision']} {each['round']} {each['occasion']}"
            for each in [*part.get("earlier", []), *([part["published"]] if "published" in part else [])]
        ],
        "council": part.get("council", {}).get("session_on"),
        "steps": [step["what"] for step in part.get("steps", [])],
    }


FIRST = "rejected 1 decision"


@pytest.mark.parametrize(
    ("given", "when", "then"),
    [
        ([], published("rejected"), {"published": [FIRST]}),
        (
            [published("rejected")],
            published("rejected", occasion="correction"),
            {"published": [FIRST, "rejected 1 correction"]},
        ),
        (
            [published("rejected"), ADMITTED],
            published("accepted", occasion="remedy"),
            {
                "published": [FIRST, "accepted 1 remedy"],
                "steps": ["published", "appeal_admitted", "published"],
            },
        ),
        (
            [published("rejected"), ADMITTED, REOPENED],
            published("accepted", 2),
            {
                "published": [FIRST, "accepted 2 decision"],
                "steps": ["published", "appeal_admitted", "case_reopened", "published"],
            },
        ),
        ([published("rejected"), ADMITTED], DISMISSED, {"published": [FIRST], "council": None}),
        ([], council("2026-05-20"), {"council": "2026-05-20"}),
        ([council("2026-05-20")], council("2026-07-08"), {"council": "2026-07-08"}),
        ([council("2026-05-20")], published("accepted"), {"council": None, "published": ["accepted 1 decision"]}),
        ([council("2026-05-20")], CLOSED, {"council": None}),
        (
            [published("rejected"), REOPENED, council("2026-07-08", 2)],
            published("rejected", occasion="correction"),
            {"council": "2026-07-08"},
        ),
    ],
)
def test_what_is_kept_of_decisions(given: list[Given], when: Given, then: dict[str, Any]) -> None:
    once, twice = folded([*given, when]), folded([*given, when])
    assert once == twice
    assert {name: kept(once)[name] for name in then} == then


@pytest.fixture(scope="module")
def courses() -> tuple[City, dict[str, Story]]:
    city = City()
    city.activate_catalogue()
    return city, decided_again(city)


def test_the_newest_decision_counts(courses: tuple[City, dict[str, Story]]) -> None:
    city, stories = courses
    row = row_of(city, stories["contested"])
    assert public_status(row.status_parts) == "accepted"
    assert row.assessment["published"]["round"] == 2
    assert len(row.assessment["earlier"]) == 2


@pytest.mark.parametrize(("name", "state"), [("reviewed", "under_review"), ("upheld", None), ("remedied", None)])
def test_an_admitted_appeal_is_shown_until_it_ends(
    name: str, state: str | None, courses: tuple[City, dict[str, Story]]
) -> None:
    city, stories = courses
    assert sub_state(row_of(city, stories[name]).status_parts) == state


def test_a_redaction_takes_the_texts_of_every_decision(courses: tuple[City, dict[str, Story]]) -> None:
    city, stories = courses
    folding = Folding(row_of(city, stories["contested"]))
    assert len(folding.texts) > 5
    folding.fact(
        "de.impulswerk.impulse.redacted.v1",
        {"impulse_id": str(stories["contested"].id), "cause": "request", "up_to_text_version": 1},
        lambda: "2026-09-01T08:00:00.000000Z",
    )
    row = folding.row()
    assert row.texts == {}
    assert [each["decision"] for each in row.assessment["earlier"]] == ["rejected", "rejected"]


def test_a_publication_of_the_first_version_has_its_conditions_as_a_list() -> None:
    old = sample("de.impulswerk.assessment.published.v1")
    event_type, data = REGISTRY.current("de.impulswerk.assessment.published.v1", old["value"])
    folding = Folding(ImpulseRow())
    folding.fact(event_type, data, lambda: "2026-03-04T12:15:00.000000Z")
    conditions = folding.row().assessment["published"]["conditions"]
    assert [each["text"]["text_id"] for each in conditions] == [old["value"]["conditions"]["text_id"]]
