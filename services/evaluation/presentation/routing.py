"""Routing rules and what they do, in German."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.evaluation.domain.routing import Pool, Routing, RoutingRule
from services.evaluation.queries.routing import RoutingTrial
from shared.runtime.city import City
from shared.web.formats import number


def rule_in_words(rule: RoutingRule, city: City) -> str:
    """„Handlungsfeld Mobilität oder Attraktives Wohnen; Wort Radweg": every condition of a rule."""
    names = {unit.id: unit.name for unit in city.units}
    conditions = [
        ("Handlungsfeld", rule.fields_of_action),
        ("Strategisches Ziel", [str(goal) for goal in rule.strategic_goals]),
        ("Zuständige Stelle", [names[unit] for unit in rule.units]),
        ("Wort", rule.keywords),
    ]
    said = [f"{name} {_either(entries)}" for name, entries in conditions if entries]
    return "; ".join(said) or "alles andere"


def pool_in_words(pool: Pool, city: City) -> str:
    """The units of a pool."""
    if pool.units is None:
        return "alle Stellen"
    names = {unit.id: unit.name for unit in city.units}
    return ", ".join(names[unit] for unit in pool.units)


def rule_lines(trial: RoutingTrial, routing: Routing, city: City) -> list[tuple[str, str, int]]:
    """Condition, pool and how many of the impulses each rule sends, in the order of the rules."""
    return [
        (rule_in_words(rule, city), _pool_name(routing, rule.pool), fired)
        for rule, fired in zip(routing.rules, trial.fired, strict=True)
    ]


def moved_lines(trial: RoutingTrial, active: Routing, tried: Routing) -> list[tuple[str, str, str]]:
    """Number, pool today and pool under the tried rules of every impulse that would go elsewhere."""
    return [
        (
            sent.number,
            _pool_name(active, active.rules[sent.today].pool),
            _pool_name(tried, tried.rules[sent.tried].pool),
        )
        for sent in trial.moved
    ]


def load_lines(trial: RoutingTrial, city: City) -> list[tuple[str, str]]:
    """Unit and assessments that would fall to it, with one decimal place."""
    names = {unit.id: unit.name for unit in city.units}
    return [(names[unit], number(share, 1)) for unit, share in trial.load]


def trial_json(trial: RoutingTrial, routing: Routing) -> dict[str, Any]:
    """The trial as JSON; rules are counted from 1, loads are exact fractions."""
    return {
        "impulses": [
            {"number": sent.number, "rule_today": sent.today + 1, "rule_tried": sent.tried + 1} for sent in trial.sent
        ],
        "rules": [
            {"rule": position + 1, "pool": rule.pool, "fired": fired}
            for position, (rule, fired) in enumerate(zip(routing.rules, trial.fired, strict=True))
        ],
        "moved": [sent.number for sent in trial.moved],
        "load": {unit: str(share) for unit, share in trial.load},
    }


def trial_text(trial: RoutingTrial, active: Routing, tried: Routing, city: City) -> Iterator[str]:
    """The trial for a terminal, line by line."""
    yield f"Die letzten {len(trial.sent)} freigegebenen Impulse:"
    for position, (condition, pool, fired) in enumerate(rule_lines(trial, tried, city), start=1):
        yield f"  Regel {position}: {fired:>4}  {pool} ({condition})"
    yield f"In einen anderen Kreis kämen: {len(trial.moved)}"
    for number_, before, after in moved_lines(trial, active, tried):
        yield f"  {number_}: {after} statt {before}"
    yield "Gutachten je Stelle, wenn sich jeder Kreis die Arbeit gleich teilt:"
    for unit, share in load_lines(trial, city):
        yield f"  {unit}: {share}"


def _pool_name(routing: Routing, pool_id: str) -> str:
    pool = routing.pool(pool_id)
    assert pool is not None
    return pool.name


def _either(entries: Sequence[str]) -> str:
    return " oder ".join(entries)
