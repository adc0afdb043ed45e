"""Key figures: none gets better by leaving out what went badly, none tells of few, none pretends to know."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from services.reporting.presentation.kpis.definitions import DEFINITIONS, INDICATORS
from services.reporting.presentation.kpis.figures import ReportFigures
from services.reporting.presentation.kpis.kpis import Kpi, all_kpis, goal_indicators, grouped
from services.reporting.presentation.kpis.measuring import Reading
from services.reporting.queries.load_totals import Totals
from shared.runtime.city import CityFigures, DatedNumber, load_city
from shared.translation import German, speaking

TODAY = date(2026, 6, 15)
Given = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Totals by scope, what is counted, and value."""

ANSWERS: Given = {"answered:2026": {"answered_in_months": {"1": 5, "3": 4, "4": 1}}}


def figures(given: Given, city_figures: CityFigures | None = None) -> ReportFigures:
    city = load_city()
    if city_figures is not None:
        city = replace(city, figures=city_figures)
    return ReportFigures({scope: Totals(found) for scope, found in given.items()}, city, TODAY)


def kpi(key: str, given: Given, city_figures: CityFigures | None = None) -> Kpi:
    return all_kpis(figures(given, city_figures))[key]


def total(key: str, given: Given) -> Reading:
    found = kpi(key, given).total
    assert found is not None
    return found


def test_an_answer_counts_as_in_time_up_to_the_promised_month() -> None:
    assert total("rechtzeitig-beantwortet", ANSWERS) == Reading(Fraction(9, 10), 10)


@pytest.mark.parametrize(
    ("since", "counts"), [("2026-06-15", 0), ("2026-03-15", 0), ("2026-03-14", 1), ("2020-01-01", 1)]
)
def test_whoever_waits_longer_than_promised_counts_as_not_answered(since: str, counts: int) -> None:
    waiting = {**ANSWERS, "": {"waiting_since": {since: 2}}}
    assert total("rechtzeitig-beantwortet", waiting) == Reading(Fraction(9, 10 + 2 * counts), 10 + 2 * counts)
    row = kpi("rechtzeitig-beantwortet", waiting).of(2026)
    assert row is not None
    assert (row.reading.n, row.running, row.label) == (10 + 2 * counts, True, "2026 (läuft noch)")


def test_who_waits_counts_in_no_year_that_is_over() -> None:
    found = kpi(
        "rechtzeitig-beantwortet", {"answered:2025": ANSWERS["answered:2026"], "": {"waiting_since": {"2025-01-01": 9}}}
    )
    assert [(row.year, row.reading) for row in found.rows()] == [
        (2025, Reading(Fraction(9, 10), 10)),
        (2026, Reading(Fraction(0), 9)),
    ]  # fmt: skip


def test_what_nobody_reviewed_is_no_success() -> None:
    outcome = {"outcome": {"reached": 3, "partly_reached": 1, "not_reviewed": 2}}
    assert total("nutzen", {"implemented:2026": outcome}) == Reading(Fraction(3, 6), 6)


def test_what_was_given_up_stays_a_promise() -> None:
    status = {"status": {"implemented": 2, "effect_reviewed": 1, "planned": 1, "abandoned": 2, "rejected": 6}}
    assert total("umgesetzte-zusagen", {"": status}) == Reading(Fraction(3, 6), 6)
    assert total("realisierungsquote", {"": status}) == Reading(Fraction(3, 12), 12)


@pytest.mark.parametrize(
    ("no", "text", "cases"), [(3, "zu wenige Fälle", "n = 4"), (4, "20\N{NO-BREAK SPACE}%", "n = 5")]
)
def test_a_share_of_few_is_not_told(no: int, text: str, cases: str) -> None:
    found = kpi("drittes-gutachten", {"": {"third_opinion": {"yes": 1, "no": no}}})
    assert (found.text, found.cases) == (text, cases)


def test_days_have_a_median_and_a_90th_percentile_over_all_years() -> None:
    given = {"answer:2025": {"days": {"4": 8}}, "answer:2026": {"days": {"1": 1, "20": 3}}}
    found = kpi("dauer-antwort", given)
    assert (found.text, found.cases, found.since) == ("4 Tage (Median), 20 Tage (90. Perzentil)", "n = 12", 2025)
    assert [row.text for row in found.rows()] == [
        "4 Tage (Median), 4 Tage (90. Perzentil)",
        "20 Tage (Median), 20 Tage (90. Perzentil)",
    ]


def test_an_amount_that_no_plan_names_is_not_nothing() -> None:
    assert kpi("neue-folgekosten", {"": {"measures": {"all": 2}}}).text == "noch keine Fälle"
    named = {"": {"measures": {"all": 2}, "yearly_cents_n": {"all": 1}}}
    assert kpi("neue-folgekosten", named).text == "0\N{NO-BREAK SPACE}€"


