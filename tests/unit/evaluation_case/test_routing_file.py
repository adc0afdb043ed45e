"""The city's routing rules: a mistake is named by file and key."""

from pathlib import Path

import pytest

import city
from services.evaluation.routing_file import FILE, load_routing, try_routing
from shared.runtime.city import load_city
from shared.runtime.city_files import CityDataError

TEXT = (Path(city.__file__).parent / FILE).read_text()
CITY = load_city()


def test_the_rules_that_come_along_send_every_field_of_action_somewhere() -> None:
    routing = load_routing(None, CITY)
    named = [field for rule in routing.rules for field in rule.fields_of_action]
    assert sorted(named) == sorted(field.name for field in CITY.fields_of_action)
    assert all(routing.pools_of(unit.id) == tuple(pool.id for pool in routing.pools) for unit in CITY.units)


@pytest.mark.parametrize(
    ("before", "after", "key", "problem"),
    [
        ("all_units = true", "", "pool[0].units", "either this or all_units"),
        ("all_units = true", "all_units = false", "pool[0].all_units", "must be true"),
        ("all_units = true", 'units = ["x"]', "pool[0].units", "'x' is not known"),
        ("all_units = true", "units = []", "pool[0].units", "at least one entry"),
        ('id = "klima-und-gruen"', 'id = "stadtraum"', "pool[1].id", "twice"),
        ('pool = "klima-und-gruen"', 'pool = "x"', "rule[0].pool", "'x' is not known"),
        ('"Klima und Energie", ', '"Klima", ', "rule[0].fields_of_action", "'Klima' is not known"),
        ("strategic_goals = [1, 3]", "strategic_goals = [6]", "rule[8].strategic_goals", "not known"),
        ("strategic_goals = [1, 3]", "strategic_goals = [1, 1]", "rule[8].strategic_goals", "twice"),
        ("strategic_goals = [1, 3]", "strategic_goals = 1", "rule[8].strategic_goals", "a list"),
        ('"tiefbau", ', '"bauhof", ', "rule[4].units", "'bauhof' is not known"),
        ('"Radweg", ', '" ", ', "rule[6].keywords", "not empty"),
        ("strategic_goals = [1, 3]", "", "rule[8].pool", "no rule after it can ever fit"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(before: str, after: str, key: str, problem: str) -> None:
    assert before in TEXT
    with pytest.raises(CityDataError) as refused:
        try_routing(CITY, FILE, TEXT.replace(before, after, 1).encode())
    assert str(refused.value).startswith(f"{FILE}: {key}: ")
    assert problem in str(refused.value)


def test_the_last_rule_fits_always() -> None:
    with pytest.raises(CityDataError, match=r"rule\[9\]\.pool: the last rule must have no condition"):
        try_routing(CITY, FILE, (TEXT.rstrip() + '\nkeywords = ["Schule"]\n').encode())
