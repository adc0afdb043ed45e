"""Which pool an impulse goes to, who belongs to it, and what a case waits for."""

from dataclasses import replace

import pytest

from services.evaluation.domain.routing import (
    Pool,
    RoutedImpulse,
    Routing,
    RoutingRule,
    fired_rule,
    may_assess,
    pool_of,
)
from services.evaluation.domain.waiting import WaitsFor
from services.evaluation.domain.waiting import waits_for as waits

ROUTING = Routing(
    (Pool("green", "Grün", ("gruenflaechen", "klima-umwelt")), Pool("all", "Alle", None)),
    (
        RoutingRule("green", fields_of_action=("Klima und Energie", "Grün in der Stadt")),
        RoutingRule("green", strategic_goals=(4,), units=("tiefbau", "gruenflaechen")),
        RoutingRule("green", keywords=("Baum", "Blühwiese")),
        RoutingRule("all"),
    ),
)
NOTHING = RoutedImpulse(None, (), None, "Ein Brunnen am Markt")


@pytest.mark.parametrize(
    ("impulse", "rule"),
    [
        (NOTHING, 3),
        (replace(NOTHING, field_of_action="Grün in der Stadt", words="Baum"), 0),
        (replace(NOTHING, field_of_action="Mobilität"), 3),
        (replace(NOTHING, strategic_goals=(2, 4), unit="tiefbau"), 1),
        (replace(NOTHING, strategic_goals=(4,)), 3),  # every condition has to hold
        (replace(NOTHING, unit="tiefbau"), 3),
        (replace(NOTHING, words="Mehr BAUMPATEN gesucht"), 2),
        (replace(NOTHING, words="Am Maibaum feiern"), 3),  # a word begins with it, nothing else
        (replace(NOTHING, words="Die blühwiese"), 2),
    ],
)
def test_the_first_rule_that_fits_fires(impulse: RoutedImpulse, rule: int) -> None:
    assert fired_rule(impulse, ROUTING) == rule
    assert pool_of(impulse, ROUTING) == ROUTING.rules[rule].pool


@pytest.mark.parametrize(
    ("unit", "pool", "expected"),
    [
        ("klima-umwelt", "green", True),
        ("tiefbau", "green", False),
        ("tiefbau", "all", True),
        ("tiefbau", None, True),
        ("tiefbau", "gone", True),  # nothing is lost with a pool
    ],
)
def test_evaluators_belong_to_pools_by_their_unit(unit: str, pool: str | None, expected: bool) -> None:
    assert may_assess(unit, pool, ROUTING) is expected


@pytest.mark.parametrize(
    ("taken", "required", "third", "waits_for"),
    [
        (0, 2, (), WaitsFor.FIRST_CLAIM),
        (1, 2, (), WaitsFor.MORE_CLAIMS),
        (2, 2, (), WaitsFor.SUBMISSION),
        (2, 3, ("classes_differ",), WaitsFor.THIRD_OPINION),
        (3, 3, ("classes_differ",), WaitsFor.SUBMISSION),
    ],
)
def test_an_open_case_says_what_it_waits_for(
    taken: int, required: int, third: tuple[str, ...], waits_for: WaitsFor
) -> None:
    assert waits(taken, required, third) is waits_for
