"""Which evaluators an impulse goes to: pools of units, and rules of which the first that fits decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.runtime.city_files import SLUG, CityFile, Table, refuse_repeated

CONDITIONS = ("fields_of_action", "strategic_goals", "units", "keywords")


@dataclass(frozen=True, slots=True)
class Pool:
    """Evaluators of these units share a queue; `units` is None where everybody belongs to it."""

    id: str
    name: str
    units: tuple[str, ...] | None

    def has(self, unit: str) -> bool:
        """Whether evaluators of the unit belong to the pool."""
        return self.units is None or unit in self.units


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Fits where every condition that is not empty holds; within one condition any of its entries is enough."""

    pool: str
    fields_of_action: tuple[str, ...] = ()
    strategic_goals: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Routing:
    """Pools, and rules in order; the last rule has no condition, so that one always fits."""

    pools: tuple[Pool, ...]
    rules: tuple[RoutingRule, ...]

    def pools_of(self, unit: str) -> tuple[str, ...]:
        """The pools to which evaluators of the unit belong."""
        return tuple(pool.id for pool in self.pools if pool.has(unit))

    def pool(self, pool_id: str | None) -> Pool | None:
        """The pool, None where there is none of this id (any more)."""
        return next((pool for pool in self.pools if pool.id == pool_id), None)


class _Unit(Protocol):
    @property
    def id(self) -> str: ...


class _Field(Protocol):
    @property
    def name(self) -> str: ...


class _Goal(Protocol):
    @property
    def number(self) -> int: ...


def read_routing(file: CityFile, units: Sequence[_Unit], fields: Sequence[_Field], goals: Sequence[_Goal]) -> Routing:
    """The content of a routing file for a city with these units, fields of action and goals. Raises CityDataError."""
    file.allow("version", "pool", "rule")
    known = {unit.id for unit in units}
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
        _refuse_unknown(row, "pool", [rule.pool], {pool.id for pool in pools})
        _refuse_unknown(row, "fields_of_action", rule.fields_of_action, {field.name for field in fields})
        _refuse_unknown(row, "strategic_goals", rule.strategic_goals, {goal.number for goal in goals})
        _refuse_unknown(row, "units", rule.units, known)
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
        _refuse_unknown(row, "units", units or (), known)
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


def _refuse_unknown(row: Table, name: str, values: Collection[object], known: Collection[object]) -> None:
    for value in values:
        if value not in known:
            raise row.problem(name, f"{value!r} is not known")
