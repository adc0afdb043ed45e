"""The city's routing rules as they stand in `routing.toml`, each right in itself and for this city."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from services.evaluation.domain.routing import Pool, Routing, RoutingRule
from shared.runtime.city import City, city_folder
from shared.runtime.city_files import SLUG, CityFile, Table, refuse_repeated, refuse_unknown

FILE: Final = "routing.toml"
CONDITIONS: Final = ("fields_of_action", "strategic_goals", "units", "keywords")


def load_routing(folder: Path | None, city: City) -> Routing:
    """The rules in the city's folder, or those that come along with the program. Raises CityDataError."""
    return _routing(CityFile.read(city_folder(folder), FILE), city)


def try_routing(city: City, name: str, content: bytes) -> Routing:
    """Another file for the same city, under the name that errors say. Raises CityDataError."""
    return _routing(CityFile(name, content), city)


def _routing(file: CityFile, city: City) -> Routing:
    file.allow("version", "pool", "rule")
    known = {unit.id for unit in city.units}
    pools = _pools(file, known)
    rows = file.tables("rule")
    rules = []
    for row in rows:
        row.allow("pool", *CONDITIONS)
        rule = RoutingRule(
            pool=row.text("pool", SLUG),
            fields_of_action=row.texts("fields_of_action"),
            strategic_goals=row.numbers("strategic_goals"),
            units=row.texts("units"),
            keywords=row.texts("keywords"),
        )
        refuse_unknown(row, "pool", [rule.pool], {pool.id for pool in pools})
        refuse_unknown(row, "fields_of_action", rule.fields_of_action, {field.name for field in city.fields_of_action})
        refuse_unknown(row, "strategic_goals", rule.strategic_goals, {goal.number for goal in city.strategic_goals})
        refuse_unknown(row, "units", rule.units, known)
        rules.append(rule)
    _refuse_dead_rules(rows, rules)
    return Routing(pools, tuple(rules))


def _pools(file: CityFile, known: Collection[str]) -> tuple[Pool, ...]:
    rows = file.tables("pool")
    pools = []
    for row in rows:
        row.allow("id", "name", "units", "all_units")
        if row.has("units") == row.has("all_units"):
            raise row.problem("units", "either this or all_units = true")
        if row.has("all_units") and row.value("all_units", bool) is not True:
            raise row.problem("all_units", "must be true; otherwise list the units")
        units = row.texts("units") if row.has("units") else None
        refuse_unknown(row, "units", units or (), known)
        pools.append(Pool(row.text("id", SLUG), row.value("name", str), units))
    refuse_repeated(rows, "id", [pool.id for pool in pools])
    return tuple(pools)


def _refuse_dead_rules(rows: Sequence[Table], rules: Sequence[RoutingRule]) -> None:
    unconditional = [not any(getattr(rule, name) for name in CONDITIONS) for rule in rules]
    if not unconditional[-1]:
        raise rows[-1].problem("pool", "the last rule must have no condition, so that every impulse has a pool")
    if True in unconditional[:-1]:
        position = unconditional.index(True)
        raise rows[position].problem("pool", "has no condition, so no rule after it can ever fit")
