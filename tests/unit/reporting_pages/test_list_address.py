"""What the address of a list may say."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.reporting.errors import CursorBroken, FilterUnknown
from services.reporting.filters import read_filter, read_words
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.list_impulses import Filter, beginnings
from shared.runtime.city import load_city


def test_a_cursor_keeps_time_and_id_exactly() -> None:
    cursor = Cursor(datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC), UUID(int=12345))
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize(
    "written",
    [
        "x",
        "ä",
        "AAAA",
        "2026-01-01",
        base64.urlsafe_b64encode(b"\xff" * 24).decode(),
        base64.urlsafe_b64encode(bytes(23)).decode(),
    ],
)
def test_a_broken_cursor_is_refused(written: str) -> None:
    with pytest.raises(CursorBroken):
        Cursor.read(written)


def test_empty_filters_are_no_filters() -> None:
    assert read_filter(load_city(), status="", origin="", field_of_action="", words=" ") == Filter()


@pytest.mark.parametrize(
    ("given", "field"),
    [({"status": "done"}, "status"), ({"origin": "x"}, "herkunft"), ({"field_of_action": "x"}, "handlungsfeld")],
)
def test_an_unknown_filter_is_named(given: dict[str, str], field: str) -> None:
    with pytest.raises(FilterUnknown) as refused:
        read_filter(load_city(), **given)
    assert refused.value.field == field


def test_a_field_of_action_goes_by_its_slug_in_addresses() -> None:
    assert read_filter(load_city(), field_of_action="mobilitaet").field_of_action == "Mobilität"


def test_the_null_character_is_no_word() -> None:
    assert read_words("a\0b") == "a b"
    assert read_words("\0") is None


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Radweg", "Radweg:*"),
        ("Radweg  Schule!", "Radweg:* & Schule:*"),
        ("Fuß-Weg", "Fuß:* & Weg:*"),
        ('"Radweg zur Schule"', ""),
        ("Radweg -Schule", ""),
        ("':*&|!()", ""),
    ],
)
def test_words_are_looked_for_by_their_beginnings(typed: str, query: str) -> None:
    assert beginnings(typed) == query
