"""Why a result is what it is, in sentences."""

from typing import Any

import pytest

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.explanation import explain, robustness
from tests.unit.reporting_pages.stories import worked


@pytest.mark.parametrize(
    ("radius", "sentence"),
    [
        ("7/13", "Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu 53 % anders wäre."),
        ("23/43", "Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu 53 % anders wäre."),
        ("1/3", "Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu 33 % anders wäre."),
        ("1", "Das Ergebnis bliebe bei jeder anderen Gewichtung gleich."),
        (None, None),
    ],
)
def test_robustness_is_one_sentence_and_never_promises_more(radius: str | None, sentence: str | None) -> None:
    assert robustness(radius) == sentence


def test_the_largest_contributions_are_the_reasons(catalogue: Catalogue) -> None:
    explanation = explain(worked("G5"), catalogue)
    assert [(reason.label, str(reason.value)) for reason in explanation.reasons_for] == [
        ("Bestmögliche Lösung für die Menschen", "2"),
        ("Leistungsfähigkeit und Weiterentwicklung", "2"),
        ("Bedarfsgerechte Leistung", "2"),
    ]
    assert [(reason.label, str(reason.value)) for reason in explanation.reasons_against] == [
        ("Klimaschutz und Energie", "-2"),
        ("Ressourcen, Natur und Klimaanpassung", "-1"),
        ("Lebenswerte und sozial gerechte Stadt", "-1"),
    ]
    assert explanation.reasons_against[0].meaning == "Der Ausstoß steigt erheblich und auf Dauer."


def test_a_half_value_has_no_anchor(catalogue: Catalogue) -> None:
    halves = [reason for reason in explain(worked("G1"), catalogue).reasons_for if reason.value.denominator > 1]
    assert halves
    assert all(reason.meaning == "" for reason in halves)


@pytest.mark.parametrize(
    ("case", "sentences"),
    [
        ("G1", ()),
        (
            "G3",
            (
                "Eine Voraussetzung ist nicht erfüllt: „Gleichheitsgrundsätze“. "
                "Ohne sie setzt die Stadt keinen Impuls selbst um.",
            ),
        ),
        (
            "G5",
            (
                "Der Bereich „Nachhaltiges Verwaltungshandeln“ hat den Wert −1,25. Er darf nicht unter −0,5 liegen.",
                "Das Kriterium „Klimaschutz und Energie“ hat den schlechtesten Wert: −2.",
            ),
        ),
        ("G7", ("Der Bereich „Handlungsleitbild (Leitsatz)“ hat den Wert −0,5. Er darf nicht unter 0 liegen.",)),
    ],
)
def test_every_limit_that_decided_is_named(case: str, sentences: tuple[str, ...], catalogue: Catalogue) -> None:
    assert explain(worked(case), catalogue).limits == sentences


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ("S<t_lo", "Der Gesamtwert liegt unter 0. Dann lautet die Empfehlung: nicht umsetzen."),
        ("S<t_hi", "Der Gesamtwert liegt unter 0,5. Erst ab diesem Wert braucht es keine Bedingungen."),
        ("Leitbild-unrated", "Ob der Impuls zum Handlungsleitbild passt, konnte niemand beurteilen."),
        ("no-rating", "Kein einziges Kriterium konnte bewertet werden."),
    ],
)
def test_causes_about_the_whole_are_sentences(cause: str, sentence: str, catalogue: Catalogue) -> None:
    assert explain(worked("G1") | {"why": [cause]}, catalogue).limits == (sentence,)


def test_the_sentences_of_the_strategy_that_do_not_fit_are_quoted_once(catalogue: Catalogue) -> None:
    assert explain(worked("G7"), catalogue).quoted == (
        "Wir arbeiten an bestmöglichen Lösungen für die Menschen in der Stadt.",
        "Wir als Stadtverwaltung Ludwigsburg sind eine moderne Arbeitgeberin und Dienstleisterin.",
        "Die Mitarbeitenden können jederzeit den Sinn in ihrer Tätigkeit erkennen.",
    )
    assert explain(worked("G5"), catalogue).quoted == ()


def test_exclusion_criteria_name_answer_and_office(catalogue: Catalogue) -> None:
    rows = {row.label: row for row in explain(worked("G3"), catalogue).exclusions}
    assert len(rows) == 5
    assert (rows["Rechtmäßigkeit"].answer, rows["Rechtmäßigkeit"].office) == ("erfüllt", "Rechtsamt")
    assert (rows["Gleichheitsgrundsätze"].answer, rows["Gleichheitsgrundsätze"].met) == ("nicht erfüllt", False)


def test_levers_say_what_would_have_to_change(catalogue: Catalogue) -> None:
    assert explain(worked("G5"), catalogue).levers == (
        "„Klimaschutz und Energie“ steigt von −2 auf +1. Dann lautet die Empfehlung: umsetzen.",
    )
    assert explain(worked("G1"), catalogue).levers == ()


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("ko-open:K1,K4", "Noch offen ist „Rechtmäßigkeit“, „Dauerhafte Finanzierbarkeit“."),
        ("coverage", "Zu vieles ließ sich nicht beurteilen."),
        ("unknown-decides", "könnte das Ergebnis ändern"),
        ("relevance-disputed", "war strittig"),
        ("adjacent-classes", "1 mal „nicht umsetzen“, 1 mal „umsetzen“"),
        ("minority-view", "1 mal „nicht umsetzen“, 1 mal „umsetzen“"),
        ("evaluators-disagree", "1 mal „nicht umsetzen“, 1 mal „umsetzen“"),
        ("conflict-share", "weit auseinander"),
        ("knapp", "Das Ergebnis ist knapp."),
    ],
)
def test_every_flag_is_a_sentence(flag: str, words: str, catalogue: Catalogue) -> None:
    (remark,) = explain(worked("G9") | {"flags": [flag]}, catalogue).remarks
    assert words in remark


def test_what_nobody_could_assess_is_named(catalogue: Catalogue) -> None:
    result: dict[str, Any] = worked("G1")
    result["state"]["Z33"] = "NB"
    assert explain(result, catalogue).not_assessable == ("Förder- und Komplementärmittel",)


def test_a_result_without_any_rating_can_be_explained(catalogue: Catalogue) -> None:
    bare = {"state": {}, "base": "KLAEREN", "why": ["no-rating"], "flags": ["coverage"], "decision": "KLAEREN"}
    explanation = explain(bare, catalogue)
    assert explanation.recommendation == "noch zu klären"
    assert (explanation.reasons_for, explanation.levers, explanation.robustness) == ((), (), None)


def test_a_result_whose_catalogue_is_not_here_yet_can_be_explained() -> None:
    explanation = explain(worked("G5"), Catalogue())
    assert explanation.limits[1] == "Das Kriterium „Z41“ hat den schlechtesten Wert: −2."
    assert explanation.reasons_for == ()
