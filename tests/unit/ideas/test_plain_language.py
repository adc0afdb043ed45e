"""What submitters read when it takes longer or they ask for a review is easy: Wiener Sachtextformel, at most 8."""

from collections.abc import Mapping
from typing import get_args

import pytest
from textstat import textstat

from services.ideas.domain.notices import NoticeCause
from services.ideas.labels import GROUND_LABELS, NOTICE_SENTENCES, REVIEW_SENTENCES

LIMIT = 8


def difficulty(text: str) -> float:
    textstat.set_lang("de")
    return float(textstat.wiener_sachtextformel(text, 1))


@pytest.mark.parametrize("sentences", [NOTICE_SENTENCES, REVIEW_SENTENCES, GROUND_LABELS])
def test_the_sentences_together_are_easy_to_read(sentences: Mapping[object, str]) -> None:
    assert difficulty(" ".join(sentence.removesuffix(".") + "." for sentence in sentences.values())) <= LIMIT


@pytest.mark.parametrize("cause", NOTICE_SENTENCES)
def test_a_notice_is_easy_to_read(cause: NoticeCause) -> None:
    told = f"{NOTICE_SENTENCES[cause]} Wir rechnen jetzt bis zum 8. Juli mit einer Entscheidung."
    assert difficulty(told) <= LIMIT


def test_every_cause_has_its_sentence() -> None:
    assert set(NOTICE_SENTENCES) == set(get_args(NoticeCause))
