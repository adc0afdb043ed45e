"""An entry fits only where type, subject, sequence, time, data and the entry before are those it was written with."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.messaging.chain import Chain
from shared.messaging.journal import chain_hash, format_time

TIME = datetime(2026, 11, 2, 8, 30, 0, 120, tzinfo=UTC)
Row = tuple[str, str, int, str, str, str, bytes]


def entries(*contents: Any, subject: str = "a") -> list[Row]:
    rows: list[Row] = []
    previous = b""
    for sequence, data in enumerate(contents, 1):
        previous = chain_hash(previous, "told", subject, sequence, TIME, data)
        rows.append(("s", subject, sequence, "told", format_time(TIME), orjson.dumps(data).decode(), previous))
    return rows


def problems(rows: list[Row]) -> list[tuple[str, str, int]]:
    chain = Chain()
    found = [chain.problem(*row) for row in rows]
    return [(each.kind, each.subject, each.sequence) for each in found if each is not None]


@pytest.mark.parametrize(
    "data",
    [
        {"b": 1, "a": [True, None, 'ä„\u2028\x7f\x01"\\/']},
        {"number": 12.50, "small": 1e-7, "large": 1e21, "whole": 3.0},
        {"\U00010000": 1, "\uffff": 2, "é": 3},
        {},
    ],
)
def test_whatever_json_was_written_fits_again(data: dict[str, Any]) -> None:
    assert problems(entries(data, data)) == []


def test_each_aggregate_has_its_own_chain() -> None:
    assert problems([*entries({"n": 1}, {"n": 2}), *entries({"n": 1}, subject="b")]) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (3, "untold"),
        (4, "2026-11-02T08:30:00.000121Z"),
        (4, None),
        (5, '{"n": 5}'),
        (5, '{"n": 1e999}'),
        (6, b"0" * 32),
    ],
)
def test_one_change_is_one_finding(place: int, value: Any) -> None:
    rows = entries({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4})
    changed = list(rows[3])
    changed[place] = value
    assert problems([*rows[:3], tuple(changed)]) == [("changed", "a", 4)]  # type: ignore[list-item]


def test_the_hash_after_an_edited_hash_gives_the_edit_away() -> None:
    rows = entries({"n": 1}, {"n": 2}, {"n": 3})
    forged = entries({"n": 1}, {"n": 9})[1]
    assert problems([rows[0], forged, rows[2]]) == [("changed", "a", 3)]


def test_what_is_missing_is_named() -> None:
    rows = entries({"n": 1}, {"n": 2}, {"n": 3}, {"n": 4})
    assert problems([rows[0], *rows[3:]]) == [("missing", "a", 2)]
    assert problems(rows[1:]) == [("missing", "a", 1)]
    assert problems([rows[0], rows[0]]) == [("doubled", "a", 1)]
