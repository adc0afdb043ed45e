"""What other deadlines would mean for an open case."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from services.evaluation.domain.case import CaseState
from services.evaluation.domain.lateness import WaitingCase
from services.evaluation.domain.rule_change import try_rules
from shared.runtime.working_days import WorkingCalendar

OPENED = date(2026, 3, 2)
OLD = SimpleNamespace(assessment=15, statement=10, decision=15, publication=5), WorkingCalendar("BW")
NEW = SimpleNamespace(assessment=10, statement=12, decision=20, publication=4), WorkingCalendar("BW")
CASE = WaitingCase(CaseState.OPEN, "full", date(2026, 3, 23), OPENED, stopped=False, statement_due_on=None)


@pytest.mark.parametrize(
    ("change", "then", "announced"),
    [
        ({}, date(2026, 3, 16), True),
        ({"due_on": date(2026, 3, 30)}, date(2026, 3, 23), True),  # postponed by five working days
        ({"state": CaseState.AWAITING_CONSENSUS}, date(2026, 3, 16), True),
        (
            {"state": CaseState.AWAITING_OFFICE, "statement_due_on": date(2026, 3, 16)},
            date(2026, 3, 18),
            True,
        ),
        ({"state": CaseState.CONSOLIDATED}, date(2026, 3, 30), False),
        ({"state": CaseState.CONSOLIDATED, "track": "direct"}, date(2026, 3, 23), True),
        ({"state": CaseState.DECIDED}, date(2026, 3, 6), False),
    ],
)
def test_announced_dates_would_stay_and_the_others_move(change: dict[str, object], then: date, announced: bool) -> None:
    tried = try_rules("2026-0412", replace(CASE, **change), OPENED, OLD, NEW)  # type: ignore[arg-type]
    assert tried is not None
    assert (tried.then, tried.announced) == (then, announced)


def test_holidays_of_another_state_count_too() -> None:
    saxony = (OLD[0], WorkingCalendar("SN"))  # no Corpus Christi on 4 June
    case = replace(CASE, due_on=OLD[1].add(date(2026, 5, 26), 15))
    tried = try_rules("2026-0412", case, date(2026, 5, 26), OLD, saxony)
    assert tried is not None
    assert (tried.now.due_on, tried.then) == (date(2026, 6, 17), date(2026, 6, 16))


def test_a_case_that_is_over_waits_for_nothing() -> None:
    assert try_rules("2026-0412", replace(CASE, state=CaseState.PUBLISHED), OPENED, OLD, NEW) is None
