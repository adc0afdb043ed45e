"""The filters of the list in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.reporting.filters import Chosen
from services.reporting.presentation.words import DECISIONS, ORIGINS, STATUS
from services.reporting.queries.load_totals import Totals
from services.reporting.views.totals import ALL
from shared.runtime.city import City
from shared.translation import N_, Words

LABELS: Final = Words(
    {
        "q": N_("Suche"),
        "status": N_("Stand"),
        "entscheidung": N_("Entscheidung"),
        "herkunft": N_("Herkunft"),
        "handlungsfeld": N_("Handlungsfeld"),
        "ziel": N_("Strategisches Ziel"),
        "jahr": N_("Eingegangen im Jahr"),
    }
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with what can be chosen: pairs of key and label; `value` is what is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One filter that is set, in words, and the address of the list without it."""

    label: str
    value: str
    without: str

    @property
    def words(self) -> str:
        """What it says as plain text."""
        return f"{self.label}: {self.value}"


def facets(chosen: Chosen, city: City, listed: Mapping[str, Totals]) -> tuple[Facet, ...]:
    """All filters. Numbers stand beside the choices as long as nothing is chosen: beside a choice they would mislead."""
    counts = {} if any(value for _, value in chosen.pairs()) else _counts(listed)
    years = sorted((scope.removeprefix("received:") for scope in listed if scope.startswith("received:")), reverse=True)
    fields = [(field.slug, field.label, f"field:{field.name}") for field in city.fields_of_action]
    goals = [(str(goal.number), goal.label, f"goal:{goal.number}") for goal in city.strategic_goals]
    by_status = listed[ALL].of("listed") if ALL in listed else {}
    states = [(str(each), label, f"status:{each}") for each, label in STATUS.items() if str(each) in by_status]
    return (
        _facet("status", chosen.status, states, counts),
        _facet("entscheidung", chosen.entscheidung, [(k, v, f"decision:{k}") for k, v in DECISIONS.items()], counts),
        _facet("herkunft", chosen.herkunft, [(k, v, f"origin:{k}") for k, v in ORIGINS.items()], counts),
        _facet("handlungsfeld", chosen.handlungsfeld, fields, counts),
        _facet("ziel", chosen.ziel, goals, counts),
        _facet("jahr", chosen.jahr, [(year, year, f"received:{year}") for year in years], counts),
    )


def narrowings(chosen: Chosen, city: City, path: str) -> tuple[Narrowing, ...]:
    """What is set, each with the way to take it back."""
    return tuple(
        Narrowing(LABELS[name], _value_words(name, value, city), chosen.without(name).address(path))
        for name, value in chosen.pairs()
        if value
    )


def _value_words(name: str, value: str, city: City) -> str:
    words: Mapping[str, Mapping[str, str]] = {
        "status": {str(each): label for each, label in STATUS.items()},
        "entscheidung": DECISIONS,
        "herkunft": ORIGINS,
        "handlungsfeld": {field.slug: field.label for field in city.fields_of_action},
        "ziel": {str(goal.number): goal.label for goal in city.strategic_goals},
    }
    return words.get(name, {}).get(value, value)


def _counts(listed: Mapping[str, Totals]) -> dict[str, int]:
    by_status = listed[ALL].of("listed") if ALL in listed else {}
    counts = {scope: totals.sum_of("listed") for scope, totals in listed.items()}
    return counts | {f"status:{status}": number for status, number in by_status.items()}


def _facet(name: str, value: str, choices: Iterable[tuple[str, str, str]], counts: Mapping[str, int]) -> Facet:
    options = tuple((key, f"{label} ({counts[scope]})" if scope in counts else label) for key, label, scope in choices)
    return Facet(name, LABELS[name], options, value)
