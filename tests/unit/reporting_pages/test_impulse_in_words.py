"""The way, the decision and the measure of an impulse in words."""

import json
from typing import Any

import pytest

from services.evaluation.domain.case_input import parse_case
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import score
from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.decision import decision_facts, decision_sentence
from services.reporting.presentation.impulse_page import impulse_page
from services.reporting.presentation.measure import measure_facts
from services.reporting.presentation.names import Names
from services.reporting.presentation.recompute import recomputation, scored_in
from services.reporting.presentation.timeline import timeline
from services.reporting.public_impulse import PublicImpulse
from shared.contracts.status import STATUS_LABELS
from tests.unit.reporting_pages import stories
from tests.unit.reporting_pages.rows import told
from tests.unit.reporting_pages.stories import City, Story

Sample = tuple[City, dict[str, Story]]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("implemented", "Die Stadt setzt diesen Impuls um."),
        ("conditions", "Die Stadt setzt diesen Impuls um, aber nur unter Bedingungen."),
        ("rejected", "Die Stadt setzt diesen Impuls nicht um."),
        ("deferred", "Die Stadt stellt diesen Impuls bis zum 4. Januar 2027 zurück."),
        ("forwarded", "Die Stadt gibt diesen Impuls ab an folgende Stelle: finanzamt."),
    ],
)
def test_every_decision_is_one_plain_sentence(name: str, sentence: str, sample: Sample, names: Names) -> None:
    city, impulses = sample
    decision = told(city, impulses[name]).decision
    assert decision is not None
    assert decision_sentence(decision, names) == sentence


def test_a_decision_names_units_and_never_people(sample: Sample, names: Names) -> None:
    city, impulses = sample
    decision = told(city, impulses["deviating"]).decision
    assert decision is not None
    facts = dict(decision_facts(decision, names))
    assert facts["Bewertet von"] == "drei Personen aus: Klima, Energie und Umwelt, Stadtplanung und Vermessung"
    assert facts["Drittes Gutachten"] == "Es wurde eingeholt."


def test_the_direct_track_has_no_evaluators(sample: Sample, names: Names) -> None:
    city, impulses = sample
    decision = told(city, impulses["direct"]).decision
    assert decision is not None
    facts = dict(decision_facts(decision, names))
    assert facts["Verfahren"] == "Sofortumsetzung"
    assert "Bewertet von" not in facts


@pytest.mark.parametrize(
    ("name", "current", "ahead"),
    [
        ("assessment", "Bewertung begonnen", ["Bewertung und Entscheidung", "Umsetzung, wenn die Stadt zustimmt"]),
        (
            "council",
            "Dem Gemeinderat vorgelegt",
            ["Beschluss des Gemeinderats", "Umsetzung, wenn der Gemeinderat zustimmt"],
        ),
        ("deferred", "Entscheidung veröffentlicht: zurückgestellt", ["Neue Bewertung"]),
        (
            "conditions",
            "Entscheidung veröffentlicht: mit Bedingungen angenommen",
            ["Planung der Maßnahme", "Umsetzung"],
        ),
        ("under_way", "Umsetzungsstand: 35 %", ["Umsetzung abgeschlossen", "Prüfung der Wirkung"]),
        ("implemented", "Maßnahme umgesetzt", ["Prüfung der Wirkung"]),
        ("abandoned", "Maßnahme abgebrochen", []),
        ("rejected", "Entscheidung veröffentlicht: abgelehnt", []),
        ("withdrawn", "Zurückgezogen", []),
        ("handed_over", "An die zuständige Stelle übergeben", []),
        ("inadmissible", "Nicht zulässig", []),
    ],
)
def test_the_timeline_marks_where_it_stands_and_what_comes(
    name: str, current: str, ahead: list[str], sample: Sample, names: Names
) -> None:
    city, impulses = sample
    entries = timeline(told(city, impulses[name]), names)
    assert [entry.title for entry in entries if entry.state == "current"] == [current]
    assert [entry.title for entry in entries if entry.state == "open"] == ahead
    assert all(entry.date for entry in entries if entry.state != "open")
    assert entries[0].title == "Eingegangen"


def test_an_imported_impulse_was_received_when_the_city_got_it(sample: Sample, names: Names) -> None:
    city, impulses = sample
    impulse = told(city, impulses["imported"])
    assert timeline(impulse, names)[0].date == impulse.received_on
    assert impulse.received_on.year == 2017