RECEIVED: Given = {f"received:{year}": {"origin": {"citizens": 23}} for year in (2023, 2025, 2026)}
INHABITANTS = CityFigures(
    inhabitants=(
        DatedNumber(10_000, date(2024, 12, 31), "Register"),
        DatedNumber(12_500, date(2025, 12, 31), "Register"),
    )
)


def test_a_rate_takes_the_newest_number_of_its_year_and_rounded_counts() -> None:
    found = kpi("ideenquote-stadtgesellschaft", RECEIVED, INHABITANTS)
    assert [(row.year, row.reading.value) for row in found.rows()] == [
        (2023, Fraction(25, 10)),
        (2025, Fraction(25_000, 12_500)),
        (2026, Fraction(25_000, 12_500)),
    ]
    assert (found.text, found.period) == ("2 je 1.000 Menschen", "im Jahr 2025")
    assert found.sources == list(INHABITANTS.inhabitants)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("ideenquote-stadtgesellschaft", "weil die Stadt nicht hinterlegt hat, wie viele Menschen in ihr wohnen"),
        ("ideenquote-stadtverwaltung", "weil die Stadt nicht hinterlegt hat, wie viele Menschen für sie arbeiten"),
        ("beteiligungsquote", "weil wir keine Personen zählen"),
        ("treibhausgase", "weil keine Meldung Tonnen nennt"),
        ("gesparte-folgekosten", "weil die Ämter nur Kosten melden"),
    ],
)
def test_what_cannot_be_measured_says_why(key: str, reason: str) -> None:
    found = kpi(key, RECEIVED, CityFigures())
    assert found.text.startswith(f"nicht messbar, {reason}")
    assert (found.total, found.rows(), found.cases) == (None, [], "")


@pytest.mark.parametrize(("exact", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10)])
def test_counts_by_side_are_rounded_everywhere(exact: int, shown: int) -> None:
    given = {
        "": {"origin": {"council": exact}},
        "received:2026": {"origin": {"council": exact}},
        "origin:council": {"answered": {"all": exact}},
        "origin:council:2026": {"status": {"rejected": exact}, "answered": {"all": exact}},
    }
    for key in ("eingang-gremien", "antworten-gremien"):
        found = kpi(key, given)
        (row,) = found.rows()
        assert found.total == row.reading == Reading(Fraction(shown), shown)
        assert (found.text, found.cases) == (f"rund {shown}", f"n = rund {shown}")


def test_every_key_figure_has_a_page_a_group_and_no_value_out_of_nothing() -> None:
    kpis = all_kpis(figures({}))
    assert [kpi for _, members in grouped(kpis) for kpi in members] == list(kpis.values())
    assert len({group for group, _ in grouped(kpis)}) == len(grouped(kpis))
    for each in kpis.values():
        assert each.reason or each.text in {"noch keine Fälle", "0", "rund 0"}


def test_each_goal_of_the_strategy_has_indicators() -> None:
    assert set(INDICATORS) == {goal.number for goal in load_city().strategic_goals}
    shown = {goal: goal_indicators(figures(ANSWERS), goal) for goal in INDICATORS}
    first = shown[1][0]
    assert (first.label, first.value, first.n) == ("Rechtzeitig beantwortet", "90\N{NO-BREAK SPACE}%", "n = 10")
    assert {each.link.removeprefix("/kennzahlen/") for found in shown.values() for each in found} <= set(DEFINITIONS)
    assert goal_indicators(figures(ANSWERS), 6) == []


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        ({"1": 1}, "1 Tag (Median), 1 Tag (90. Perzentil)", "1 day (median), 1 day (90th percentile)"),
        ({"1": 1, "2": 1}, "1,5 Tage (Median), 2 Tage (90. Perzentil)", "1.5 days (median), 2 days (90th percentile)"),
    ],
)
def test_a_single_day_is_one(days: Mapping[str, int], german: str, english: str) -> None:
    given = {"answer:2026": {"days": days}}
    assert kpi("dauer-antwort", given).text == german
    with speaking("en"):
        assert kpi("dauer-antwort", given).text == english


def test_every_definition_is_english_on_english_pages() -> None:
    german = all_kpis(figures(RECEIVED, CityFigures()))
    with speaking("en"):
        english = all_kpis(figures(RECEIVED, CityFigures()))
        assert [group for group, _ in grouped(english)][:2] == ["Answers", "Ideas and participation"]
        for key, each in english.items():
            here, there = each.definition, german[key].definition
            assert (here.key, here.group) == (there.key, there.group)
            for name in ("name", "means", "counts", "computed", "by"):
                assert getattr(here, name) != getattr(there, name)
            assert each.reason is None or each.text == f"cannot be measured, {each.reason}"
            assert each.reason is None or each.reason.startswith("because ")


def test_who_says_how_many_people_there_are_stays_german_on_english_pages() -> None:
    with speaking("en"):
        found = kpi("ideenquote-stadtgesellschaft", RECEIVED, INHABITANTS)
        assert (found.text, found.period) == ("2 per 1,000 people", "in 2025")
        assert all(isinstance(each.source, German) for each in found.sources)
