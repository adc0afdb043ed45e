"""How dates, numbers and money stand on pages, in the language of the page."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from shared.contracts.days import CITY_TIME, city_day
from shared.translation import Language, language

_LOCALES: Final[dict[Language, str]] = {"de": "de_DE", "en": "en_GB"}
_NBSP = "\N{NO-BREAK SPACE}"
_TIMES: Final[dict[Language, str]] = {"de": "d. MMMM y, HH:mm 'Uhr'", "en": "d MMMM y, HH:mm"}
_DATES: Final[dict[Language, str]] = {"de": "d. MMMM y", "en": "d MMMM y"}
_CURRENCY: Final[dict[Language, str]] = {"de": f"{{}}{_NBSP}¤", "en": "¤{}"}
_PERCENT: Final[dict[Language, str]] = {"de": f"{{}}{_NBSP}%", "en": "{}%"}

Number = int | float | Decimal | Fraction


def written_date(value: date) -> str:
    """„3. März 2026"; a time is first carried to Europe/Berlin."""
    day = city_day(value) if isinstance(value, datetime) else value
    return format_date(day, _DATES[language()], locale=_locale())


def written_time(value: datetime) -> str:
    """„3. März 2026, 14:05 Uhr" in Europe/Berlin."""
    return format_datetime(value, _TIMES[language()], tzinfo=CITY_TIME, locale=_locale())


def iso_day(value: date) -> str:
    """The day in Europe/Berlin for a `datetime` attribute: 2026-03-03."""
    day = city_day(value) if isinstance(value, datetime) else value
    return day.isoformat()


def number(value: Number, digits: int = 2) -> str:
    """„12.500" or „0,75": at most `digits` places."""
    return format_decimal(_decimal(value), _places(digits), locale=_locale())


def signed(value: Number, digits: int = 2) -> str:
    """„+1,5", „0", „−0,25" with a real minus sign: for ratings on a scale around zero."""
    written = number(_decimal(value).copy_abs(), digits)
    if written.strip("0,.") == "":
        return "0"
    return f"+{written}" if value > 0 else f"−{written}"


def money(cents: int) -> str:
    """„12.500 €", with cents only where there are any: „12,50 €"."""
    pattern = _CURRENCY[language()].format("#,##0" if cents % 100 == 0 else "#,##0.00")
    return format_currency(Decimal(cents) / 100, "EUR", pattern, locale=_locale(), currency_digits=False)


def euros(cents: int) -> str:
    """„12.346 €" for 1234550 cents: whole euros, halves away from zero, with a real minus sign."""
    return ("−" if cents <= -50 else "") + money((abs(cents) + 50) // 100 * 100)


def percent(share: Number, digits: int = 0) -> str:
    """„45 %" for a share of 0.45, with at most `digits` places."""
    return format_percent(_decimal(share), _PERCENT[language()].format(_places(digits)), locale=_locale())


def _locale() -> str:
    return _LOCALES[language()]


def _places(digits: int) -> str:
    return "#,##0." + "#" * digits if digits else "#,##0"


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))
