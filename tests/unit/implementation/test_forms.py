"""What people type at the desk is read the German way and checked like everything else."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.implementation.forms import (
    PLAN_FIELDS,
    read_abandonment,
    read_measure,
    read_progress,
    typed_words,
)
from shared.web.typed_numbers import read_euros, read_number
from shared.web.validation import form_errors

IMPULSE = UUID(int=1)
PLAN = dict.fromkeys(PLAN_FIELDS, "") | {
    "title": "Radweg",
    "unit": "tiefbau",
    "due_on": "2027-06-30",
    "planned_cents": "12.500,50 €",
}


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0", 0),
        ("12500", 1_250_000),
        ("12.500", 1_250_000),
        (" 1 250,5 ", 125_050),
        ("12.500,05 €", 1_250_005),
        ("1.234.567 Euro", 123_456_700),
    ],
)
def test_euros_become_whole_cents(typed: str, cents: int) -> None:
    assert read_euros(typed) == cents


@pytest.mark.parametrize("typed", ["12.50", "1,234", "-5", "viel", "1.2345", "5 $", "1e3"])
def test_an_amount_that_could_be_misread_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Betrag in Euro"):
        read_euros(typed)


@pytest.mark.parametrize(
    ("typed", "number"), [("1.700", Decimal(1700)), ("12,5", Decimal("12.5")), ("-3", Decimal(-3)), ("−3", Decimal(-3))]
)
def test_numbers_are_german(typed: str, number: Decimal) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["12.5", "", "1,", "drei"])
def test_a_number_that_could_be_misread_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="eine Zahl"):
        read_number(typed)


def test_a_plan_without_voluntary_fields() -> None:
    measure = read_measure(IMPULSE, PLAN)
    assert (measure.title, measure.unit, measure.due_on) == ("Radweg", "tiefbau", date(2027, 6, 30))
    assert (measure.planned_cents, measure.own_share_cents, measure.funding_cents) == (1_250_050, None, None)
    assert measure.indicator is None


def test_a_plan_with_an_indicator() -> None:
    typed = PLAN | {"indicator.name": "Fahrten", "indicator.baseline": "1.700", "indicator.target": "2.600,5"}
    indicator = read_measure(IMPULSE, typed).plan().indicator
    assert indicator is not None
    assert (indicator.name, indicator.baseline, indicator.target) == ("Fahrten", Decimal(1700), Decimal("2600.5"))


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"title": "  "}, "title", "Diese Angabe fehlt."),
        ({"title": "x" * 251}, "title", "Bitte höchstens 250 Zeichen angeben."),
        ({"title": "Rad\x00weg"}, "title", "Diese Schreibweise ist nicht gültig."),
        ({"unit": ""}, "unit", "Diese Angabe fehlt."),
        ({"due_on": "morgen"}, "due_on", "Bitte ein Datum angeben, zum Beispiel 2026-03-31."),
        ({"planned_cents": ""}, "planned_cents", "Diese Angabe fehlt."),
        (
            {"funding_cents": "viel"},
            "funding_cents",
            "Bitte einen Betrag in Euro angeben, zum Beispiel 12.500 oder 12.500,50.",
        ),
        ({"indicator.name": "Fahrten"}, "indicator.baseline", "Diese Angabe fehlt."),
        ({"indicator.target": "5"}, "indicator.name", "Diese Angabe fehlt."),
    ],
)
def test_a_refused_plan_names_the_field(change: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_measure(IMPULSE, PLAN | change)
    assert form_errors(refused.value)[field] == sentence


@pytest.mark.parametrize(("typed", "percent"), [("0", 0), ("60", 60), (" 100 % ", 100)])
def test_a_percentage(typed: str, percent: int) -> None:
    assert read_progress({"percent": typed}).percent == percent


@pytest.mark.parametrize("typed", ["", "101", "-1", "12,5", "halb"])
def test_a_percentage_out_of_range_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_progress({"percent": typed})
    assert list(form_errors(refused.value)) == ["percent"]


def test_line_breaks_of_a_form_become_those_of_a_text() -> None:
    typed = typed_words({"reason": "Erstens.\r\nZweitens. "}, {"reason": ""})
    assert read_abandonment(typed).reason == "Erstens.\nZweitens."
