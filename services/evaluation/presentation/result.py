"""A result as people read it: a plain sentence first, then the profile, then what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from services.evaluation.domain.catalogue import Catalogue, Criterion
from services.evaluation.presentation.main_reasons import main_reasons
from services.evaluation.presentation.words import FLAGS, RECOMMENDATIONS, UNRATED
from shared.web.formats import signed


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a profile; without a value the text says why."""

    label: str
    value: Fraction | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What the page shows of a result. `close` asks for a confirmation."""

    recommendation: str
    causes: Sequence[str]
    remarks: Sequence[str]
    dimensions: Sequence[Bar]
    criteria: Sequence[Bar]
    score: Fraction | None
    robustness: str | None
    individual: Sequence[tuple[str, str]]
    levers: Sequence[str]
    reasons_for: Sequence[str]
    reasons_against: Sequence[str]
    close: bool


def result_page(result: Mapping[str, Any], catalogue: Catalogue) -> ResultPage:
    """The stored result (names of `score`) for the page."""
    return ResultPage(
        recommendation=RECOMMENDATIONS[result["decision"]],
        causes=[cause_in_words(cause, catalogue) for cause in result["why"]],
        remarks=[remark(flag) for flag in result["flags"]],
        dimensions=list(_dimensions(result, catalogue)),
        criteria=list(_criteria(result, catalogue)),
        score=Fraction(result["S"]) if "S" in result else None,
        robustness=_robustness(result),
        individual=[(name, RECOMMENDATIONS[own]) for name, own in result.get("individual", {}).items()],
        levers=[_lever(lever, catalogue) for lever in result.get("levers", [])],
        reasons_for=_reasons(result, catalogue, 1),
        reasons_against=_reasons(result, catalogue, -1),
        close="knapp" in result["flags"],
    )


def _dimensions(result: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Bar]:
    for dimension in catalogue.dimensions.values():
        value = result.get("D", {}).get(dimension.id)
        yield Bar(dimension.label.german, None if value is None else Fraction(value))


def _criteria(result: Mapping[str, Any], catalogue: Catalogue) -> Iterator[Bar]:
    for criterion in catalogue.criteria.values():
        value = result["state"][criterion.id]
        label = f"{criterion.id} {criterion.label.german}"
        yield Bar(label, None, UNRATED[value]) if value in UNRATED else Bar(label, Fraction(value))


def _reasons(result: Mapping[str, Any], catalogue: Catalogue, sign: int) -> list[str]:
    return [
        f"{catalogue.criteria[name].label.german} ({signed(value)})"
        for name, value in main_reasons(result, catalogue, sign)
    ]


def cause_in_words(cause: str, catalogue: Catalogue) -> str:
    """A sentence for one entry of `why`."""
    kind, _, subject = cause.partition(":")
    match kind:
        case "K.o.":
            return f"Ausschlusskriterium nicht erfüllt: {catalogue.exclusion_criteria[subject].label.german}"
        case "floor":
            return f"Zu niedrig bewertet: {catalogue.dimensions[subject].label.german}"
        case "minus2":
            return f"Stark hemmend bewertet: {catalogue.criteria[subject].label.german}"
        case "S<t_lo":
            return "Der Gesamtwert liegt unter der unteren Schwelle."
        case "S<t_hi":
            return "Der Gesamtwert liegt unter der oberen Schwelle."
        case "no-rating":
            return "Kein Kriterium ließ sich bewerten."
        case "Leitbild-unrated":
            return "Ob der Impuls zum Leitbild passt, ist nicht bewertet."
        case _:
            gate = catalogue.dimensions[catalogue.method.gate_dimension]
            return f"Der Impuls passt nicht: {gate.label.german} ist negativ bewertet."


def remark(flag: str) -> str:
    """A sentence for one entry of `flags`."""
    kind, _, subjects = flag.partition(":")
    return f"{FLAGS[kind]}: {subjects.replace(',', ', ')}." if subjects else FLAGS[kind]


def _robustness(result: Mapping[str, Any]) -> str | None:
    if "radius" not in result:
        return None
    percent = int(Fraction(result["radius"]) * 100)
    if percent >= 100:
        return "Das Ergebnis bliebe bei jeder anderen Gewichtung gleich."
    return f"Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu {percent} % anders wäre."


def _lever(lever: Mapping[str, str], catalogue: Catalogue) -> str:
    label = catalogue.criteria[lever["criterion"]].label.german
    change = f"{signed(Fraction(lever['to']))} statt {signed(Fraction(lever['from']))}"
    return f"{label}: {change} ergäbe „{RECOMMENDATIONS[lever['class']]}“"


def lever_conditions(result: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """A condition to choose for each lever, by its criterion: what has to become better, up to which anchor."""
    return {
        lever["criterion"]: _lever_condition(catalogue.criteria[lever["criterion"]], int(Fraction(lever["to"])))
        for lever in result.get("levers", [])
    }


def _lever_condition(criterion: Criterion, needed: int) -> str:
    anchor = criterion.anchors[needed].german
    return f"{criterion.label.german}: Erreicht werden muss „{anchor}“"
