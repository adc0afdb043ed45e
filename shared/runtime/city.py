"""The city's own data: units, offices, deadlines, fields of action, goals, subjects, places and figures.

Read from versioned files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from shared.runtime.city_files import SLUG, CityFile, Table, refuse_repeated
from shared.translation import SOURCE, German, language

STATES = frozenset(["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"])


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisational unit of the administration; `parent` is None at the top.

    `deputy` answers for the unit when its own answer is late; None where nobody does.
    """

    id: str
    name: str
    parent: str | None
    valid_from: date
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A person's office or a committee that decides about impulses; what it may decide is read where decisions are taken."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office that answers for an exclusion criterion (`cleared_by_de` of the catalogue) and the unit it sits in."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """Whom a late case is put before: a role, not a person, after so many working days of lateness."""

    name: str
    after: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Deadlines of the process: working days of the state, the service promise in calendar months.

    `postponement` is the most by which one case may be postponed in all, `reminder` how long before a due date people are
    reminded. `hearing` is how long a submitter may comment before a rejection, where `hearing_before_rejection` says that
    they are heard; `appeal` how long after its publication a review of a decision can be asked for. The levels of the
    escalation chain have rising numbers of days.
    """

    state: str
    screening: int
    query: int
    statement: int
    assessment: int
    decision: int
    publication: int
    lease: int
    postponement: int
    reminder: int
    hearing: int
    hearing_before_rejection: bool
    appeal: int
    service_promise_months: int
    escalation: tuple[EscalationLevel, ...]


@dataclass(frozen=True, slots=True)
class FieldOfAction:
    """A field of action; the slug is its form in addresses, `name_en` its name on English pages."""

    name: str
    slug: str
    name_en: str | None = None

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return _label(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class StrategicGoal:
    """One of the strategy's goals, numbered from 1; `name_en` is its name on English pages."""

    number: int
    name: str
    name_en: str | None = None

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return _label(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a matter can touch, such as a statute or the budget; the decision routes look at it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Area:
    """What lies between two meridians and two parallels, in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its name and the other names that people give it, with longitude and latitude in degrees (WGS 84)."""

    name: str
    aliases: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class DatedNumber:
    """A number about the city, from 1, as it was on a day, and who says so."""

    number: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class CityFigures:
    """Numbers that key figures divide by, each list in the order of its days; empty where the city publishes none."""

    inhabitants: tuple[DatedNumber, ...] = ()
    employees: tuple[DatedNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class City:
    """All data of one city; `versions` maps each file to its semantic version."""

    units: tuple[Unit, ...]
    offices: tuple[Office, ...]
    bodies: tuple[Body, ...]
    deadlines: Deadlines
    fields_of_action: tuple[FieldOfAction, ...]
    strategic_goals: tuple[StrategicGoal, ...]
    subjects: tuple[Subject, ...]
    area: Area
    places: tuple[Place, ...]
    figures: CityFigures
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


def city_folder(folder: Path | None) -> Traversable:
    """The folder with the city's data, by default the one that comes along with the program."""
    return files("city") if folder is None else folder


def load_city(folder: Path | None = None) -> City:
    """The data in `folder`, or the data that comes along with the program.

    Only figures.toml may be missing. Raises CityDataError with file and key when another file is missing, or one is
    malformed or contradicts another one.
    """
    source = city_folder(folder)
    units = CityFile.read(source, "units.toml")
    offices = CityFile.read(source, "offices.toml")
    bodies = CityFile.read(source, "decision_routes.toml")
    deadlines = CityFile.read(source, "deadlines.toml")
    fields = CityFile.read(source, "fields_of_action.toml")
    subjects = CityFile.read(source, "subjects.toml")
    places = CityFile.read(source, "places.toml")
    figures = CityFile.read_if_there(source, "figures.toml")
    read_units = _units(units)
    area = _area(places)
    return City(
        units=read_units,
        offices=_offices(offices, {unit.id for unit in read_units}),
        bodies=_bodies(bodies),
        deadlines=_deadlines(deadlines),
        fields_of_action=_fields_of_action(fields),
        strategic_goals=_strategic_goals(fields),
        subjects=_subjects(subjects),
        area=area,
        places=_places(places, area),
        figures=CityFigures() if figures is None else _figures(figures),
        versions={
            file.name: file.version
            for file in (units, offices, bodies, deadlines, fields, subjects, places, figures)
            if file is not None
        },
    )


def read_deadlines(name: str, content: bytes) -> Deadlines:
    """The rules of a file like deadlines.toml, to try them. Raises CityDataError with file and key."""
    return _deadlines(CityFile(name, content))


def _units(file: CityFile) -> tuple[Unit, ...]:
    file.allow("version", "unit")
    rows = file.tables("unit")
    units = []
    for row in rows:
        row.allow("id", "name", "parent", "valid_from", "deputy")
        parent = row.text("parent", SLUG) if row.has("parent") else None
        deputy = row.text("deputy", SLUG) if row.has("deputy") else None
        units.append(Unit(row.text("id", SLUG), row.value("name", str), parent, row.value("valid_from", date), deputy))
    refuse_repeated(rows, "id", [unit.id for unit in units])
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
        if unit.deputy == unit.id:
            raise row.problem("deputy", f"{unit.id!r} cannot deputise for itself")
        if unit.deputy is not None and unit.deputy not in parents:
            raise row.problem("deputy", f"there is no unit {unit.deputy!r}")
    return tuple(units)


def _offices(file: CityFile, units: set[str]) -> tuple[Office, ...]:
    file.allow("version", "office")
    rows = file.tables("office")
    offices = []
    for row in rows:
        row.allow("name", "unit")
        offices.append(Office(row.value("name", str), row.text("unit", SLUG)))
        if offices[-1].unit not in units:
            raise row.problem("unit", f"there is no unit {offices[-1].unit!r}")
    refuse_repeated(rows, "name", [office.name for office in offices])
    return tuple(offices)


def _bodies(file: CityFile) -> tuple[Body, ...]:
    """The names alone: evaluation reads and checks the rest of this file."""
    rows = file.tables("body")
    bodies = tuple(Body(row.text("id", SLUG), row.value("name", str)) for row in rows)
    refuse_repeated(rows, "id", [body.id for body in bodies])
    return bodies


def _deadlines(file: CityFile) -> Deadlines:
    file.allow("version", "state", "working_days", "hearing", "service_promise", "escalation")
    state = file.value("state", str)
    if state not in STATES:
        raise file.problem("state", f"{state!r} is no German state; known are {', '.join(sorted(STATES))}")
    days = file.table("working_days")
    days.allow(
        "screening",
        "query",
        "statement",
        "assessment",
        "decision",
        "publication",
        "lease",
        "postponement",
        "reminder",
        "hearing",
        "appeal",
    )
    hearing = file.table("hearing")
    hearing.allow("before_rejection")
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
        postponement=days.count("postponement"),
        reminder=days.count("reminder"),
        hearing=days.count("hearing"),
        hearing_before_rejection=hearing.value("before_rejection", bool),
        appeal=days.count("appeal"),
        service_promise_months=promise.count("months"),
        escalation=_escalation(file),
    )


def _escalation(file: CityFile) -> tuple[EscalationLevel, ...]:
    levels: list[EscalationLevel] = []
    for row in file.tables("escalation"):
        row.allow("name", "after")
        level = EscalationLevel(row.value("name", str), row.count("after"))
        if levels and level.after <= levels[-1].after:
            raise row.problem("after", f"must be more than {levels[-1].after}, that of the level before")
        levels.append(level)
    return tuple(levels)


def _fields_of_action(file: CityFile) -> tuple[FieldOfAction, ...]:
    file.allow("version", "field_of_action", "strategic_goal")
    rows = file.tables("field_of_action")
    fields = []
    for row in rows:
        row.allow("name", "slug", "name_en")
        fields.append(FieldOfAction(row.value("name", str), row.text("slug", SLUG), _name_en(row)))
    refuse_repeated(rows, "name", [field.name for field in fields])
    refuse_repeated(rows, "slug", [field.slug for field in fields])
    return tuple(fields)


def _strategic_goals(file: CityFile) -> tuple[StrategicGoal, ...]:
    rows = file.tables("strategic_goal")
    goals = []
    for position, row in enumerate(rows, start=1):
        row.allow("number", "name", "name_en")
        goals.append(StrategicGoal(row.count("number"), row.value("name", str), _name_en(row)))
        if goals[-1].number != position:
            raise row.problem("number", f"must be {position}: goals are numbered 1, 2, 3 ...")
    return tuple(goals)


def _name_en(row: Table) -> str | None:
    return row.value("name_en", str) if row.has("name_en") else None


def _label(name: str, name_en: str | None) -> str:
    return name if language() == SOURCE else name_en or German(name)


def _subjects(file: CityFile) -> tuple[Subject, ...]:
    file.allow("version", "subject")
    rows = file.tables("subject")
    subjects = []
    for row in rows:
        row.allow("id", "name")
        subjects.append(Subject(row.text("id", SLUG), row.value("name", str)))
    refuse_repeated(rows, "id", [subject.id for subject in subjects])
    return tuple(subjects)


def _area(file: CityFile) -> Area:
    file.allow("version", "area", "place")
    table = file.table("area")
    table.allow("west", "south", "east", "north")
    west, south = table.degrees("west", -180.0, 180.0), table.degrees("south", -90.0, 90.0)
    return Area(west, south, table.degrees("east", west, 180.0), table.degrees("north", south, 90.0))


def _places(file: CityFile, area: Area) -> tuple[Place, ...]:
    """Names and aliases are all different, however they are written: each leads to one place."""
    places: list[Place] = []
    known: set[str] = set()
    for row in file.tables("place"):
        row.allow("name", "aliases", "lon", "lat")
        name, aliases = row.value("name", str), row.texts("aliases")
        for key, names in (("name", [name]), ("aliases", aliases)):
            for each in names:
                if each.lower() in known:
                    raise row.problem(key, f"{each!r} is the name of another place, too")
                known.add(each.lower())
        lon, lat = row.degrees("lon", area.west, area.east), row.degrees("lat", area.south, area.north)
        places.append(Place(name, aliases, lon, lat))
    return tuple(places)


def _figures(file: CityFile) -> CityFigures:
    file.allow("version", "inhabitants", "employees")
    return CityFigures(_dated_numbers(file, "inhabitants"), _dated_numbers(file, "employees"))


def _dated_numbers(file: CityFile, name: str) -> tuple[DatedNumber, ...]:
    found: list[DatedNumber] = []
    for row in file.tables(name) if file.has(name) else ():
        row.allow("number", "on", "source")
        each = DatedNumber(row.count("number"), row.value("on", date), row.value("source", str))
        if found and each.on <= found[-1].on:
            raise row.problem("on", f"must be after {found[-1].on}, the day of the number before")
        found.append(each)
    return tuple(found)
