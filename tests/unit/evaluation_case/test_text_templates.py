"""Texts with variables: what they may contain, what becomes of them in a case, and that they are easy to read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textstat import textstat

import city
from services.evaluation.domain.bulk_errors import TemplateBraceAlone, TemplateValueMissing, TemplateVariableUnknown
from services.evaluation.domain.text_templates import VARIABLES, TextTemplate, fill, variables_of
from services.evaluation.presentation.template_values import TemplateMatter, template_values
from services.evaluation.text_templates_file import FILE, load_text_templates, read_text_templates
from shared.runtime.city import load_city
from shared.runtime.city_files import CityDataError
from tests.unit.evaluation_case.cases import WORKED_CASES, catalogue

TEXT = (Path(city.__file__).parent / FILE).read_text(encoding="utf-8")
CITY = load_city()
TEMPLATES = load_text_templates(None)
HARDEST = 8.0
MATTER = TemplateMatter(
    number="2026-0412",
    title="Trinkbrunnen am Markt",
    field_of_action="Mobilität",
    unit="tiefbau",
    track="full",
    result=WORKED_CASES["G7"]["expected"],
    until=date(2027, 2, 1),
    addressee="rechtsamt",
)


def values(matter: TemplateMatter) -> dict[str, str | None]:
    return template_values(matter, VARIABLES, catalogue(), CITY)


def test_every_variable_has_its_value() -> None:
    assert values(MATTER) == {
        "nummer": "2026-0412",
        "titel": "Trinkbrunnen am Markt",
        "handlungsfeld": "Mobilität",
        "stelle": "Tiefbau",
        "verfahren": "volles Verfahren",
        "empfehlung": "nicht umsetzen",
        "gesamtwert": "+0,62",
        "gruende_dafuer": "Leistungsfähigkeit und Weiterentwicklung; Bedarfsgerechte Leistung; Beteiligung der Betroffenen",
        "gruende_dagegen": "Bestmögliche Lösung für die Menschen; Moderne Arbeitgeberin, sinnvolle Arbeit",
        "leitsatz": " ".join(catalogue().sentences[name] for name in ("LS2", "LS1", "LS4")),
        "bis": "1. Februar 2027",
        "abgegeben_an": "Rechtsamt",
    }


def test_what_a_case_does_not_have_is_no_value() -> None:
    bare = TemplateMatter("2026-0412", "", None, None, "direct", None)
    found = values(bare)
    assert {name for name, value in found.items() if value is not None} == {"nummer", "verfahren"}
    fits = replace(MATTER, result=WORKED_CASES["G1"]["expected"], unit="gone", addressee="landratsamt")
    assert (values(fits)["leitsatz"], values(fits)["stelle"]) == (None, None)
    assert values(fits)["abgegeben_an"] == "landratsamt"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Zu {titel}: {nummer}, {nummer}.", "Zu A {nummer} B: 7, 7."),
        ("{{nummer}} bleibt, {{{nummer}}} auch.", "{nummer} bleibt, {7} auch."),
        ("Ohne alles.", "Ohne alles."),
    ],
)
def test_variables_are_filled_in_once_and_doubled_braces_stay_braces(text: str, filled: str) -> None:
    assert fill(text, {"titel": "A {nummer} B", "nummer": "7"}) == filled


@pytest.mark.parametrize("text", ["{", "Das } hier", "{titel", "titel}", "{{titel}", "{titel}}"])
def test_a_brace_alone_is_refused(text: str) -> None:
    with pytest.raises(TemplateBraceAlone) as refused:
        variables_of(text, "text")
    assert refused.value.field == "text"


@pytest.mark.parametrize("name", ["title", "", " titel", "Titel", "titel!r", "0"])
def test_an_unknown_variable_is_refused_by_name_with_the_known_ones(name: str) -> None:
    with pytest.raises(TemplateVariableUnknown, match=r"gibt es nicht. Bekannt sind: \{nummer\}, ") as refused:
        variables_of(f"Zu {{{name}}}.", "text")
    assert (refused.value.name, refused.value.field) == (name, "text")


def test_a_variable_without_a_value_is_named_and_leaves_no_gap() -> None:
    with pytest.raises(TemplateValueMissing, match="Handlungsfeld; Stelle, die zuständig ist") as refused:
        fill("{nummer} {handlungsfeld} {stelle}", {"nummer": "7", "handlungsfeld": None})
    assert refused.value.field == "reasons"


def test_there_are_templates_for_every_decision_that_needs_no_conditions() -> None:
    for decision in ("accepted", "rejected", "deferred", "forwarded"):
        assert TEMPLATES.templates_for(decision)
    assert len(TEMPLATES.templates_for("rejected")) == 2
    assert TEMPLATES.template("angenommen") is TEMPLATES.templates_for("accepted")[0]
    assert TEMPLATES.template("gone") is None


@pytest.mark.parametrize("template", TEMPLATES.templates, ids=lambda template: template.id)
def test_the_texts_are_easy_to_read(template: TextTemplate) -> None:
    textstat.set_lang("de")
    filled = fill(template.text, values(MATTER))
    assert float(textstat.wiener_sachtextformel(filled, 1)) <= HARDEST
    assert "\n\n" in filled
    assert filled == filled.strip()


@pytest.mark.parametrize(
    ("before", "after", "key", "problem"),
    [
        ("„{titel}“", "{title}", "template[0].text", "unknown variable 'title'; known are nummer, titel, "),
        ("„{titel}“", "{titel", "template[0].text", "a brace stands alone"),
        ('"rejected"', '"refused"', "template[0].decision", "'refused' is not known; known are accepted"),
        ('id = "abgegeben"', 'id = "angenommen"', "template[4].id", "twice"),
        ('id = "abgegeben"', 'id = "Abgegeben"', "template[4].id", "does not fit"),
        ('name = "Wird umgesetzt"', 'name = " "', "template[2].name", "must not be empty"),
        ('name = "Wird umgesetzt"', 'title = "Wird umgesetzt"', "template[2].title", "unknown key"),
        ("Vielen Dank", "Dank " * 2_000, "template[0].text", "at most 10000 characters"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_file_and_key(before: str, after: str, key: str, problem: str) -> None:
    assert before in TEXT
    with pytest.raises(CityDataError) as refused:
        read_text_templates(FILE, TEXT.replace(before, after, 1).encode())
    assert str(refused.value).startswith(f"{FILE}: {key}: ")
    assert problem in str(refused.value)
