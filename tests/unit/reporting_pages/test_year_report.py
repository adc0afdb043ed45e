"""The yearly report in words: one of something and many of it, in the language of the page."""

import pytest

from services.reporting.presentation.kpis.kpis import all_kpis
from services.reporting.presentation.names import Names
from services.reporting.presentation.year_report import YearReport, year_report
from services.reporting.queries.year_lists import YearList, YearLists
from shared.translation import speaking
from tests.unit.reporting_pages.test_kpis import Given, figures

NOTHING = YearLists(YearList((), False), YearList((), False))


def given(count: int) -> Given:
    return {
        "received:2026": {"status": {"accepted": count}},
        "answered:2026": {"answered_as": {"accepted": count}},
        "implemented:2026": {"outcome": {"reached": count}},
        "planned:2026": {"measures": {"all": count}},
        "decided:2026": {"deviation": {"yes": count}},
        "": {"abandoned": {"2026": count}},
    }


def report(names: Names, totals: Given) -> YearReport:
    found = figures(totals)
    return year_report(found, all_kpis(found), NOTHING, names, 2026)


def first_sentences(names: Names, totals: Given) -> dict[str, str]:
    return {section.anchor: section.sentences[0].partition(". ")[0] for section in report(names, totals).sections}


GERMAN = {
    0: {
        "eingang": "Im Jahr 2026 ist kein Impuls eingegangen.",
        "antworten": "Im Jahr 2026 hat die Stadt auf keinen Impuls geantwortet.",
        "umsetzung": "Im Jahr 2026 ist nichts fertig geworden.",
        "geld": "Im Jahr 2026 hat die Stadt keine Maßnahme geplant.",
    },
    1: {
        "eingang": "Im Jahr 2026 ist 1 Impuls eingegangen.",
        "antworten": "Im Jahr 2026 hat die Stadt 1 mal geantwortet",
        "umsetzung": "Im Jahr 2026 hat die Stadt 1 Impuls umgesetzt.",
        "geld": "Im Jahr 2026 hat die Stadt eine Maßnahme geplant",
        "abweichungen": "Im Jahr 2026 hat die Stadt 1 mal anders entschieden als empfohlen",
    },
    1_200: {
        "eingang": "Im Jahr 2026 sind 1.200 Impulse eingegangen.",
        "antworten": "Im Jahr 2026 hat die Stadt 1.200 mal geantwortet",
        "umsetzung": "Im Jahr 2026 hat die Stadt 1.200 Impulse umgesetzt.",
        "geld": "Im Jahr 2026 hat die Stadt 1.200 Maßnahmen geplant",
        "abweichungen": "Im Jahr 2026 hat die Stadt 1.200 mal anders entschieden als empfohlen",
    },
}
ENGLISH = {
    1: {
        "eingang": "In 2026, 1 suggestion came in.",
        "antworten": "In 2026, the city answered once",
        "umsetzung": "In 2026, the city implemented 1 suggestion.",
        "geld": "In 2026, the city planned one measure",
        "abweichungen": "In 2026, the city decided differently from the recommendation once",
    },
    1_200: {
        "eingang": "In 2026, 1,200 suggestions came in.",
        "antworten": "In 2026, the city answered 1,200 times",
        "umsetzung": "In 2026, the city implemented 1,200 suggestions.",
        "geld": "In 2026, the city planned 1,200 measures",
        "abweichungen": "In 2026, the city decided differently from the recommendation 1,200 times",
    },
}


@pytest.mark.parametrize("count", GERMAN)
def test_sections_begin_with_how_much_there_was(names: Names, count: int) -> None:
    totals = given(count) if count else {}
    assert first_sentences(names, totals).items() >= GERMAN[count].items()


@pytest.mark.parametrize("count", ENGLISH)
def test_english_sections_begin_with_how_much_there_was(names: Names, count: int) -> None:
    with speaking("en"):
        assert first_sentences(names, given(count)).items() >= ENGLISH[count].items()


def test_internal_impulses_count_and_the_report_says_so(names: Names) -> None:
    totals: Given = {"received:2026": {"status": {"accepted": 3}, "not_public": {"internal": 2}}}
    assert report(names, totals).sections[0].sentences[0] == (
        "Im Jahr 2026 sind 3 Impulse eingegangen, davon 2 intern. Interne Impulse zählen mit. Lesen können Sie sie hier nicht."
    )


def test_what_was_abandoned_is_told_beside_what_is_done(names: Names) -> None:
    sections = {count: report(names, given(count)).sections[2] for count in (1, 3)}
    assert sections[1].sentences[1] == "Abgebrochen hat sie in dem Jahr 1 Impuls."
    assert sections[3].sentences[1] == "Abgebrochen hat sie in dem Jahr 3 Impulse."
