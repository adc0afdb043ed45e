from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from shared.web import formats
from shared.web.pages import bar_step

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.written_date(date(2026, 3, 3)), "3. März 2026"),
        (formats.written_date(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)), "1. April 2026"),
        (formats.written_time(datetime(2026, 1, 5, 13, 5, tzinfo=UTC)), "5. Januar 2026, 14:05 Uhr"),
        (formats.iso_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)), "2027-01-01"),
        (formats.iso_day(date(2026, 3, 3)), "2026-03-03"),
        (formats.number(12500), "12.500"),
        (formats.number(Fraction(61, 80)), "0,76"),
        (formats.number(Fraction(61, 80), 4), "0,7625"),
        (formats.number(Decimal("2.5"), 0), "2"),
        (formats.signed(Fraction(3, 2)), "+1,5"),
        (formats.signed(-0.25), "−0,25"),
        (formats.signed(0), "0"),
        (formats.signed(-0.001), "0"),
        (formats.money(1250000), f"12.500{NBSP}€"),
        (formats.money(1250), f"12,50{NBSP}€"),
        (formats.money(-1250005), f"-12.500,05{NBSP}€"),
        (formats.money(0), f"0{NBSP}€"),
        (formats.euros(1234550), f"12.346{NBSP}€"),
        (formats.euros(1234549), f"12.345{NBSP}€"),
        (formats.euros(-1250050), f"−12.501{NBSP}€"),
        (formats.euros(-49), f"0{NBSP}€"),
        (formats.percent(0.45), f"45{NBSP}%"),
        (formats.percent(Fraction(1, 3), 1), f"33,3{NBSP}%"),
    ],
)
def test_german_way_of_writing(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("share", "step"), [(0, 0), (0.001, 5), (0.45, 45), (0.46, 45), (0.48, 50), (1, 100), (1.7, 100), (-1, 0)]
)
def test_bars_have_steps_of_five_percent(share: float, step: int) -> None:
    assert bar_step(share) == step
