"""Why a case would get another class, in words and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.score import Result
from services.evaluation.domain.what_if import Moved, Origin
from services.evaluation.presentation.numbers import decimal
from services.evaluation.presentation.result import cause_in_words, remark
from services.evaluation.presentation.words import RECOMMENDATIONS

ORIGINS: Mapping[Origin, str] = {
    Origin.LIMITS: "Das liegt an den Schwellen.",
    Origin.CRITERIA: "Das liegt an Kriterien und Gewichten.",
    Origin.BOTH: "Das liegt an Schwellen, Kriterien und Gewichten zusammen.",
}


def why_moved(moved: Moved, new: Catalogue) -> list[str]:
    """Sentences, the most telling first: what is new, what no longer holds, what has no counterpart, what it comes from."""
    return [*_told(moved, new), ORIGINS[moved.origin]]


def class_change(before: Recommendation, after: Recommendation) -> str:
    """„umsetzen → noch zu klären"."""
    return f"{RECOMMENDATIONS[before]} → {RECOMMENDATIONS[after]}"


def moved_json(moved: Moved, new: Catalogue) -> dict[str, object]:
    """One case of `--json`: names of the method, numbers as exact fractions, and the words."""
    return {
        "number": moved.number,
        "before": str(moved.before),
        "after": str(moved.after),
        "S": {"before": _score(moved.old), "after": _score(moved.new)},
        "why": {"before": _names(moved.old.why), "after": _names(moved.new.why)},
        "flags": {"before": list(moved.old.flags), "after": list(moved.new.flags)},
        "origin": str(moved.origin),
        "unrated": list(moved.counterparts.unrated),
        "unanswered": list(moved.counterparts.unanswered),
        "dropped": list(moved.counterparts.dropped),
        "reasons_de": why_moved(moved, new),
    }


def _told(moved: Moved, new: Catalogue) -> Iterator[str]:
    before, after = _names(moved.old.why), _names(moved.new.why)
    if moved.old.figures and moved.new.figures and moved.old.figures.score != moved.new.figures.score:
        yield f"Der Gesamtwert wäre {_signed(moved.new.figures.score)} statt {_signed(moved.old.figures.score)}."
    yield from (_cause(cause, moved.new, new) for cause in after if cause not in before)
    yield from (remark(flag) for flag in moved.new.flags if flag not in moved.old.flags)
    yield from (f"Nicht mehr: {_cause(cause, moved.old, moved.assessed_by)}" for cause in before if cause not in after)
    yield from (f"Nicht mehr: {remark(flag)}" for flag in moved.old.flags if flag not in moved.new.flags)
    if moved.counterparts.unrated:
        yield f"Neu und darum von niemandem bewertet: {', '.join(moved.counterparts.unrated)}."
    if moved.counterparts.unanswered:
        yield f"Neue Ausschlusskriterien ohne Antwort: {', '.join(moved.counterparts.unanswered)}."
    if moved.counterparts.dropped:
        yield f"Zählt nicht mehr: {', '.join(moved.counterparts.dropped)}."


def _cause(cause: str, result: Result, catalogue: Catalogue) -> str:
    """The sentence, with the two numbers where the score misses a threshold."""
    thresholds = {
        "S<t_lo": ("unteren", catalogue.method.lower_threshold),
        "S<t_hi": ("oberen", catalogue.method.upper_threshold),
    }
    if cause not in thresholds or result.figures is None:
        return cause_in_words(cause, catalogue)
    word, threshold = thresholds[cause]
    return f"Der Gesamtwert {_signed(result.figures.score)} liegt unter der {word} Schwelle {_signed(threshold)}."


def _names(causes: Sequence[object]) -> list[str]:
    return [str(cause) for cause in causes]


def _score(result: Result) -> str | None:
    return str(result.figures.score) if result.figures else None


def _signed(value: Fraction) -> str:
    return f"+{decimal(value)}" if value > 0 else decimal(value)
