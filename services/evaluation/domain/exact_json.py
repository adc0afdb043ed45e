"""JSON text read without losing anything: numbers stay exact, repeated names and places are remembered."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")
# A longer exponent is no figure of a catalogue or a case, but its exact fraction could fill the memory.
LARGEST_EXPONENT = 100


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong in a file and where: `path` is a JSON path such as `$.ratings.A.L1`, `reason` an English phrase."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Repeated:
    """Stands in place of the value of a name that an object has more than once."""


class NotJson(ValueError):
    """The text is not JSON; the message says why and, where known, in which line and column."""


def read_json(text: str) -> object:
    """Parse JSON text: whole numbers as int, all others as Fraction, a name used twice as `Repeated`.

    Raises: NotJson, also for NaN, Infinity, absurdly large numbers and absurdly deep nesting.
    """
    try:
        return json.loads(
            text, parse_float=_exact, parse_constant=_refuse_constant, object_pairs_hook=_object_with_repetitions
        )
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        raise NotJson(message) from error
    except RecursionError as error:
        message = "not readable: nested too deeply"
        raise NotJson(message) from error
    except ValueError as error:
        message = f"not readable: {error}"
        raise NotJson(message) from error


def json_path(*steps: str | int) -> str:
    """The JSON path of the value reached by these names and indexes: `$.criteria[3].weight`."""
    return "$" + "".join(_step(step) for step in steps)


def repetitions(value: object, *steps: str | int) -> Iterator[FileProblem]:
    """Every name that is used twice in one object of `value`, which itself lies at `steps`."""
    match value:
        case Repeated():
            yield FileProblem(json_path(*steps), "this name is used twice in one object")
        case dict():
            for name, inner in value.items():
                yield from repetitions(inner, *steps, name)
        case list():
            for index, inner in enumerate(value):
                yield from repetitions(inner, *steps, index)
        case _:
            pass


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if PLAIN_NAME.fullmatch(step):
        return f".{step}"
    return f"[{json.dumps(step)}]"


def _exact(literal: str) -> Fraction:
    number = Decimal(literal)
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        message = f"number out of range: {literal[:40]}"
        raise ValueError(message)
    return Fraction(number)


def _refuse_constant(literal: str) -> NoReturn:
    message = f"{literal} is no JSON number"
    raise ValueError(message)


def _object_with_repetitions(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, value in pairs:
        read[name] = Repeated() if name in read else value
    return read
