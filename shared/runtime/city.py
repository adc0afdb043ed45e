"""The city's own data: units, offices, deadlines, fields of action and strategic goals, read from versioned files."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = re.compile(r"\d+\.\d+\.\d+")
STATES = frozenset(["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"])

Value = TypeVar("Value", str, int, date)


class CityDataError(ValueError):
    """A file of the city's data cannot be used; the message names file, key and what is wrong."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit of the administration; `parent` is None at the top."""

    id: str
    name: str
    parent: str | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class Office:
    """An office that answers for an exclusion criterion (`cleared_by_de` of the catalogue) and the unit it sits in."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Deadlines of the process: working days of the state, the service promise in calendar months."""

    state: str
    screening: int
    query: int
    statement: int
    assessment: int
    decision: int
    publication: int
    lease: int
    service_promise_months: int


@dataclass(frozen=True, slots=True)
class FieldOfAction:
    """A field of action; the slug is its form in addresses."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class StrategicGoal:
    """One of the strategy's goals, numbered from 1."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class City:
    """All data of one city; `versions` maps each file to its semantic version."""

    units: tuple[Unit, ...]
    offices: tuple[Office, ...]
    deadlines: Deadlines
    fields_of_action: tuple[FieldOfAction, ...]
    strategic_goals: tuple[StrategicGoal, ...]
    versions: Mapping[str, str]

    def unit(self, unit_id: str) -> Unit:
        """The unit with that id. Raises KeyError when there is none."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)

    def department(self, unit_id: str) -> Unit:
        """The topmost unit above (or the unit itself). Raises KeyError for an unknown id."""
        unit = self.unit(unit_id)
        while unit.parent is not None:
            unit = self.unit(unit.parent)
        return unit

    def office_unit(self, office: str) -> Unit:
        """The unit that answers for an office of the catalogue. Raises KeyError when the city names none."""
        for candidate in self.offices:
            if candidate.name == office:
                return self.unit(candidate.unit)
        raise KeyError(office)


def load_city(folder: Path | None = None) -> City:
    """The data in `folder`, or the data that comes along with the program.

    Raises CityDataError with file and key when a file is missing, malformed or contradicts another one.
    """
    source: Traversable = files("city") if folder is None else folder
    units = _File(source, "units.toml")
    offices = _File(source, "offices.toml")
    deadlines = _File(source, "deadlines.toml")
    fields = _File(source, "fields_of_action.toml")
    read_units = _units(units)
    return City(
        units=read_units,
        offices=_offices(offices, {unit.id for unit in read_units}),
        deadlines=_deadlines(deadlines),
        fields_of_action=_fields_of_action(fields),
        strategic_goals=_strategic_goals(fields),
        versions={file.name: file.version for file in (units, offices, deadlines, fields)},
    )


class _Table:
    """A TOML table that knows where it stands, so that every error can say it."""

    def __init__(self, file: str, path: str, content: object) -> None:
        self.file = file
        self.path = path
        if not isinstance(content, dict):
            raise CityDataError(file, path, "must be a table")
        self._content: dict[str, Any] = content

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def problem(self, name: str, problem: str) -> CityDataError:
        return CityDataError(self.file, self.key(name), problem)

    def allow(self, *names: str) -> None:
        for name in self._content:
            if name not in names:
                raise self.problem(name, f"unknown key; known are {', '.join(names)}")

    def has(self, name: str) -> bool:
        return name in self._content

    def value(self, name: str, kind: type[Value]) -> Value:
        if name not in self._content:
            raise self.problem(name, "is missing")
        value = self._content[name]
        if type(value) is not kind:
            raise self.problem(name, f"must be of type {kind.__name__}, is {value!r}")
        if isinstance(value, str) and not value.strip():
            raise self.problem(name, "must not be empty")
        return value

    def text(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.value(name, str)
        if not pattern.fullmatch(value):
            raise self.problem(name, f"{value!r} does not fit {pattern.pattern}")
        return value

    def count(self, name: str) -> int:
        value = self.value(name, int)
        if value < 1:
            raise self.problem(name, f"must be at least 1, is {value}")
        return value

    def table(self, name: str) -> "_Table":
        if name not in self._content:
            raise self.problem(name, "is missing")
        return _Table(self.file, self.key(name), self._content[name])

    def tables(self, name: str) -> list["_Table"]:
        rows = self._content.get(name, [])
        if not isinstance(rows, list) or not rows:
            raise self.problem(name, "needs at least one entry")
        return [_Table(self.file, f"{name}[{number}]", row) for number, row in enumerate(rows)]


class _File(_Table):
    """A whole file; every file carries its version."""

    def __init__(self, folder: Traversable, name: str) -> None:
        self.name = name
        try:
            content = tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        except OSError as error:
            raise CityDataError(name, "file", f"cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise CityDataError(name, "file", f"is not TOML: {error}") from error
        super().__init__(name, "", content)
        self.version = self.text("version", VERSION)


def _units(file: _File) -> tuple[Unit, ...]:
    file.allow("version", "unit")
    rows = file.tables("unit")
    units = []
    for row in rows:
        row.allow("id", "name", "parent", "valid_from")
        parent = row.text("parent", SLUG) if row.has("parent") else None
        units.append(Unit(row.text("id", SLUG), row.value("name", str), parent, row.value("valid_from", date)))
    _refuse_repeated(rows, "id", [unit.id for unit in units])
    parents = {unit.id: unit.parent for unit in units}
    for row, unit in zip(rows, units, strict=True):
        above, seen = unit.parent, {unit.id}
        while above is not None:
            if above not in parents:
                raise row.problem("parent", f"there is no unit {above!r}")
            if above in seen:
                raise row.problem("parent", f"{unit.id!r} stands above itself")
            seen.add(above)
            above = parents[above]
    return tuple(units)


def _offices(file: _File, units: set[str]) -> tuple[Office, ...]:
    file.allow("version", "office")
    rows = file.tables("office")
    offices = []
    for row in rows:
        row.allow("name", "unit")
        offices.append(Office(row.value("name", str), row.text("unit", SLUG)))
        if offices[-1].unit not in units:
            raise row.problem("unit", f"there is no unit {offices[-1].unit!r}")
    _refuse_repeated(rows, "name", [office.name for office in offices])
    return tuple(offices)


def _deadlines(file: _File) -> Deadlines:
    file.allow("version", "state", "working_days", "service_promise")
    state = file.value("state", str)
    if state not in STATES:
        raise file.problem("state", f"{state!r} is no German state; known are {', '.join(sorted(STATES))}")
    days = file.table("working_days")
    days.allow("screening", "query", "statement", "assessment", "decision", "publication", "lease")
    promise = file.table("service_promise")
    promise.allow("months")
    return Deadlines(
        state=state,
        screening=days.count("screening"),
        query=days.count("query"),
        statement=days.count("statement"),
        assessment=days.count("assessment"),
        decision=days.count("decision"),
        publication=days.count("publication"),
        lease=days.count("lease"),
        service_promise_months=promise.count("months"),
    )


def _fields_of_action(file: _File) -> tuple[FieldOfAction, ...]:
    file.allow("version", "field_of_action", "strategic_goal")
    rows = file.tables("field_of_action")
    fields = []
    for row in rows:
        row.allow("name", "slug")
        fields.append(FieldOfAction(row.value("name", str), row.text("slug", SLUG)))
    _refuse_repeated(rows, "name", [field.name for field in fields])
    _refuse_repeated(rows, "slug", [field.slug for field in fields])
    return tuple(fields)


def _strategic_goals(file: _File) -> tuple[StrategicGoal, ...]:
    rows = file.tables("strategic_goal")
    goals = []
    for position, row in enumerate(rows, start=1):
        row.allow("number", "name")
        goals.append(StrategicGoal(row.count("number"), row.value("name", str)))
        if goals[-1].number != position:
            raise row.problem("number", f"must be {position}: goals are numbered 1, 2, 3 ...")
    return tuple(goals)


def _refuse_repeated(rows: list[_Table], name: str, values: list[str]) -> None:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise rows[position].problem(name, f"{value!r} stands here twice")
