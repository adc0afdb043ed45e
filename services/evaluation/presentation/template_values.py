"""What the variables of a text template stand for in one case, in German words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.presentation.main_reasons import main_reasons, state_of
from services.evaluation.presentation.words import RECOMMENDATIONS, TRACKS
from shared.runtime.city import City
from shared.web.formats import signed, written_date


@dataclass(frozen=True, slots=True)
class TemplateMatter:
    """What texts can say about a case and the decision; `result` has the names of `score` (at least `state`)."""

    number: str
    title: str
    field_of_action: str | None
    unit: str | None
    track: str
    result: Mapping[str, Any] | None
    until: date | None = None
    addressee: str | None = None


def template_values(
    matter: TemplateMatter, wanted: Iterable[str], catalogue: Catalogue, city: City
) -> dict[str, str | None]:
    """The values of the wanted variables, None where this case has none."""
    return {name: _VALUES[name](matter, catalogue, city) for name in wanted}


def _unit_name(unit_id: str | None, city: City) -> str | None:
    return next((unit.name for unit in city.units if unit.id == unit_id), None)


def _recommendation(matter: TemplateMatter) -> str | None:
    return None if matter.result is None else RECOMMENDATIONS[matter.result["decision"]]


def _score(matter: TemplateMatter) -> str | None:
    return signed(Fraction(matter.result["S"])) if matter.result is not None and "S" in matter.result else None


def _reasons(matter: TemplateMatter, catalogue: Catalogue, sign: int) -> str | None:
    """The criteria that weigh most on one side."""
    if matter.result is None:
        return None
    heaviest = main_reasons(matter.result, catalogue, sign)
    return "; ".join(catalogue.criteria[name].label.german for name, _ in heaviest) or None


def _sentences(matter: TemplateMatter, catalogue: Catalogue) -> str | None:
    """The sentence of the guiding principles that decided; where several do not fit, all of them."""
    gate = catalogue.method.gate_dimension
    if matter.result is None or f"{gate}<0" not in matter.result["why"]:
        return None
    state = state_of(matter.result)
    names = [
        sentence
        for criterion in catalogue.criteria_of(gate)
        if isinstance(value := state[criterion.id], Fraction) and value < 0
        for sentence in criterion.sentences
    ]
    return " ".join(catalogue.sentences[name] for name in dict.fromkeys(names)) or None


_VALUES: Mapping[str, Callable[[TemplateMatter, Catalogue, City], str | None]] = {
    "nummer": lambda matter, _, __: matter.number,
    "titel": lambda matter, _, __: matter.title or None,
    "handlungsfeld": lambda matter, _, __: matter.field_of_action,
    "stelle": lambda matter, _, city: _unit_name(matter.unit, city),
    "verfahren": lambda matter, _, __: TRACKS[matter.track],
    "empfehlung": lambda matter, _, __: _recommendation(matter),
    "gesamtwert": lambda matter, _, __: _score(matter),
    "gruende_dafuer": lambda matter, catalogue, _: _reasons(matter, catalogue, 1),
    "gruende_dagegen": lambda matter, catalogue, _: _reasons(matter, catalogue, -1),
    "leitsatz": lambda matter, catalogue, _: _sentences(matter, catalogue),
    "bis": lambda matter, _, __: None if matter.until is None else written_date(matter.until),
    "abgegeben_an": lambda matter, _, city: _unit_name(matter.addressee, city) or matter.addressee,
}
