"""The life of a measure: what is allowed when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from services.implementation.domain.errors import (
    AmountInvalid,
    DueInPast,
    ImpulseNotAccepted,
    IndicatorInvalid,
    MeasureFinished,
    PercentInvalid,
    ReasonInvalid,
    SharesExceedCosts,
    TitleInvalid,
)
from services.implementation.domain.measure import Measure, MeasureState, is_late
from services.implementation.domain.plan import CENTS_LIMIT, Costs, Indicator, Plan
from shared.contracts.days import city_day
from shared.contracts.errors import DomainError
from shared.contracts.lists import Decision

TODAY = date(2026, 11, 2)
IMPULSE = UUID(int=1)
MEASURE = UUID(int=2)
PLAN = Plan("Radweg", "tiefbau", TODAY, Costs(100))


def measure(state: MeasureState = "planned", percent: int = 0, decision: Decision = "accepted") -> Measure:
    return Measure(MEASURE, IMPULSE, state, percent, decision)


@pytest.mark.parametrize("decision", ["accepted", "accepted_with_conditions"])
def test_an_accepted_impulse_gets_a_measure(decision: Decision) -> None:
    assert Measure.planned(MEASURE, IMPULSE, decision, PLAN, TODAY) == measure(decision=decision)


@pytest.mark.parametrize("decision", [None, "rejected", "deferred", "forwarded"])
def test_an_impulse_without_published_acceptance_gets_none(decision: Decision | None) -> None:
    with pytest.raises(ImpulseNotAccepted):
        Measure.planned(MEASURE, IMPULSE, decision, PLAN, TODAY)


def test_the_due_date_is_today_or_later() -> None:
    with pytest.raises(DueInPast) as refused:
        Measure.planned(MEASURE, IMPULSE, "accepted", replace(PLAN, due_on=TODAY - timedelta(days=1)), TODAY)
    assert (refused.value.code, refused.value.field) == ("implementation.due_in_past", "due_on")


def test_today_is_the_city_s_day() -> None:
    assert city_day(datetime(2026, 11, 1, 23, 30, tzinfo=UTC)) == TODAY


@pytest.mark.parametrize("percent", [0, 1, 100])
def test_progress_puts_a_measure_in_progress(percent: int) -> None:
    assert measure().progressed(percent) == measure("in_progress", percent)


def test_a_lower_percentage_corrects_an_earlier_one() -> None:
    assert measure("in_progress", 60).progressed(40).percent == 40


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_stays_between_0_and_100(percent: int) -> None:
    with pytest.raises(PercentInvalid):
        measure().progressed(percent)


@pytest.mark.parametrize("state", ["planned", "in_progress"])
def test_a_running_measure_ends_completed_or_abandoned(state: MeasureState) -> None:
    assert measure(state, 40).completed() == measure("completed", 100)
    assert measure(state, 40).abandoned("Der Platz wird verkauft.") == measure("abandoned", 40)


CHANGES: dict[str, Callable[[Measure], Measure]] = {
    "progress": lambda it: it.progressed(50),
    "completion": lambda it: it.completed(),
    "abandonment": lambda it: it.abandoned("Der Platz wird verkauft."),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", ["completed", "abandoned"])
def test_a_finished_measure_stays_as_it_is(state: MeasureState, change: str) -> None:
    with pytest.raises(MeasureFinished) as refused:
        CHANGES[change](measure(state, 100))
    assert (refused.value.code, refused.value.status) == ("implementation.measure_finished", 409)


def test_a_measure_whose_acceptance_was_taken_back_can_only_be_abandoned() -> None:
    overruled = measure("in_progress", 40, "rejected")
    for change in ("progress", "completion"):
        with pytest.raises(ImpulseNotAccepted):
            CHANGES[change](overruled)
    assert CHANGES["abandonment"](overruled).state == "abandoned"


@pytest.mark.parametrize("reason", ["", " \n", "x" * 10_001])
def test_an_abandonment_has_a_reason(reason: str) -> None:
    with pytest.raises(ReasonInvalid) as refused:
        measure().abandoned(reason)
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("build", "refusal", "field"),
    [
        (lambda: Costs(-1), AmountInvalid, "planned_cents"),
        (lambda: Costs(0, own_share_cents=-1), AmountInvalid, "own_share_cents"),
        (lambda: Costs(CENTS_LIMIT + 1), AmountInvalid, "planned_cents"),
        (lambda: Costs(100, 60, 41), SharesExceedCosts, "funding_cents"),
        (lambda: Costs(100, funding_cents=101), SharesExceedCosts, "funding_cents"),
        (lambda: Costs(100, own_share_cents=101), SharesExceedCosts, "own_share_cents"),
        (lambda: replace(PLAN, title=" "), TitleInvalid, "title"),
        (lambda: replace(PLAN, title="x" * 251), TitleInvalid, "title"),
        (lambda: Indicator("", Decimal(1), Decimal(2)), IndicatorInvalid, "indicator.name"),
    ],
)
def test_a_plan_that_breaks_a_rule_cannot_be_built(
    build: Callable[[], object], refusal: type[DomainError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        build()
    assert refused.value.field == field


@pytest.mark.parametrize("costs", [(0, None, None), (100, 60, 40), (100, 60, None), (100, 0, 0)])
def test_shares_may_leave_a_part_open(costs: tuple[int, int | None, int | None]) -> None:
    assert Costs(*costs).planned_cents == costs[0]


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [
        ("planned", -1, True),
        ("in_progress", -1, True),
        ("in_progress", 0, False),
        ("completed", -1, False),
        ("abandoned", -1, False),
    ],
)
def test_only_a_running_measure_is_late(state: MeasureState, days: int, late: bool) -> None:
    assert is_late(state, TODAY + timedelta(days=days), TODAY) is late
