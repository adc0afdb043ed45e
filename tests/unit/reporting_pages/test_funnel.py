"""Every state stands in one group, and the groups add up."""

from collections import Counter

from services.reporting.filters import Chosen
from services.reporting.presentation.funnel import GROUPS, funnel
from services.reporting.presentation.words import badge_kind
from shared.contracts.status import Status


def test_every_state_is_in_exactly_one_group() -> None:
    assert Counter(status for members in GROUPS.values() for status in members) == dict.fromkeys(Status, 1)


def test_groups_and_rows_add_up_to_what_was_received() -> None:
    statuses = {status: place for place, status in enumerate(Status, start=1)}
    groups = funnel(statuses)
    total = sum(statuses.values())
    assert sum(group.number for group in groups) == total
    assert sum(row.number for group in groups for row in group.rows) == total
    assert sum(group.share for group in groups) == 1


def test_states_that_nobody_is_in_are_left_out() -> None:
    groups = funnel({Status.REJECTED: 3})
    assert [[row.status for row in group.rows] for group in groups] == [[], [], [Status.REJECTED]]


def test_before_anything_is_received_there_is_nothing_to_divide() -> None:
    assert [group.number for group in funnel({})] == [0, 0, 0]


def test_what_is_in_screening_cannot_be_looked_up() -> None:
    (row,) = funnel({Status.IN_SCREENING: 1})[0].rows
    assert row.address is None


def test_a_state_is_looked_up_among_the_impulses_that_were_counted() -> None:
    (row,) = funnel({Status.REJECTED: 3}, Chosen(ziel="2"))[2].rows
    assert row.address == "/impulse?status=rejected&ziel=2"


def test_a_refusal_has_a_colour_of_its_own() -> None:
    assert {status for status in Status if badge_kind(status) == "danger"} == {Status.REJECTED}
