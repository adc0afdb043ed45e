"""The files of the city's data: TOML tables that know where they stand, so that every error can say it."""

import re
import tomllib
from collections.abc import Collection
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"\d+\.\d+\.\d+")

Value = TypeVar("Value", str, int, bool, date)


class CityDataError(ValueError):
    """A file of the city's data cannot be used; the message names file, key and what is wrong."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key


class Table:
    """A TOML table that knows where it stands, so that every error can say it."""

    def __init__(self, file: str, path: str, content: object) -> None:
        self.file = file
        self.path = path
        if not isinstance(content, dict):
            raise CityDataError(file, path, "must be a table")
        self._content: dict[str, Any] = content

    def key(self, name: str) -> str:
        """Where a value of this table stands."""
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, problem: str) -> CityDataError:
        """What is wrong with a value, as an error to raise."""
        return CityDataError(self.file, self.key(name), problem)

    def allow(self, *names: str) -> None:
        """Refuse every key but these."""
        for name in self._content:
            if name not in names:
                raise self.problem(name, f"unknown key; known are {', '.join(names)}")

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self._content

    def value(self, name: str, kind: type[Value]) -> Value:
        """A value of exactly this type, not empty."""
        if name not in self._content:
            raise self.problem(name, "is missing")
        value = self._content[name]
        if type(value) is not kind:
            raise self.problem(name, f"must be of type {kind.__name__}, is {value!r}")
        if isinstance(value, str) and not value.strip():
            raise self.problem(name, "must not be empty")
        return value

    def text(self, name: str, pattern: re.Pattern[str]) -> str:
        """A text that fits the pattern."""
        value = self.value(name, str)
        if not pattern.fullmatch(value):
            raise self.problem(name, f"{value!r} does not fit {pattern.pattern}")
        return value

    def count(self, name: str) -> int:
        """A whole number from 1."""
        value = self.value(name, int)
        if value < 1:
            raise self.problem(name, f"must be at least 1, is {value}")
        return value

    def degrees(self, name: str, lowest: float, highest: float) -> float:
        """A decimal number from `lowest` to `highest`."""
        value = self._content.get(name)
        if value is None:
            raise self.problem(name, "is missing")
        # Infinity and "not a number" are floats in TOML, too; both fail the comparison.
        if type(value) is not float or not lowest <= value <= highest:
            raise self.problem(name, f"must be a decimal number from {lowest} to {highest}, is {value!r}")
        return value

    def table(self, name: str) -> "Table":
        """A table inside this one."""
        if name not in self._content:
            raise self.problem(name, "is missing")
        return Table(self.file, self.key(name), self._content[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of different, non-empty texts; empty where the key is missing."""
        return self._list(name, str)

    def numbers(self, name: str) -> tuple[int, ...]:
        """A list of different whole numbers; empty where the key is missing."""
        return self._list(name, int)

    def _list(self, name: str, kind: type[Value]) -> tuple[Value, ...]:
        entries: object = self._content.get(name, [])
        if not isinstance(entries, list) or (name in self._content and not entries):
            raise self.problem(name, "must be a list with at least one entry")
        found: list[Value] = []
        for entry in entries:
            if type(entry) is not kind or not str(entry).strip():
                raise self.problem(name, f"{entry!r} must be of type {kind.__name__} and not empty")
            if entry in found:
                raise self.problem(name, f"{entry!r} stands here twice")
            found.append(entry)
        return tuple(found)

    def tables(self, name: str) -> list["Table"]:
        """A list of tables with at least one entry."""
        rows = self._content.get(name, [])
        if not isinstance(rows, list) or not rows:
            raise self.problem(name, "needs at least one entry")
        return [Table(self.file, f"{name}[{number}]", row) for number, row in enumerate(rows)]


class CityFile(Table):
    """A whole file; every file carries its version."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        try:
            read = tomllib.loads(content.decode("utf-8-sig"))
        except ValueError as error:
            raise CityDataError(name, "file", f"is not TOML: {error}") from error
        super().__init__(name, "", read)
        self.version = self.text("version", VERSION)

    @classmethod
    def read(cls, folder: Traversable, name: str) -> "CityFile":
        """The file of that name. Raises CityDataError when it cannot be read."""
        try:
            content = folder.joinpath(name).read_bytes()
        except OSError as error:
            raise CityDataError(name, "file", f"cannot be read: {error.strerror}") from error
        return cls(name, content)

    @classmethod
    def read_if_there(cls, folder: Traversable, name: str) -> "CityFile | None":
        """The file of that name, or None in a folder without it. Raises CityDataError when it cannot be read."""
        return cls.read(folder, name) if folder.joinpath(name).is_file() else None


def refuse_repeated(rows: list[Table], name: str, values: list[str]) -> None:
    """Raise for the first of the values, one for each row, that stands there twice."""
    for position, value in enumerate(values):
        if value in values[:position]:
            raise rows[position].problem(name, f"{value!r} stands here twice")


def refuse_unknown(row: Table, name: str, values: Collection[object], known: Collection[object]) -> None:
    """Raise for the first of the values that is none of the known ones."""
    for value in values:
        if value not in known:
            raise row.problem(name, f"{value!r} is not known")
