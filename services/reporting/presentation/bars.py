"""Rows of a table with bars: the number is written, the bar repeats it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shared.web.formats import number


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as the macro `share_bars` takes it; `share` is the length, 0..1, or None where there is none."""

    label: str
    text: str
    share: Fraction | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class BarCell:
    """One of several numbers side by side; `share` is the length of its bar, 0..1, or None where there is none."""

    text: str
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row with a number for each column."""

    label: str
    cells: tuple[BarCell, ...]


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Rows under a heading of their own, or under none, as the macro `columns_of_bars` takes them."""

    label: str | None
    rows: tuple[BarRow, ...]


def count_bars(
    counts: Mapping[str, int], labels: Mapping[str, str], address: Callable[[str], str] | None = None
) -> list[Bar]:
    """The counts as shares of their sum, in the order of the labels; what was never counted is left out."""
    whole = sum(counts.values())
    return [
        Bar(label, number(counts[key]), Fraction(counts[key], whole), None if address is None else address(key))
        for key, label in labels.items()
        if counts.get(key)
    ]


def widest(amounts: Iterable[int | Fraction | None]) -> Fraction:
    """The amount whose bar is as long as there is room; 1 where none is above 0, so that it can divide."""
    return max((Fraction(amount) for amount in amounts if amount and amount > 0), default=Fraction(1))
