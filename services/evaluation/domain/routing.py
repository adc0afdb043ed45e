"""Which evaluators an impulse goes to: pools of units, and rules of which the first that fits decides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class RoutedImpulse:
    """What rules look at; `words` are title and text."""

    field_of_action: str | None
    strategic_goals: Sequence[int]
    unit: str | None
    words: str


def fired_rule(impulse: RoutedImpulse, routing: Routing) -> int:
    """The position of the first rule that fits; the last one always does."""
    return next(position for position, rule in enumerate(routing.rules) if _fits(rule, impulse))


def pool_of(impulse: RoutedImpulse, routing: Routing) -> str:
    """The pool that the impulse goes to."""
    return routing.rules[fired_rule(impulse, routing)].pool


def may_assess(unit: str, pool: str | None, routing: Routing) -> bool:
    """Whether evaluators of the unit belong to the pool of a case; a pool that is gone is everybody's, so nothing is lost."""
    found = routing.pool(pool)
    return found is None or found.has(unit)


def _fits(rule: RoutingRule, impulse: RoutedImpulse) -> bool:
    return (
        (not rule.fields_of_action or impulse.field_of_action in rule.fields_of_action)
        and (not rule.strategic_goals or not {*rule.strategic_goals}.isdisjoint(impulse.strategic_goals))
        and (not rule.units or impulse.unit in rule.units)
        and (not rule.keywords or any(_begins_a_word(keyword, impulse.words) for keyword in rule.keywords))
    )


def _begins_a_word(keyword: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(keyword.casefold())}", words.casefold()) is not None
