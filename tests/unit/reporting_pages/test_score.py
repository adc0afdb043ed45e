"""The numbers of a result as pages show them."""

from fractions import Fraction

import pytest

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.score import (
    contributions,
    criterion_rows,
    effective_weights,
    goal_rows,
    leaning,
    profile,
    score_words,
    two_places,
)
from shared.translation import speaking
from tests.unit.reporting_pages.stories import worked

CASES = ("G1", "G3", "G5", "G7", "G9")


@pytest.mark.parametrize("case", CASES)
def test_weights_add_up_to_one_and_contributions_to_the_score(case: str, catalogue: Catalogue) -> None:
    result = worked(case)
    weights = effective_weights(result, catalogue)
    assert sum(weights.values()) == 1
    added = sum((each.weight * each.value for each in contributions(result, catalogue)), Fraction(0))
    assert added == Fraction(result["S"]) * Fraction(result["coverage"])


def test_what_is_not_relevant_leaves_its_weight_to_its_dimension(catalogue: Catalogue) -> None:
    weights = effective_weights(worked("G1"), catalogue)
    assert "Z45" not in weights
    assert sum(weights[name] for name in ("Z41", "Z42", "Z43", "Z44")) == Fraction(20, 100)


def test_the_profile_has_one_row_per_dimension(catalogue: Catalogue) -> None:
    rows = [(row.label, row.written, row.symbol, row.word) for row in profile(worked("G5"), catalogue)]
    assert rows == [
        ("Handlungsleitbild (Leitsatz)", "+1,25", "▲", "spricht dafür"),
        ("Verwaltungsentwicklung", "+1,33", "▲", "spricht dafür"),
        ("Dienstleistungsangebot", "+1,33", "▲", "spricht dafür"),
        ("Generationengerecht haushalten", "+0,67", "▲", "spricht dafür"),
        ("Nachhaltiges Verwaltungshandeln", "−1,25", "▼", "spricht dagegen"),
        ("Beteiligung", "+0,50", "▲", "spricht dafür"),
    ]


def test_a_dimension_without_a_rating_says_so(catalogue: Catalogue) -> None:
    result = worked("G1")
    del result["D"]["Z5"]
    assert [row.word for row in profile(result, catalogue)][-1] == "nicht bewertet"


def test_a_profile_without_its_catalogue_shows_ids() -> None:
    assert [row.label for row in profile(worked("G1"), Catalogue())] == ["L", "Z1", "Z2", "Z3", "Z4", "Z5"]


@pytest.mark.parametrize(
    ("value", "direction"),
    [("1/2", "for"), ("49/100", "mixed"), ("0", "mixed"), ("-49/100", "mixed"), ("-1/2", "against")],
)
def test_half_a_point_makes_the_leaning(value: str, direction: str) -> None:
    assert leaning(Fraction(value)) == direction


@pytest.mark.parametrize(
    ("score", "words"),
    [("61/80", "61/80 (0,76)"), ("5/8", "5/8 (0,63)"), ("-1/3", "−1/3 (−0,33)"), ("1", "1"), ("-2", "−2")],
)
def test_the_score_is_exact_and_rounded(score: str, words: str) -> None:
    assert score_words({"S": score}) == words


def test_without_a_rating_there_is_no_score() -> None:
    assert score_words({}) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [("7/6", "+1,17"), ("3/2", "+1,50"), ("0", "0,00"), ("-1/1000", "0,00"), ("-5/8", "−0,63"), ("5/8", "+0,63")],
)
def test_columns_have_two_places(value: str, words: str) -> None:
    assert two_places(Fraction(value)) == words


def test_in_english_there_is_a_point() -> None:
    with speaking("en"):
        assert two_places(Fraction(-5, 8)) == "−0.63"
        assert score_words({"S": "61/80"}) == "61/80 (0.76)"


def test_criteria_say_what_did_not_count(catalogue: Catalogue) -> None:
    result = worked("G1")
    result["state"]["Z33"] = "NB"
    words = {row.label: row.word for row in criterion_rows(result, catalogue)}
    assert len(words) == 20
    assert words["Globale Gerechtigkeit"] == "nicht von Bedeutung"
    assert words["Förder- und Komplementärmittel"] == "nicht beurteilbar"
    assert words["Bedarfsgerechte Leistung"] == "stark fördernd"


def test_goals_are_never_netted() -> None:
    by_goal = {row.goal: (row.positive, row.negative) for row in goal_rows(worked("G5"))}
    assert by_goal[11] == (Fraction(13, 80), Fraction(1, 100))
    assert by_goal[5] == (Fraction(1, 40), None)
    assert by_goal[13] == (None, Fraction(1, 16))
    assert 14 not in by_goal
    assert list(by_goal) == sorted(by_goal)
