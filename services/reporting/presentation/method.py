"""The page about the method, from a version of the catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.reporting.disclosure import LEAST_CASES
from services.reporting.presentation.catalogue import Catalogue, Criterion, Dimension
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
from shared.translation import German, pgettext
from shared.translation import gettext as _
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
class Difference:
    """An area or criterion that is not what it was: its weight before and now, None where there was none or is none."""

    label: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A version of the catalogue: since when, what the city says about it, and what differs from the version before."""

    id: str
    version: str
    activated_at: datetime
    words: str | None
    differences: tuple[Difference, ...]
    other_limits: bool


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
        said = German(words[each.version]) if each.version in words else None
        later = Catalogue.read(each.content)
        earlier = later if before is None else Catalogue.read(before.content)
        other_limits = any(later.method.get(name) != value for name, value in earlier.method.items())
        differences = tuple(_differences(earlier, later))
        entries.append(ChangeEntry(each.id, each.version, each.activated_at, said, differences, other_limits))
    return entries


def _differences(earlier: Catalogue, later: Catalogue) -> Iterator[Difference]:
    for was, now in ((earlier.dimensions, later.dimensions), (earlier.criteria, later.criteria)):
        yield from _differences_of(was, now)


def _differences_of(
    was: Mapping[str, Dimension | Criterion], now: Mapping[str, Dimension | Criterion]
) -> Iterator[Difference]:
    for key, entry in now.items():
        if key not in was:
            yield Difference(entry.label, None, _weight(entry))
        elif entry.weight != was[key].weight:
            yield Difference(entry.label, _weight(was[key]), _weight(entry))
    for key, entry in was.items():
        if key not in now:
            yield Difference(entry.label, _weight(entry), None)


def _weight(entry: Dimension | Criterion) -> str:
    return pgettext("weight", "ohne") if entry.weight is None else number(entry.weight)


def _short_checks(checks: ShortChecks) -> str:
    if checks.share is None:
        few = _("Bisher sind das weniger als {least} Fälle. Darum nennen wir noch keinen Anteil.")
        return few.format(least=LEAST_CASES)
    known = _("Bisher sind das {checked} Fälle. In {share} davon kam dasselbe heraus.")
    return known.format(checked=checks.checked, share=percent(checks.share))
