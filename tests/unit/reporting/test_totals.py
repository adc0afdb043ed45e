"""What an impulse adds to the figures: given what happened, when the report counts, then these totals."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.reporting.fold import apply_record, impulse_id_of
from services.reporting.views.impulse import ImpulseRow
from services.reporting.views.parts import day_of
from services.reporting.views.totals import ALL, Total, contribution, counts, months_begun
from shared.contracts.days import city_day
from tests.histories import START, accepted
from tests.unit.reporting_pages.stories import City, Story, worked

TODAY = city_day(START).isoformat()
"""The day on which all facts of a told story happen."""
YEAR = TODAY[:4]
FIELD = "field:Grün in der Stadt"


def told(tell: Callable[[City], Story]) -> dict[Total, int]:
    """The totals of one impulse after all of its story, folded once and, to see that nothing counts twice, twice."""
    city = City()
    story = tell(city)
    row = ImpulseRow()
    for each in accepted(city.history.records()):
        if each.data is not None and impulse_id_of(each) == str(story.id):
            row = apply_record(row, each)
    return contribution(counts(row))


def released(city: City, **more: Any) -> Story:
    return city.receive("Bank", received_on=date(2026, 1, 31), **more).release()


@pytest.mark.parametrize(
    ("given", "then"),
    [
        (
            lambda city: city.receive("Bank", received_on=date(2026, 2, 1)),
            {
                ("received", ALL, "all"): 1,
                ("status", ALL, "in_screening"): 1,
                ("status", "origin:citizens", "in_screening"): 1,
                ("waiting_since", ALL, "2026-02-01"): 1,
                ("listed", ALL, "in_screening"): 0,
                ("status", "origin:citizens:2026", "in_screening"): 1,
                ("answered", ALL, "all"): 0,
            },
        ),
        (
            lambda city: city.receive("Bank", visibility="internal").release(),
            {
                ("status", FIELD, "in_assessment"): 1,
                ("not_public", FIELD, "internal"): 1,
                ("not_public", "goal:2", "internal"): 1,
                ("listed", FIELD, "in_assessment"): 0,
                ("goal", FIELD, "4"): 1,
                ("goal", FIELD, "3"): 0,
            },
        ),
        (
            lambda city: released(city).decide("deferred", "Später.", until=date(2027, 1, 1)),
            {
                ("days", f"screening:{YEAR}", "30"): 1,
                ("days", f"assessment:{YEAR}", "0"): 1,
                ("days", f"answer:{YEAR}", "30"): 0,
                ("waiting_since", ALL, "2026-01-31"): 1,
                ("decision", f"decided:{YEAR}", "deferred"): 1,
                ("answered", "origin:citizens:2026", "all"): 0,
            },
        ),
        (
            lambda city: released(city).decide("rejected", "Nein.", worked("G7")),
            {
                ("days", f"answer:{YEAR}", "30"): 1,
                ("answered_in_months", f"answered:{YEAR}", "2"): 1,
                ("waiting_since", ALL, "2026-01-31"): 0,
                ("deviation", ALL, "no"): 1,
                ("answered", "received:2026", "all"): 1,
                ("answered", "origin:citizens:2026", "all"): 1,
                ("third_opinion", f"decided:{YEAR}", "no"): 1,
                ("listed", "decision:rejected", "rejected"): 1,
                ("answered_as", f"answered:{YEAR}", "rejected"): 1,
            },
        ),
        (
            lambda city: (
                released(city)
                .decide("rejected", "Nein.")
                .reopen("appeal")
                .decide("deferred", "Später.", until=date(2027, 1, 1))
            ),
            {
                ("answered_as", f"answered:{YEAR}", "rejected"): 1,
                ("answered_as", f"answered:{YEAR}", "deferred"): 0,
                ("answered", ALL, "all"): 1,
            },
        ),
        (
            lambda city: city.receive("Bank", imported=True, received_on=date(2017, 1, 1)),
            {("waiting_since", ALL, "2017-01-01"): 0, ("status", "received:2017", "in_screening"): 1},
        ),
        (
            lambda city: city.receive("Bank", imported=True, received_on=date(2017, 1, 1)).release(),
            {("waiting_since", ALL, TODAY): 1, ("days", f"screening:{YEAR}", "3347"): 0},
        ),
        (
            lambda city: city.receive("Bank").declare_inadmissible("Land."),
            {
                ("answered_in_months", f"answered:{YEAR}", "1"): 1,
                ("days", f"answer:{YEAR}", "0"): 1,
                ("answered_as", f"answered:{YEAR}", "inadmissible"): 1,
            },
        ),
        (
            lambda city: released(city)
            .decide("accepted", "Ja.", worked("G1"))
            .plan("Bank", {"yearly_cents": 700, "own_share_cents": 0})
            .book(500)
            .book(-100)
            .grant(90)
            .grant(10),
            {
                ("measures", "goal:4", "all"): 1,
                ("planned_cents", ALL, "all"): 1_850_000,
                ("yearly_cents", FIELD, "all"): 700,
                ("booked_cents", FIELD, YEAR): 400,
                ("funding_cents", ALL, "all"): 0,
                ("measures", f"planned:{YEAR}", "all"): 1,
                ("yearly_cents", f"planned:{YEAR}", "all"): 700,
                ("yearly_cents_n", f"planned:{YEAR}", "all"): 1,
                ("own_share_cents_n", ALL, "all"): 1,
                ("funding_cents_n", ALL, "all"): 0,
                ("granted_n", ALL, YEAR): 1,
                ("granted_cents", ALL, YEAR): 100,
            },
        ),
        (
            lambda city: released(city).decide("accepted", "Ja.").plan("Bank").book(500).abandon("Zu teuer."),
            {
                ("measures", ALL, "all"): 0,
                ("planned_cents", ALL, "all"): 0,
                ("planned_cents", f"planned:{YEAR}", "all"): 0,
                ("abandoned", ALL, YEAR): 1,
                ("implemented", ALL, YEAR): 0,
                ("booked_cents", ALL, YEAR): 500,
                ("deviation", ALL, "no"): 0,
            },
        ),
        (
            lambda city: released(city)
            .decide("accepted", "Ja.")
            .plan("Bank")
            .complete("Steht.")
            .review_effect("missed", "Niemand sitzt dort.", satisfied_percent=33, satisfied_n=6),
            {
                ("days", f"implementation:{YEAR}", "0"): 1,
                ("effect", "goal:2", "missed"): 1,
                ("satisfied", ALL, "asked"): 6,
                ("satisfied", ALL, "yes"): 2,
                ("satisfied", f"reviewed:{YEAR}", "yes"): 2,
                ("effect", f"reviewed:{YEAR}", "missed"): 1,
                ("outcome", f"implemented:{YEAR}", "missed"): 1,
                ("implemented", "goal:2", YEAR): 1,
                ("abandoned", ALL, YEAR): 0,
            },
        ),
        (
            lambda city: released(city).decide("accepted", "Ja.").plan("Bank").complete("Steht."),
            {("outcome", f"implemented:{YEAR}", "not_reviewed"): 1, ("implemented", FIELD, YEAR): 1},
        ),
        (
            lambda city: released(city).decide("accepted", "Ja.").plan("Bank").progress(90),
            {("outcome", f"implemented:{YEAR}", "not_reviewed"): 0, ("implemented", ALL, YEAR): 0},
        ),
    ],
)  # fmt: skip
def test_an_impulse_adds_to_the_figures(given: Callable[[City], Story], then: dict[tuple[str, str, str], int]) -> None:
    found = told(given)
    assert {total: found.get(total, 0) for total in then} == then


def test_gains_and_losses_of_goals_are_summed_apart() -> None:
    found = told(lambda city: released(city).decide("rejected", "Nein.", worked("G5")))
    result = worked("G5")["sdg"]
    for side in ("pos", "neg"):
        assert result[side], "the case has both"
        for goal in result[side]:
            assert found[(f"goal_{side}_n", ALL, goal)] == 1
            assert found[(f"goal_{side}", FIELD, goal)] > 0
        assert found[(f"goals_{side}_n", f"decided:{YEAR}", "all")] == 1
        assert found[(f"goals_{side}", f"decided:{YEAR}", "all")] == sum(
            found[(f"goal_{side}", ALL, goal)] for goal in result[side]
        )
    only_negative = result["neg"].keys() - result["pos"].keys()
    assert all(("goal_pos", ALL, goal) not in found for goal in only_negative)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-10", "2026-01-10", 1),
        ("2026-01-10", "2026-02-10", 1),
        ("2026-01-10", "2026-02-11", 2),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-01", 2),
        ("2026-01-31", "2026-04-30", 3),
        ("2026-01-31", "2026-05-01", 4),
        ("2025-11-30", "2026-02-28", 3),
        ("2025-11-30", "2026-03-01", 4),
        ("2024-02-29", "2025-02-28", 12),
    ],
)
def test_an_answer_keeps_a_promise_of_as_many_months_as_it_took(start: str, end: str, months: int) -> None:
    assert months_begun(start, end) == months


def test_days_are_those_of_the_city() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day_of(late.isoformat().replace("+00:00", "Z")) == "2027-01-01"
    assert day_of("2026-07-01T21:59:59Z") == "2026-07-01"
    assert day_of("2026-07-01T22:00:00Z") == "2026-07-02"
