"""The page about the method, from a version of the catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.disclosure import LEAST_CASES
from services.reporting.presentation.catalogue import Catalogue, weight_of
from services.reporting.presentation.lists import title_of
from services.reporting.presentation.score import (
    DimensionRows,
    Steps,
    dimension_rows,
    exact,
    score_words,
    steps,
    written,
)
from services.reporting.presentation.words import RECOMMENDATIONS
from services.reporting.public_impulse import PublicImpulse
from services.reporting.queries.find_catalogue import ActivatedCatalogue
from services.reporting.queries.short_checks import ShortChecks
from shared.web.formats import number, percent


@dataclass(frozen=True, slots=True)
class Method:
    """What the page is made from: a version of the catalogue, how short cases did, a scored impulse, and all versions."""

    activated: ActivatedCatalogue
    checks: ShortChecks
    scored: PublicImpulse | None
    versions: tuple[ActivatedCatalogue, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A decided impulse, computed step by step: what its criteria add to the score, and what follows."""

    number: str
    title: str
    dimensions: list[DimensionRows]
    steps: Steps
    score: str
    recommendation: str


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A version of the catalogue: since when, what the city says about it, and what differs from the version before."""

    id: str
    version: str
    activated_at: datetime
    words: str | None
    differences: tuple[str, ...]


def method_page(method: Method | None) -> dict[str, Any]:
    """The context of the template; None before the first activation of a catalogue."""
    if method is None:
        return {"activated": None}
    catalogue = Catalogue.read(method.activated.content)
    values = {name: written(catalogue.threshold(name)) for name in ("t_lo", "t_hi", "floor")}
    shares = {name: percent(catalogue.threshold(name)) for name in ("min_coverage", "min_radius", "conflict_share")}
    return {
        "activated": method.activated,
        "catalogue": catalogue,
        "limits": values | shares,
        "short_checks": _short_checks(method.checks),
        "scale": sorted(catalogue.scale_labels.items(), reverse=True),
        "example": None if method.scored is None else _example(method.scored, catalogue),
        "exact": exact,
        "changes": _changes(method.versions),
    }


def _example(impulse: PublicImpulse, catalogue: Catalogue) -> Example | None:
    result = impulse.result
    found = None if result is None else steps(result, catalogue)
    if result is None or found is None:
        return None
    return Example(
        impulse.number,
        title_of(impulse.title, impulse.number),
        dimension_rows(result, catalogue),
        found,
        score_words(result) or "",
        RECOMMENDATIONS[result["decision"]],
    )


def _changes(versions: tuple[ActivatedCatalogue, ...]) -> list[ChangeEntry]:
    """All versions, the newest first, each compared with the one of the same catalogue that was in force before."""
    entries = []
    for position, each in enumerate(versions):
        before = next((other for other in versions[position + 1 :] if other.id == each.id), None)
        words: Mapping[str, str] = each.content.get("changes_de", {})
        differences = () if before is None else tuple(_differences(before.content, each.content))
        entries.append(ChangeEntry(each.id, each.version, each.activated_at, words.get(each.version), differences))
    return entries


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for group in ("dimensions", "criteria"):
        was = {each["id"]: each for each in before[group]}
        now = {each["id"]: each for each in after[group]}
        for key, entry in now.items():
            if key not in was:
                yield f"Neu: {entry['label_de']}."
            elif entry.get("weight") != was[key].get("weight"):
                yield (f"Anderes Gewicht: {entry['label_de']}, vorher {_weight(was[key])}, jetzt {_weight(entry)}.")
        for key, entry in was.items():
            if key not in now:
                yield f"Weggefallen: {entry['label_de']}."
    if any(after["method"].get(name) != value for name, value in before["method"].items()):
        yield "Andere Grenzwerte."


def _weight(entry: Mapping[str, Any]) -> str:
    weight = weight_of(entry)
    return "ohne" if weight is None else number(weight)


def _short_checks(checks: ShortChecks) -> str:
    if checks.share is None:
        return f"Bisher sind das weniger als {LEAST_CASES} Fälle. Darum nennen wir noch keinen Anteil."
    return f"Bisher sind das {checks.checked} Fälle. In {percent(checks.share)} davon kam dasselbe heraus."
