"""Why a result is what it is, in sentences: reasons, limits, what was open, what would have to change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Final

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.score import contributions, not_assessable, values_of, written
from services.reporting.presentation.words import EXCLUSION_ANSWERS, RECOMMENDATIONS
from shared.translation import gettext as _
from shared.web.formats import signed

MOST: Final = 3
"""How many reasons on each side stand on the page."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion that weighs much, its value, and what the catalogue says about that value (may be empty)."""

    label: str
    value: Fraction
    meaning: str


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """An exclusion criterion with its answer and the office that answers for it in doubt."""

    label: str
    question: str
    answer: str
    office: str
    met: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything in words about a result. `robustness` is None where no class could be computed."""

    recommendation: str
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    limits: tuple[str, ...]
    quoted: tuple[str, ...]
    exclusions: tuple[ExclusionRow, ...]
    remarks: tuple[str, ...]
    robustness: str | None
    levers: tuple[str, ...]
    not_assessable: tuple[str, ...]


def explain(result: Mapping[str, Any], catalogue: Catalogue) -> Explanation:
    """Put a published result into sentences. Source: assessment-method, "What the public sees"."""
    weighed = contributions(result, catalogue)
    reasons = [_reason(each.criterion, each.value, catalogue) for each in weighed if each.size]
    return Explanation(
        recommendation=RECOMMENDATIONS[result["decision"]],
        reasons_for=tuple(reason for reason in reasons if reason.value > 0)[:MOST],
        reasons_against=tuple(reason for reason in reasons if reason.value < 0)[:MOST],
        limits=tuple(_limit(cause, result, catalogue) for cause in result["why"]),
        quoted=tuple(_quoted(result, catalogue)),
        exclusions=tuple(_exclusions(result, catalogue)),
        remarks=tuple(_remark(flag, result, catalogue) for flag in result["flags"]),
        robustness=robustness(result.get("radius")),
        levers=tuple(_lever(lever, catalogue) for lever in result.get("levers", [])),
        not_assessable=tuple(catalogue.label(name) for name in not_assessable(result)),
    )


def robustness(radius: str | None) -> str | None:
    """The public sentence about how far the weights could be otherwise; the percentage is rounded down."""
    if radius is None:
        return None
    share = Fraction(radius)
    if share >= 1:
        return _("Das Ergebnis bliebe bei jeder anderen Gewichtung gleich.")
    return _("Das Ergebnis bliebe gleich, auch wenn jedes Gewicht um bis zu {percent} % anders wäre.").format(
        percent=floor(share * 100)
    )


def _reason(criterion: str, value: Fraction, catalogue: Catalogue) -> Reason:
    anchors = catalogue.criteria[criterion].anchors
    meaning = anchors.get(int(value), "") if value.denominator == 1 else ""
    return Reason(catalogue.label(criterion), value, meaning)


def _limit(cause: str, result: Mapping[str, Any], catalogue: Catalogue) -> str:
    match cause.partition(":"):
        case ("K.o.", _, criterion):
            return _(
                "Eine Voraussetzung ist nicht erfüllt: „{criterion}“. Ohne sie setzt die Stadt keinen Impuls selbst um."
            ).format(criterion=catalogue.label(criterion))
        case ("floor", _, dimension):
            return _("Der Bereich „{dimension}“ hat den Wert {value}. Er darf nicht unter {limit} liegen.").format(
                dimension=catalogue.label(dimension),
                value=signed(Fraction(result["D"][dimension])),
                limit=_written_threshold("floor", catalogue),
            )
        case ("minus2", _, criterion):
            return _("Das Kriterium „{criterion}“ hat den schlechtesten Wert: −2.").format(
                criterion=catalogue.label(criterion)
            )
        case ("S<t_lo", _, _):
            return _("Der Gesamtwert liegt unter {limit}. Dann lautet die Empfehlung: nicht umsetzen.").format(
                limit=_written_threshold("t_lo", catalogue)
            )
        case ("S<t_hi", _, _):
            return _("Der Gesamtwert liegt unter {limit}. Erst ab diesem Wert braucht es keine Bedingungen.").format(
                limit=_written_threshold("t_hi", catalogue)
            )
        case ("Leitbild-unrated", _, _):
            return _("Ob der Impuls zum Handlungsleitbild passt, konnte niemand beurteilen.")
        case ("no-rating", _, _):
            return _("Kein einziges Kriterium konnte bewertet werden.")
        case _:
            dimension = cause.removesuffix("<0")
            return _("Der Bereich „{dimension}“ hat den Wert {value}. Er darf nicht unter 0 liegen.").format(
                dimension=catalogue.label(dimension), value=signed(Fraction(result["D"][dimension]))
            )


def _quoted(result: Mapping[str, Any], catalogue: Catalogue) -> Iterable[str]:
    """The sentences of the guiding principles that an impulse does not fit, if that decided."""
    gate = catalogue.gate_dimension
    if gate is None or f"{gate}<0" not in result["why"]:
        return
    values = values_of(result)
    names = [
        sentence
        for criterion in catalogue.criteria_of(gate)
        if values.get(criterion.id, Fraction(0)) < 0
        for sentence in criterion.sentences
    ]
    for name in dict.fromkeys(names):
        if name in catalogue.sentences:
            yield catalogue.sentences[name]


def _exclusions(result: Mapping[str, Any], catalogue: Catalogue) -> Iterable[ExclusionRow]:
    for name, answer in result.get("exclusions", {}).items():
        criterion = catalogue.criteria.get(name)
        yield ExclusionRow(
            label=catalogue.label(name),
            question=criterion.question if criterion else "",
            answer=EXCLUSION_ANSWERS[answer],
            office=(criterion.office or "") if criterion else "",
            met=answer in {"ja", "na"},
        )


def _remark(flag: str, result: Mapping[str, Any], catalogue: Catalogue) -> str:
    match flag.partition(":"):
        case ("ko-open", _, ids):
            return _("Noch offen ist {criteria}. Ohne Antwort der Fachstelle gibt es keine Empfehlung.").format(
                criteria=", ".join(
                    _("„{criterion}“").format(criterion=catalogue.label(name)) for name in ids.split(",")
                )
            )
        case ("coverage", _, _):
            return _("Zu vieles ließ sich nicht beurteilen. Darum gibt es keine Empfehlung.")
        case ("unknown-decides", _, _):
            return _("Was sich nicht beurteilen ließ, könnte das Ergebnis ändern.")
        case ("relevance-disputed", _, _):
            return _("Bei mindestens einem Kriterium war strittig, ob es für diesen Impuls zählt.")
        case ("adjacent-classes", _, _):
            return _("Die Gutachten lagen nah beieinander: {results}.").format(results=_individual(result))
        case ("minority-view", _, _):
            return _("Nicht alle kamen zum selben Ergebnis: {results}.").format(results=_individual(result))
        case ("evaluators-disagree", _, _):
            return _("Die Gutachten kamen zu verschiedenen Ergebnissen: {results}.").format(results=_individual(result))
        case ("conflict-share", _, _):
            return _("Bei wichtigen Kriterien lagen die Gutachten weit auseinander.")
        case ("knapp", _, _):
            return _("Das Ergebnis ist knapp. Wer entscheidet, musste es eigens bestätigen.")
        case _:
            return flag


def _individual(result: Mapping[str, Any]) -> str:
    classes: list[str] = result.get("individual", [])
    return ", ".join(
        _("{count} mal „{recommendation}“").format(
            count=classes.count(each), recommendation=RECOMMENDATIONS.get(each, each)
        )
        for each in dict.fromkeys(classes)
    )


def _lever(lever: Mapping[str, Any], catalogue: Catalogue) -> str:
    return _("„{criterion}“ steigt von {before} auf {after}. Dann lautet die Empfehlung: {recommendation}.").format(
        criterion=catalogue.label(lever["criterion"]),
        before=signed(Fraction(lever["from"])),
        after=signed(Fraction(lever["to"])),
        recommendation=RECOMMENDATIONS[lever["class"]],
    )


def _written_threshold(name: str, catalogue: Catalogue) -> str:
    return written(catalogue.threshold(name)) if name in catalogue.method else _("der Grenze")
