"""A catalogue as running text: what is asked, what the answers mean, where the limits lie."""

from collections.abc import Iterator

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.presentation.catalogue_diff import ON_NO
from services.evaluation.presentation.numbers import decimal, percent
from services.evaluation.presentation.words import TRACKS


def catalogue_text(catalogue: Catalogue) -> str:
    """The whole catalogue in German."""
    return "\n".join(_lines(catalogue))


def _lines(catalogue: Catalogue) -> Iterator[str]:
    yield f"{catalogue.id}, Fassung {catalogue.version}"
    if note := catalogue.changes.get(catalogue.version):
        yield f"Neu in dieser Fassung: {note}"
    yield from _exclusions(catalogue)
    for dimension in catalogue.dimensions.values():
        yield ""
        yield f"# {dimension.id} {dimension.label.german}: Gewicht {decimal(dimension.weight)} von 100"
        for criterion in catalogue.criteria_of(dimension.id):
            optional = "" if criterion.not_relevant_allowed else ", muss bewertet werden"
            yield ""
            yield f"{criterion.id} {criterion.label.german} (Gewicht {decimal(criterion.weight)}{optional})"
            yield f"  {criterion.question.german}"
            for value, anchor in sorted(criterion.anchors.items(), reverse=True):
                yield f"  {value:+d}  {anchor.german}" if value else f"   0  {anchor.german}"
    yield from _method(catalogue)


def _exclusions(catalogue: Catalogue) -> Iterator[str]:
    for group in catalogue.exclusion_groups.values():
        yield ""
        yield f"# {group.id} {group.label.german}"
        for criterion in catalogue.exclusion_criteria.values():
            if criterion.group == group.id:
                yield ""
                yield f"{criterion.id} {criterion.label.german}"
                yield f"  {criterion.question.german}"
                if criterion.fails_if is not None:
                    yield f"  Nein heißt: {criterion.fails_if.german}"
                yield f"  Im Zweifel antwortet: {criterion.office.german}. Nein führt zu: {ON_NO[criterion.on_no]}."


def _method(catalogue: Catalogue) -> Iterator[str]:
    method = catalogue.method
    gate = catalogue.dimensions[method.gate_dimension]
    yield ""
    yield "# Schwellen"
    yield f"{gate.id} {gate.label.german} darf nicht unter 0 liegen."
    yield f"Unter {decimal(method.lower_threshold)} heißt es „nicht umsetzen“, ab {decimal(method.upper_threshold)} „umsetzen“."
    yield f"Liegt eine Dimension unter {decimal(method.floor)}, braucht es Bedingungen."
    yield f"Mindestens {percent(method.minimum_coverage)} des Gewichts müssen bewertet sein."
    yield f"Widersprechen sich die Gutachten bei mehr als {percent(method.conflict_share)} des Gewichts, ist zu klären."
    yield f"Ab einem Radius unter {percent(method.minimum_radius)} gilt das Ergebnis als knapp."
    yield ""
    yield "# Profile"
    for profile in catalogue.profiles.values():
        asked = f"{len(profile.criteria)} von {len(catalogue.criteria)} Kriterien"
        yield f"{profile.id} ({profile.label.german}): {TRACKS[profile.track]}, {profile.evaluators} Gutachten, {asked}"
