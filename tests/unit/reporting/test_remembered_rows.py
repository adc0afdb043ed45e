"""Remembered rows are only as good as the token with which they were written."""

from uuid import UUID, uuid4

from services.reporting.remembered import RememberedRows
from services.reporting.views.impulse import ImpulseRow
from services.reporting.views.totals import Counts, counts

NOBODYS = UUID(int=0)


def row(number: str) -> Counts:
    return counts(ImpulseRow(impulse={"number": number}))


def test_what_was_written_last_is_remembered() -> None:
    rows, token = RememberedRows(), uuid4()
    assert rows.valid(NOBODYS, ["a"]) == {}
    rows.remember(token, {"a": row("1"), "b": row("2")})
    assert rows.valid(token, ["a", "c"]) == {"a": row("1")}


def test_a_batch_that_was_rolled_back_or_written_by_somebody_else_is_forgotten() -> None:
    rows, committed, rolled_back = RememberedRows(), uuid4(), uuid4()
    rows.remember(committed, {"a": row("1")})
    rows.remember(rolled_back, {"a": row("2")})
    assert rows.valid(committed, ["a"]) == {}
    assert rows.valid(rolled_back, ["a"]) == {}, "forgotten for good"


def test_the_rows_not_used_for_longest_are_given_up() -> None:
    rows, token = RememberedRows(most=2), uuid4()
    rows.remember(token, {"a": row("1"), "b": row("2")})
    rows.remember(token, {"a": row("1")})
    rows.remember(token, {"c": row("3")})
    assert rows.valid(token, ["a", "b", "c"]).keys() == {"a", "c"}
