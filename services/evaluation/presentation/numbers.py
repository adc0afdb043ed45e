"""Exact numbers in German prose: the fraction, and beside it the decimal that people compare."""

from collections.abc import Iterable
from fractions import Fraction

from services.evaluation.domain.result_json import DECIMAL_PLACES, rounded_decimal


def decimal(value: Fraction) -> str:
    """The decimal of three places with a comma, without zeros at its end: `0,763`, `1,5`, `2`."""
    digits = rounded_decimal(value)
    return digits.rstrip("0").rstrip(".").replace(".", ",") if "." in digits else digits


def with_decimal(value: Fraction) -> str:
    """The fraction and its decimal: `61/80 ≈ 0,763`, `1/2 = 0,5`; a whole number stands alone."""
    if value.denominator == 1:
        return str(value)
    sign = "=" if (value * 10**DECIMAL_PLACES).denominator == 1 else "≈"
    return f"{value} {sign} {decimal(value)}"


def percent(value: Fraction) -> str:
    """A share in per cent with at most one place: `53,8 %`."""
    digits = rounded_decimal(value * 100, 1)
    return f"{digits.removesuffix('.0').replace('.', ',')} %"


def factor(value: Fraction) -> str:
    """A number inside a calculation; a negative one in brackets."""
    return f"({value})" if value < 0 else str(value)


def divisor(value: Fraction) -> str:
    """A number behind a division sign; a fraction in brackets."""
    return str(value) if value.denominator == 1 and value >= 0 else f"({value})"


def sum_of_products(pairs: Iterable[tuple[Fraction, Fraction]]) -> str:
    """`1/20 · 3/2 + 1/20 · (-1)`; `0` where there is nothing to add."""
    return " + ".join(f"{left} · {factor(right)}" for left, right in pairs) or "0"


def sum_of(values: Iterable[Fraction]) -> str:
    """`1/20 + 1/10`; `0` where there is nothing to add."""
    return " + ".join(factor(value) for value in values) or "0"
