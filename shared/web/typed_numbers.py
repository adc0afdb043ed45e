"""Numbers as people type them, read the German way."""

import re
from decimal import Decimal
from typing import Final

_WHOLE: Final = r"\d{1,3}(?:\.\d{3})+|\d+"
_EUROS: Final = re.compile(rf"({_WHOLE})(?:,(\d{{1,2}}))?(?:€|Euro|EUR)?")
_NUMBER: Final = re.compile(rf"([-−]?)({_WHOLE})(?:,(\d+))?")
_PERCENT: Final = re.compile(r"(\d{1,3})%?")


def read_euros(typed: str) -> int:
    """Cents for „12.500“, „12.500,50 €“ or „12500“. Raises ValueError with a German sentence."""
    found = _EUROS.fullmatch("".join(typed.split()))
    if found is None:
        raise ValueError("Bitte einen Betrag in Euro angeben, zum Beispiel 12.500 oder 12.500,50.")
    return int(found[1].replace(".", "")) * 100 + int((found[2] or "").ljust(2, "0"))


def read_number(typed: str) -> Decimal:
    """The number for „1.700“, „12,5“ or „-3“. Raises ValueError with a German sentence."""
    found = _NUMBER.fullmatch("".join(typed.split()))
    if found is None:
        raise ValueError("Bitte eine Zahl angeben, zum Beispiel 1.700 oder 12,5.")
    return Decimal(f"{'-' if found[1] else ''}{found[2].replace('.', '')}.{found[3] or '0'}")


def read_percent(typed: str) -> int:
    """The percentage for „60“ or „60 %“. Raises ValueError with a German sentence."""
    found = _PERCENT.fullmatch("".join(typed.split()))
    if found is None:
        raise ValueError("Bitte eine ganze Zahl von 0 bis 100 angeben.")
    return int(found[1])
