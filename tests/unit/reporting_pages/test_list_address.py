"""What the address of a list may say."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.reporting.errors import CursorBroken, FilterUnknown
from services.reporting.filters import Chosen, read_words
from services.reporting.queries.cursor import Cursor
from services.reporting.queries.list_impulses import Filter, beginnings
from shared.contracts.status import Status
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
    assert Chosen(q=" ").read(load_city()) == Filter()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Chosen(status="done"), "status"),
        (Chosen(entscheidung="x"), "entscheidung"),
        (Chosen(herkunft="x"), "herkunft"),
        (Chosen(handlungsfeld="x"), "handlungsfeld"),
        (Chosen(ziel="6"), "ziel"),
        (Chosen(ziel="1 "), "ziel"),
        (Chosen(jahr="26"), "jahr"),
        (Chosen(jahr="٢٠٢٦"), "jahr"),
        (Chosen(jahr="9999"), "jahr"),
        (Chosen(q="x" * 20_000), "q"),
    ],
)
def test_an_unknown_filter_is_named(given: Chosen, field: str) -> None:
    with pytest.raises(FilterUnknown) as refused:
        given.read(load_city())
    assert refused.value.field == field


def test_a_field_of_action_goes_by_its_slug_in_addresses() -> None:
    assert Chosen(handlungsfeld="mobilitaet").read(load_city()).field_of_action == "Mobilität"


@pytest.mark.parametrize(
    ("chosen", "scope"),
    [
        (Filter(), ""),
        (Filter(status=Status.REJECTED), ""),
        (Filter(goal=3, status=Status.REJECTED), "goal:3"),
        (Filter(year=2026), "received:2026"),
        (Filter(decision="accepted"), "decision:accepted"),
        (Filter(goal=3, year=2026), None),
        (Filter(words="Bank"), None),
    ],
)
def test_totals_tell_how_many_impulses_one_filter_leaves(chosen: Filter, scope: str | None) -> None:
    assert chosen.scope() == scope


def test_a_control_character_is_no_word() -> None:
    assert read_words("a\0b\x1bc\r\n") == "a b c"
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
