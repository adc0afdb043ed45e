"""Where routing rules send the impulses that were released last, and how the work would spread over units."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import asyncpg

from services.evaluation.domain.routing import RoutedImpulse, Routing, fired_rule
from services.evaluation.store import QUERIES
from shared.runtime.city import City

LAST = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """One impulse: positions of the rules that fire today and under the rules that are tried."""

    number: str
    today: int
    tried: int


@dataclass(frozen=True, slots=True)
class RoutingTrial:
    """`sent`: every impulse, the newest first. `fired` and `load` are those of the tried rules. `moved`: those that would go to
    another pool.

    `load`: assessments per unit, each case shared equally by the units of its pool; units and never persons.
    """

    sent: Sequence[Sent]
    fired: Sequence[int]
    moved: Sequence[Sent]
    load: Sequence[tuple[str, Fraction]]


async def try_routing_rules(
    connection: asyncpg.Connection, city: City, active: Routing, tried: Routing, last: int = LAST
) -> RoutingTrial:
    """Send the last so many released impulses by the active rules and by the tried ones."""
    rows = await connection.fetch(QUERIES["routed_impulses"], last)
    fired: Counter[int] = Counter()
    load: Counter[str] = Counter()
    shares: dict[str, Fraction] = {}
    everything: list[Sent] = []
    moved = []
    for row in rows:
        impulse = RoutedImpulse(row["field_of_action"], row["strategic_goals"], row["unit"], row["words"])
        sent = Sent(row["number"], fired_rule(impulse, active), fired_rule(impulse, tried))
        everything.append(sent)
        fired[sent.tried] += 1
        load[tried.rules[sent.tried].pool] += row["evaluators_required"]
        if active.rules[sent.today].pool != tried.rules[sent.tried].pool:
            moved.append(sent)
    for pool in tried.pools:
        units = [unit.id for unit in city.units] if pool.units is None else pool.units
        for unit in units:
            shares[unit] = shares.get(unit, Fraction(0)) + Fraction(load[pool.id], len(units))
    return RoutingTrial(
        sent=everything,
        fired=[fired[position] for position in range(len(tried.rules))],
        moved=moved,
        load=[(unit.id, shares[unit.id]) for unit in city.units if shares.get(unit.id)],
    )
