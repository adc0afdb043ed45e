"""The texts of the catalogue that comes along are easy to read: Wiener Sachtextformel, first variant, at most 8.

The formula counts long words and long sentences in per cent, so a single short sentence jumps by several points with one
word. Measured are therefore the question alone, and per criterion everything it says: question and anchors together, or
question and the sentence that says when an exclusion criterion is not met. Single anchors stay within 9.
"""

import pytest
from textstat import textstat

from services.evaluation.domain.catalogue import Criterion, ExclusionCriterion
from tests.unit.evaluation.catalogues import LUDWIGSBURG

LIMIT, LIMIT_OF_ONE_SENTENCE = 8, 9

EVERYTHING: dict[str, Criterion | ExclusionCriterion] = {**LUDWIGSBURG.exclusion_criteria, **LUDWIGSBURG.criteria}


def difficulty(text: str) -> float:
    textstat.set_lang("de")
    return float(textstat.wiener_sachtextformel(text, 1))


def answers(criterion: Criterion | ExclusionCriterion) -> list[str]:
    if isinstance(criterion, Criterion):
        return [anchor.german for anchor in criterion.anchors.values()]
    return [] if criterion.fails_if is None else [criterion.fails_if.german]


@pytest.mark.parametrize("name", EVERYTHING)
def test_a_criterion_is_easy_to_read(name: str) -> None:
    question = EVERYTHING[name].question.german
    assert difficulty(question) <= LIMIT
    assert difficulty(" ".join([question, *answers(EVERYTHING[name])])) <= LIMIT


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_answer_is_easy_to_read(name: str) -> None:
    assert {
        text: difficulty(text) for text in answers(EVERYTHING[name]) if difficulty(text) > LIMIT_OF_ONE_SENTENCE
    } == {}


@pytest.mark.parametrize("name", EVERYTHING)
def test_texts_are_whole_sentences(name: str) -> None:
    assert EVERYTHING[name].question.german.endswith("?")
    assert all(text.endswith(".") for text in answers(EVERYTHING[name]))


def test_the_measure_knows_a_hard_text() -> None:
    assert difficulty("Unmittelbare oder mittelbare Benachteiligung einer Personengruppe ohne sachlichen Grund.") > 14


def test_the_version_says_what_is_new() -> None:
    assert LUDWIGSBURG.version in LUDWIGSBURG.changes
