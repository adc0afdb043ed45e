"""The rows of a data set as CSV (RFC 4180, UTF-8, with a header) and as JSON Lines."""

import csv
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

import orjson

from services.reporting.open_data.columns import Column, Kind, Value

FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is a formula for spreadsheets. Source: OWASP, "CSV Injection"."""
LIST_SEPARATOR: Final = ";"

Columns = Sequence[Column[Any]]


def csv_header(columns: Columns) -> bytes:
    """The names of the columns."""
    return _written([[column.name for column in columns]])


def csv_rows(columns: Columns, items: Sequence[Any]) -> bytes:
    """A line for each item. Words that anybody may have typed never begin a formula: an apostrophe stands before them."""
    writers = [(column.read, _cell(column)) for column in columns]
    return _written([[write(read(item)) for read, write in writers] for item in items])


def json_rows(columns: Columns, items: Sequence[Any]) -> bytes:
    """A JSON object for each item, one in a line, with the words as they were typed."""
    writers = [(column.name, column.read, column.kind == "decimal") for column in columns]
    return b"".join(
        orjson.dumps(
            {name: _number(read(item)) if is_decimal else read(item) for name, read, is_decimal in writers},
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for item in items
    )


def _written(rows: list[list[str]]) -> bytes:
    file = StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def _cell(column: Column[Any]) -> Callable[[Value], str]:
    return _typed if column.typed else _CELLS.get(column.kind, _plain)


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _typed(value: Value) -> str:
    written = _plain(value)
    return f"'{written}" if written.startswith(FORMULA_BEGINNINGS) else written


def _yes_no(value: Value) -> str:
    return "" if value is None else "true" if value else "false"


def _numbers(value: Value) -> str:
    return LIST_SEPARATOR.join(map(str, value)) if isinstance(value, tuple) else ""


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, str) else None


_CELLS: Final[Mapping[Kind, Callable[[Value], str]]] = {"yes_no": _yes_no, "numbers": _numbers}
