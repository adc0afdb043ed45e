"""The clock of a case: it stands during queries for at most 30 days, and moves by working days."""

from datetime import date

import pytest

from services.evaluation.domain.deadlines import Clock
from services.evaluation.domain.errors import DeadlineStands, PostponementInvalid
from shared.runtime.working_days import WorkingCalendar, working_days_after

CALENDAR = WorkingCalendar("BW")

DUE = Clock(date(2026, 3, 23))
MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 6), date(2026, 3, 6), 0),
        (date(2026, 3, 6), date(2026, 3, 5), 0),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 4, 2), date(2026, 4, 7), 1),  # Good Friday to Easter Monday
        (date(2026, 12, 30), date(2027, 1, 7), 4),  # 31 December, 4, 5 and 7 January; not New Year and Epiphany
        (date(2026, 6, 3), date(2026, 6, 5), 1),  # Corpus Christi
    ],
)
def test_working_days_leave_out_weekends_and_the_holidays_of_the_state(start: date, end: date, days: int) -> None:
    assert working_days_after(start, end) == days


def test_a_stopped_clock_expects_the_answer_at_the_end_of_its_time() -> None:
    stopped = DUE.stop(MONDAY, date(2026, 3, 16), CALENDAR)
    assert stopped.due_on == date(2026, 3, 30)
    assert stopped.stopped_on == MONDAY


def test_an_early_answer_moves_the_due_date_by_the_working_days_the_clock_stood() -> None:
    running = DUE.stop(MONDAY, date(2026, 3, 30), CALENDAR).resume(date(2026, 3, 11), CALENDAR)
    assert running == Clock(date(2026, 3, 25), stopped_days=2)


def test_an_answer_on_the_same_day_moves_nothing() -> None:
    assert DUE.stop(MONDAY, date(2026, 3, 30), CALENDAR).resume(MONDAY, CALENDAR) == DUE


def test_a_stop_across_the_turn_of_the_year_counts_working_days_only() -> None:
    clock = Clock(date(2027, 1, 4)).stop(date(2026, 12, 23), date(2027, 1, 7), CALENDAR)
    # 24, 28, 29, 30, 31 December, 4, 5 and 7 January: eight days after 4 January, without Epiphany
    assert clock.due_on == date(2027, 1, 15)


def test_the_clock_stands_for_thirty_days_at_most_all_queries_together() -> None:
    once = DUE.stop(MONDAY, date(2026, 3, 30), CALENDAR).resume(date(2026, 3, 30), CALENDAR)
    assert once.stopped_days == 21
    twice = once.stop(date(2026, 3, 31), date(2026, 4, 30), CALENDAR)
    assert twice.resume(date(2026, 6, 1), CALENDAR).stopped_days == 30
    # nine days more are the working days up to 9 April, without Good Friday and Easter Monday
    assert twice.due_on == CALENDAR.add(once.due_on, working_days_after(date(2026, 3, 31), date(2026, 4, 9)))
    third = twice.resume(date(2026, 6, 1), CALENDAR)
    assert third.stop(date(2026, 6, 2), date(2026, 6, 23), CALENDAR).due_on == third.due_on


def test_a_second_query_while_the_clock_stands_keeps_its_beginning() -> None:
    twice = DUE.stop(MONDAY, date(2026, 3, 16), CALENDAR).stop(date(2026, 3, 12), date(2026, 3, 18), CALENDAR)
    assert twice.stopped_on == MONDAY
    assert twice.due_before == DUE.due_on
    assert twice.due_on == date(2026, 4, 1)


def test_a_running_clock_is_not_moved_by_another_answer() -> None:
    assert DUE.resume(date(2026, 3, 20), CALENDAR) == DUE


def test_postponements_add_up_to_the_limit() -> None:
    once = DUE.extend(date(2026, 3, 30), MONDAY, 10, CALENDAR)
    assert once == Clock(date(2026, 3, 30), extended_days=5)
    with pytest.raises(PostponementInvalid, match="5 sind noch frei"):
        once.extend(date(2026, 4, 9), MONDAY, 10, CALENDAR)
    assert once.extend(date(2026, 4, 8), MONDAY, 10, CALENDAR).extended_days == 10


@pytest.mark.parametrize(
    ("due_on", "today"),
    [
        (date(2026, 3, 23), MONDAY),  # the same day
        (date(2026, 3, 20), MONDAY),  # earlier
        (date(2026, 3, 25), date(2026, 3, 25)),  # today: a late case gets a day that is still to come
        (date(2026, 3, 28), MONDAY),  # a Saturday
        (date(2026, 4, 3), MONDAY),  # Good Friday
    ],
)
def test_a_postponement_names_a_working_day_to_come_after_the_present_one(due_on: date, today: date) -> None:
    with pytest.raises(PostponementInvalid):
        DUE.extend(due_on, today, 20, CALENDAR)


def test_a_standing_clock_cannot_be_postponed() -> None:
    with pytest.raises(DeadlineStands):
        DUE.stop(MONDAY, date(2026, 3, 16), CALENDAR).extend(date(2026, 3, 31), MONDAY, 20, CALENDAR)
