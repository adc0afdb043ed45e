"""What a column of open data is: one definition for the files, their descriptors and the dictionary on the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from services.reporting.presentation.names import Names

Kind = Literal["text", "number", "numbers", "decimal", "day", "yes_no", "address"]
"""`decimal` is a decimal number as a string, `day` an ISO date, `numbers` a list of whole numbers."""

Value = str | int | bool | tuple[int, ...] | None

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column: its name in files, its German title and meaning, and how its value is read from an item of the data set.

    Title and meaning are marked with `N_`.
    `typed`: holds words that anybody may have written, so that a spreadsheet must not take them for a formula.
    `values` are the only values there are, each with its word.
    """

    name: str
    title: str
    description: str
    kind: Kind
    read: Callable[[Item], Value]
    required: bool = False
    typed: bool = False
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every item needs beside the views: the public address of reporting without a slash at its end, and names."""

    address: str
    names: Names
