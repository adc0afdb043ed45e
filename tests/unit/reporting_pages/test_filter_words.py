"""The names of the city in filters and tables: in the language of the page, and marked where there is none."""

from collections import defaultdict
from dataclasses import replace

from services.reporting.filters import LIST_PATH, Chosen
from services.reporting.presentation.filter_words import narrowings
from services.reporting.presentation.part import goal_parts
from services.reporting.queries.load_totals import Totals
from shared.runtime.city import City, load_city
from shared.translation import German, speaking

MOBILITY = Chosen(handlungsfeld="mobilitaet")


def german_only() -> City:
    city = load_city()
    return replace(
        city,
        fields_of_action=tuple(replace(each, name_en=None) for each in city.fields_of_action),
        strategic_goals=tuple(replace(each, name_en=None) for each in city.strategic_goals),
    )


def test_a_filter_that_is_set_says_so_in_the_language_of_the_page() -> None:
    (german,) = narrowings(MOBILITY, load_city(), LIST_PATH)
    assert german.words == "Handlungsfeld: Mobilität"
    with speaking("en"):
        (english,) = narrowings(MOBILITY, load_city(), LIST_PATH)
    assert (english.value, english.without) == ("Mobility", german.without)


def test_a_name_without_english_stays_marked_as_german() -> None:
    city = german_only()
    with speaking("en"):
        (narrowing,) = narrowings(MOBILITY, city, LIST_PATH)
        first = goal_parts(city, defaultdict(lambda: Totals({})))[0].label
    assert isinstance(narrowing.value, German)
    assert isinstance(first, German)
    assert first == f"1. {city.strategic_goals[0].name}"