def test_the_timeline_follows_time_and_not_topics(sample: Sample) -> None:
    city, impulses = sample
    steps = told(city, impulses["implemented"]).timeline
    assert [step.step for step in steps] == [
        "received", "released", "case_opened", "published", "planned", "progressed", "progressed", "completed",
    ]  # fmt: skip
    assert [step.percent for step in steps if step.step == "progressed"] == [40, 90]


def test_a_measure_shows_plan_and_money(sample: Sample, names: Names) -> None:
    city, impulses = sample
    measure = told(city, impulses["implemented"]).measure
    assert measure is not None
    assert (measure.percent, measure.completion) == (100, "Der Brunnen läuft.")
    facts = dict(measure_facts(measure, names))
    assert facts["Umsetzende Stelle"] == "Tiefbau"
    assert facts["Geplante Kosten"] == "18.500\N{NO-BREAK SPACE}€"
    assert facts["Bisher ausgegeben"] == "12.345,50\N{NO-BREAK SPACE}€"
    assert facts["Daran messen wir den Erfolg"] == "Gezapfte Liter am Tag: von 0 auf 400"
    assert facts["Geplant bis"] == "1. September 2026"


def test_an_abandoned_measure_says_why(sample: Sample) -> None:
    city, impulses = sample
    measure = told(city, impulses["abandoned"]).measure
    assert measure is not None
    assert measure.abandonment_reason == "Die Wand trägt das Gewicht nicht."
    assert measure.percent == 10


def test_a_decided_impulse_carries_all_its_texts(sample: Sample) -> None:
    city, impulses = sample
    decision = told(city, impulses["deviating"]).decision
    assert decision is not None
    assert decision.deviation
    assert decision.deviation_reason == "Die Bedenken zum Klima wiegen hier nicht schwer."
    assert decision.minority_view == "Ein Gutachten sieht den Platz als zu eng an."


def recomputed(impulse: PublicImpulse, round_number: int | None = None) -> dict[str, Any] | None:
    return recomputation(impulse, *scored_in(impulse, round_number), "https://stadt.example/katalog")


@pytest.mark.parametrize("case", ["G1", "G5", "G7", "G9"])
def test_the_published_votes_give_the_same_result_again(case: str, sample: Sample) -> None:
    city, impulses = sample
    name = {"G1": "implemented", "G5": "conditions", "G7": "rejected", "G9": "deferred"}[case]
    content = recomputed(told(city, impulses[name]))
    assert content is not None
    again = to_json(score(parse_case(json.dumps(content), stories.catalogue()), stories.catalogue()))
    same = ("S", "I", "D", "coverage", "state", "base", "why", "conflicts", "radius", "levers", "sdg", "S_equal")
    assert {key: again[key] for key in same} == {key: content["result"][key] for key in same}


def test_recomputing_names_nobody(sample: Sample) -> None:
    city, impulses = sample
    content = recomputed(told(city, impulses["implemented"]))
    assert content is not None
    assert content["votes"]["L4"] == [-1, 1]
    assert set(content["ratings"]) == {"Reihe 1", "Reihe 2"}
    assert "kein Gutachten einer Person" in content["explanation"]


@pytest.mark.parametrize("name", ["assessment", "direct", "forwarded"])
def test_what_was_not_scored_cannot_be_recomputed(name: str, sample: Sample) -> None:
    city, impulses = sample
    impulse = told(city, impulses[name])
    assert impulse.decision is None or recomputed(impulse) is None


@pytest.mark.parametrize("is_here", [True, False])
def test_a_page_leads_to_a_catalogue_only_where_it_is(
    is_here: bool, sample: Sample, names: Names, catalogue: Catalogue
) -> None:
    city, impulses = sample
    known = catalogue if is_here else Catalogue()
    shown = impulse_page(told(city, impulses["implemented"]), lambda _: known, names, "https://stadt.example")
    assert shown["catalogue_is_here"] is is_here
    assert (shown["recompute"] is not None) is is_here


def test_the_sample_shows_most_states(sample: Sample) -> None:
    city, impulses = sample
    seen = {told(city, story).status for name, story in impulses.items() if name not in {"screening", "internal"}}
    assert set(STATUS_LABELS) - seen == {"in_screening", "split", "answered"}
