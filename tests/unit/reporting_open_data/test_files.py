"""How values stand in files, and which of them a spreadsheet would take for a formula."""

import csv
import json
from io import StringIO
from types import SimpleNamespace

import pytest

from services.reporting.open_data.columns import Column, Kind, Value
from services.reporting.open_data.count_columns import Count
from services.reporting.open_data.data_sets import DATA_SETS
from services.reporting.open_data.files import csv_header, csv_rows, json_rows


def column(kind: Kind, typed: bool = False) -> Column[SimpleNamespace]:
    return Column("a", "A", "Ein Wert.", kind, lambda each: each.value, typed=typed)


def both(value: Value, kind: Kind, typed: bool = False) -> tuple[str, Value]:
    """The value in CSV, as a program reads it, and in JSON Lines."""
    columns, items = [column(kind, typed)], [SimpleNamespace(value=value)]
    [cell] = next(csv.reader(StringIO(csv_rows(columns, items).decode(), newline=""), strict=True))
    return cell, json.loads(json_rows(columns, items))["a"]


@pytest.mark.parametrize(
    ("kind", "value", "cell", "plain"),
    [
        ("text", 'Grün, "schön"\nund gut', 'Grün, "schön"\nund gut', 'Grün, "schön"\nund gut'),
        ("text", None, "", None),
        ("text", "-5/4", "-5/4", "-5/4"),
        ("number", -3, "-3", -3),
        ("numbers", (2, 4), "2;4", [2, 4]),
        ("numbers", (), "", []),
        ("decimal", "-1.250", "-1.250", -1.25),
        ("yes_no", False, "false", False),
        ("yes_no", None, "", None),
        ("day", "2026-03-02", "2026-03-02", "2026-03-02"),
    ],
)
def test_values_stand_in_both_files(kind: Kind, value: Value, cell: str, plain: Value) -> None:
    assert both(value, kind) == (cell, plain)


@pytest.mark.parametrize("typed", ["=1+1", "+49", "-Bänke", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_typed_word_begins_a_formula_and_json_keeps_it_as_it_is(typed: str) -> None:
    assert both(typed, "text", typed=True) == (f"'{typed}", typed)


@pytest.mark.parametrize("typed", ["Bänke = gut", "1+1", ""])
def test_other_words_stay(typed: str) -> None:
    assert both(typed, "text", typed=True) == (typed, typed)


def test_lines_end_as_rfc_4180_says() -> None:
    assert csv_header([column("text")]) == b"a\r\n"


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10)])
def test_what_is_cut_by_origin_is_a_multiple_of_five(number: int, shown: int) -> None:
    assert Count("origin:citizens", "status", "rejected", number).shown == shown
    assert Count("", "origin", "citizens", number).shown == shown
    assert Count("received:2026", "origin", "citizens", number).shown == shown
    assert Count("field:Mobilität", "status", "rejected", number).shown == number


@pytest.mark.parametrize(
    ("scope", "what", "given"),
    [
        ("", "status", True),
        ("origin:citizens:2026", "status", True),
        ("new:2026", "status", False),
        ("", "days", False),
    ],
)
def test_only_what_is_named_is_given_away(scope: str, what: str, given: bool) -> None:
    assert Count(scope, what, "x", 1).is_given_away is given


def test_a_side_of_one_year_is_rounded_too() -> None:
    assert Count("origin:citizens:2026", "status", "rejected", 1).shown == 0


def test_columns_are_named_once_and_the_key_is_among_them() -> None:
    for each in DATA_SETS:
        if each.table is not None:
            names = [column.name for column in each.table.columns]
            assert len(set(names)) == len(names)
            assert set(each.table.key) <= set(names)
