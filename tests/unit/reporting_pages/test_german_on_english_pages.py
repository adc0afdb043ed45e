"""What is German on English pages says so; German pages have the texts alone."""

from dataclasses import replace

import pytest

from services.reporting.presentation.decision import decision_facts
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.measure import effect_rows
from services.reporting.presentation.names import Names
from services.reporting.presentation.words import counted, filled, joined
from shared.translation import German, speaking
from shared.web.pages import spoken
from tests.unit.reporting_pages.rows import told
from tests.unit.reporting_pages.stories import City, Story


def test_a_german_value_in_a_text_says_so_and_is_escaped() -> None:
    assert filled("An: {unit}, {day}.", unit=German("Bau & Boden"), day="<heute>") == "An: Bau & Boden, <heute>."
    with speaking("en"):
        text = filled("An: {unit}, {day}.", unit=German("Bau & Boden"), day="<today>")
        both = joined(("<1>.", text))
    assert text == 'An: <span lang="de">Bau &amp; Boden</span>, &lt;today&gt;.'
    assert both == f"&lt;1&gt;. {text}"


def test_fields_and_goals_have_their_names_in_the_language_of_the_page(names: Names) -> None:
    assert names.field_of_action("Mobilität") == "Mobilität"
    with speaking("en"):
        assert names.field_of_action("Mobilität") == "Mobility"
        assert spoken(names.field_of_action("Früher")) == '<span lang="de">Früher</span>'
        assert names.goals((5, 99)) == "Participation, 99"


def test_a_goal_without_an_english_name_is_german(names: Names) -> None:
    goals = tuple(replace(goal, name_en=None) for goal in names.city.strategic_goals)
    with speaking("en"):
        assert Names(replace(names.city, strategic_goals=goals)).goals((5,)) == '<span lang="de">Beteiligung</span>'


def test_a_number_stands_where_a_title_is_missing() -> None:
    assert title_of(None, "2026-0001") == "Impuls 2026-0001"
    assert isinstance(title_of("Mehr Bänke", "2026-0001"), German)


def test_counts_are_words_up_to_six() -> None:
    assert [counted(number) for number in (0, 1, 6, 7)] == ["keine", "eine", "sechs", "7"]


@pytest.mark.parametrize(
    ("evaluators", "units", "words"),
    [
        (1, (), "einer Person"),
        (1, ("tiefbau",), "einer Person aus: Tiefbau"),
        (2, (), "zwei Personen"),
        (7, ("tiefbau",), "7 Personen aus: Tiefbau"),
    ],
)
def test_those_who_assessed_are_counted(
    evaluators: int, units: tuple[str, ...], words: str, sample: tuple[City, dict[str, Story]], names: Names
) -> None:
    city, impulses = sample
    decision = told(city, impulses["conditions"]).decision
    assert decision is not None
    changed = decision.model_copy(update={"evaluators": evaluators, "units": units})
    assert dict(decision_facts(changed, names))["Bewertet von"] == words


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (None, ""),
        (1, "1 Monat nach dem Ende der Maßnahme"),
        (3, "3 Monate nach dem Ende der Maßnahme"),
    ],
)
def test_a_review_says_how_long_after_the_end(
    months: int | None, words: str, sample: tuple[City, dict[str, Story]]
) -> None:
    city, impulses = sample
    measure = told(city, impulses["reviewed"]).measure
    assert measure is not None
    effect = measure.effects[0].model_copy(update={"after_months": months})
    assert [row.after for row in effect_rows(measure.model_copy(update={"effects": (effect,)}))] == [words]
