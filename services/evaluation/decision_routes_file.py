"""The city's decision routes as they stand in `decision_routes.toml`, each right in itself and for this city."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

from services.evaluation.domain.decision_routes import (
    MEETING,
    Body,
    BodyKind,
    DecisionRoute,
    DecisionRoutes,
    first_unconditional,
)
from shared.contracts.lists import Motion, Origin, keys
from shared.runtime.city import City, city_folder
from shared.runtime.city_files import SLUG, CityFile, Table, refuse_repeated, refuse_unknown

FILE: Final = "decision_routes.toml"
KINDS: Final = ("unit", "commission", "mayor", "council_committee", "council")
OF_MEETING: Final = ("short", "members", "quorum", "majority", "circular", "public")
CONDITIONS: Final = (
    "one_off_from", "yearly_from", "subjects", "origins", "motions", "units", "fields_of_action",
)  # fmt: skip


def load_decision_routes(folder: Path | None, city: City) -> DecisionRoutes:
    """The routes in the city's folder, or those that come along with the program. Raises CityDataError."""
    return _decision_routes(CityFile.read(city_folder(folder), FILE), city)


def _decision_routes(file: CityFile, city: City) -> DecisionRoutes:
    file.allow("version", "body", "route")
    bodies = _bodies(file, {unit.id for unit in city.units})
    rows = file.tables("route")
    routes = tuple(_route(row, {body.id for body in bodies}, city) for row in rows)
    _refuse_dead_routes(rows, routes)
    return DecisionRoutes(bodies, routes)


def _bodies(file: CityFile, units: set[str]) -> tuple[Body, ...]:
    rows = file.tables("body")
    bodies = tuple(_body(row, units) for row in rows)
    refuse_repeated(rows, "id", [body.id for body in bodies])
    if not bodies[-1].of_council:
        raise rows[-1].problem("kind", "the highest body must be one of the council, which decides what is moved there")
    return bodies


def _body(row: Table, units: set[str]) -> Body:
    written = row.value("kind", str)
    refuse_unknown(row, "kind", [written], KINDS)
    kind = cast("BodyKind", written)
    if kind not in MEETING:
        row.allow("id", "name", "kind", *(["unit"] if kind == "mayor" else []))
        unit = row.value("unit", str) if kind == "mayor" else None
        refuse_unknown(row, "unit", [unit] if unit else [], units)
        return Body(row.text("id", SLUG), row.value("name", str), kind, unit)
    row.allow("id", "name", "kind", *OF_MEETING)
    members, quorum = row.count("members"), row.count("quorum")
    if quorum > members:
        raise row.problem("quorum", f"must be at most {members}, the number of members")
    return Body(
        id=row.text("id", SLUG),
        name=row.value("name", str),
        kind=kind,
        short=row.value("short", str),
        members=members,
        quorum=quorum,
        majority=_majority(row),
        circular=row.value("circular", bool),
        public=row.value("public", bool),
    )


def _majority(row: Table) -> Fraction:
    written = row.value("majority", str)
    try:
        majority = Fraction(written)
    except (ValueError, ZeroDivisionError):
        majority = Fraction(0)
    if not Fraction(1, 2) <= majority < 1:
        raise row.problem("majority", f"{written!r} must be a share from 1/2 to less than 1, like 2/3")
    return majority


def _route(row: Table, bodies: set[str], city: City) -> DecisionRoute:
    row.allow("body", *CONDITIONS)
    route = DecisionRoute(
        body=row.text("body", SLUG),
        one_off_from_cents=_cents(row, "one_off_from"),
        yearly_from_cents=_cents(row, "yearly_from"),
        subjects=row.texts("subjects"),
        origins=row.texts("origins"),
        motions=row.texts("motions"),
        units=row.texts("units"),
        fields_of_action=row.texts("fields_of_action"),
    )
    refuse_unknown(row, "body", [route.body], bodies)
    refuse_unknown(row, "subjects", route.subjects, {subject.id for subject in city.subjects})
    refuse_unknown(row, "origins", route.origins, keys(Origin))
    refuse_unknown(row, "motions", route.motions, keys(Motion))
    refuse_unknown(row, "units", route.units, {unit.id for unit in city.units})
    refuse_unknown(row, "fields_of_action", route.fields_of_action, {field.name for field in city.fields_of_action})
    return route


def _cents(row: Table, name: str) -> int | None:
    return row.count(name) * 100 if row.has(name) else None


def _refuse_dead_routes(rows: Sequence[Table], routes: Sequence[DecisionRoute]) -> None:
    first = first_unconditional(routes)
    if first is None:
        raise rows[-1].problem("body", "the last route must have no condition, so that somebody decides every impulse")
    if first < len(routes) - 1:
        raise rows[first].problem("body", "has no condition, so no route after it can ever fit")
