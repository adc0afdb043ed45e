"""What the pages of bulk decisions say: words for states, choices, and one line per case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from services.evaluation.domain.bulk_decision import DECISIONS, BulkState, ItemState
from services.evaluation.domain.case import CaseState
from services.evaluation.domain.text_templates import TextTemplates
from services.evaluation.presentation import words
from services.evaluation.queries.bulk_cases import CaseFilter
from services.evaluation.queries.bulk_preview import PreviewedItem
from shared.runtime.city import City

BULK_STATES: Mapping[BulkState, str] = {
    BulkState.DRAFT: "Entwurf",
    BulkState.DECIDING: "wird gerade entschieden",
    BulkState.DECIDED: "entschieden",
    BulkState.WITHDRAWING: "wird gerade zurückgenommen",
    BulkState.WITHDRAWN: "zurückgenommen",
}

ITEM_STATES: Mapping[ItemState, str] = {
    ItemState.WAITING: "noch nicht entschieden",
    ItemState.LEFT_OUT: "ausgelassen",
    ItemState.DECIDED: "entschieden",
    ItemState.SKIPPED: "nicht entschieden",
    ItemState.WITHDRAWN: "zurückgenommen",
    ItemState.KEPT: "nicht zurückgenommen",
}

PUBLISHED = "entschieden und veröffentlicht"

DONE: Mapping[str, tuple[str, str]] = {
    "entwurf": ("Entwurf angelegt", "Noch ist nichts entschieden. Sehen Sie sich bitte an, was unten steht."),
    "vorgang": ("Vorgang gespeichert", "Was Sie geschrieben haben, gilt nur für ihn."),
    "start": ("Es geht los", "Sie können die Seite schließen. Die Arbeit geht auch ohne Sie weiter."),
    "ruecknahme": ("Die Entscheidungen werden zurückgenommen", "Was schon veröffentlicht ist, bleibt."),
    "einzeln": ("Entscheidung zurückgenommen", "Der Vorgang wartet wieder auf eine Entscheidung."),
    "geloescht": ("Entwurf gelöscht", "Entschieden war damit noch nichts."),
}
"""What a person has just done, by the word in the address of the page that follows: heading and sentence."""

FILTERS = ("empfehlung", "handlungsfeld", "stelle", "verfahren")


@dataclass(frozen=True, slots=True)
class BulkFilterForm:
    """Pairs of value and label to choose from, what is chosen by field, and the same as the query of an address."""

    recommendations: Sequence[tuple[str, str]]
    fields_of_action: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    tracks: Sequence[tuple[str, str]]
    chosen: Mapping[str, str]
    query: str


def read_filter(fields: Mapping[str, str]) -> CaseFilter:
    """The filter of the fields of an address or a form; an empty field asks for all."""
    return CaseFilter(*(fields.get(name, "").strip() or None for name in FILTERS))


def filter_form(fields: Mapping[str, str], city: City) -> BulkFilterForm:
    """The form with what is chosen."""
    chosen = {name: fields.get(name, "").strip() for name in FILTERS}
    return BulkFilterForm(
        recommendations=[(str(key), label) for key, label in words.RECOMMENDATIONS.items()],
        fields_of_action=[(field.name, field.name) for field in city.fields_of_action],
        units=[(unit.id, unit.name) for unit in city.units],
        tracks=list(words.TRACKS.items()),
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
    )


def decision_choices() -> list[tuple[str, str]]:
    """The decisions that can be taken for many at once."""
    return [(decision, words.DECISIONS[decision]) for decision in DECISIONS]


def template_choices(templates: TextTemplates) -> list[tuple[str, str]]:
    """The texts of the city that fit one of these decisions, each with its decision."""
    return [
        (each.id, f"{words.DECISIONS[each.decision]}: {each.name}")
        for decision in DECISIONS
        for each in templates.templates_for(decision)
    ]


def state_in_words(item: PreviewedItem) -> str:
    """What became of a case."""
    if item.listed.state in {ItemState.DECIDED, ItemState.KEPT} and item.found.case.state is CaseState.PUBLISHED:
        return PUBLISHED
    return ITEM_STATES[item.listed.state]


def recommendation_in_words(item: PreviewedItem) -> str:
    """The recommendation, and what about it asks for care."""
    advice = item.found.advice
    if advice is None:
        return "keine, weil nichts bewertet wurde"
    remarks = ["Abweichung"] if item.deviates else []
    remarks += ["knapp"] if item.close else []
    said = words.RECOMMENDATIONS[advice.recommendation]
    return f"{said} ({', '.join(remarks)})" if remarks else said
