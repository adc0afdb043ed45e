"""The rules that hold between the entries of a catalogue file.

Source: assessment-method.md, "Ratings" and "Effort fits the matter".
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction

from services.evaluation.domain.catalogue import Track
from services.evaluation.domain.catalogue_entries import (
    CatalogueEntries,
    CriterionEntry,
    KnockoutEntry,
    ScoredEntry,
)
from services.evaluation.domain.exact_json import FileProblem, json_path
from services.evaluation.domain.votes import SCALE

WHOLE = 100
VALUES = [str(value) for value in SCALE]
# With fewer, nobody's view could be compared with anybody's.
FEWEST_EVALUATORS_IN_FULL = 2


def broken_rules(file: CatalogueEntries) -> Iterator[FileProblem]:
    """Everything in the file that contradicts something else in it, with its JSON path."""
    yield from _repeated_ids(file)
    yield from _scale(file)
    yield from _weights(file)
    for index, criterion in enumerate(file.criteria):
        yield from _criterion(file, criterion, index)
    yield from _method(file)
    for index in range(len(file.profiles)):
        yield from _profile(file, index)


def _repeated_ids(file: CatalogueEntries) -> Iterator[FileProblem]:
    for name, entries in (
        ("dimensions", file.dimensions),
        ("criteria", file.criteria),
        ("profiles", file.profiles),
    ):
        for index in _repeated([entry.id for entry in entries]):
            yield FileProblem(json_path(name, index, "id"), f"{entries[index].id} is used before")


def _scale(file: CatalogueEntries) -> Iterator[FileProblem]:
    yield from _one_text_per_value(file.scale.labels_de, "scale", "labels_de")
    yield from _values_only(file.scale.labels_en, "scale", "labels_en")


def _weights(file: CatalogueEntries) -> Iterator[FileProblem]:
    total = sum((dimension.weight for dimension in file.dimensions if dimension.weight is not None), Fraction(0))
    if total != WHOLE:
        yield FileProblem(json_path("dimensions"), f"the weights sum to {total}, not to {WHOLE}")
    for index, dimension in enumerate(file.dimensions):
        if dimension.weight is None:
            continue
        weights = [
            criterion.weight
            for criterion in file.criteria
            if isinstance(criterion, ScoredEntry) and criterion.dimension == dimension.id
        ]
        together = sum(weights, Fraction(0))
        if together != dimension.weight:
            yield FileProblem(
                json_path("dimensions", index, "weight"),
                f"the weights of the criteria of {dimension.id} sum to {together}, not to {dimension.weight}",
            )


def _criterion(file: CatalogueEntries, criterion: ScoredEntry | KnockoutEntry, index: int) -> Iterator[FileProblem]:
    weights = {dimension.id: dimension.weight for dimension in file.dimensions}
    place = ("criteria", index)
    if criterion.dimension not in weights:
        yield FileProblem(json_path(*place, "dimension"), f"there is no dimension {criterion.dimension}")
    elif isinstance(criterion, ScoredEntry) and weights[criterion.dimension] is None:
        yield FileProblem(
            json_path(*place, "dimension"), f"{criterion.dimension} has no weight, a scored criterion needs one"
        )
    elif isinstance(criterion, KnockoutEntry) and weights[criterion.dimension] is not None:
        yield FileProblem(
            json_path(*place, "dimension"), f"{criterion.dimension} is weighted, an exclusion criterion is not"
        )
    yield from _references(file, criterion, place)
    if isinstance(criterion, ScoredEntry):
        yield from _one_text_per_value(criterion.anchors_de, *place, "anchors_de")
        yield from _values_only(criterion.anchors_en, *place, "anchors_en")


def _references(file: CatalogueEntries, criterion: CriterionEntry, place: tuple[str, int]) -> Iterator[FileProblem]:
    assert isinstance(criterion, ScoredEntry | KnockoutEntry)
    for position, sentence in enumerate(criterion.source):
        if sentence not in file.sentences:
            yield FileProblem(json_path(*place, "source", position), f"there is no sentence {sentence}")
    for position, aspect in enumerate(criterion.bnk2021):
        if str(aspect) not in file.bnk2021:
            yield FileProblem(json_path(*place, "bnk2021", position), f"there is no aspect {aspect} in $.bnk2021")
    lists: tuple[tuple[str, Sequence[Hashable]], ...] = (
        ("source", criterion.source),
        ("bnk2021", criterion.bnk2021),
        ("sdgs", criterion.sdgs),
    )
    for name, values in lists:
        for position in _repeated(values):
            yield FileProblem(json_path(*place, name, position), f"{values[position]} is named before")


def _method(file: CatalogueEntries) -> Iterator[FileProblem]:
    method = file.method
    if method.gate_dimension not in {dimension.id for dimension in file.dimensions if dimension.weight is not None}:
        yield FileProblem(
            json_path("method", "gate_dimension"), f"there is no weighted dimension {method.gate_dimension}"
        )
    if method.t_hi <= method.t_lo:
        yield FileProblem(json_path("method", "t_hi"), f"{method.t_hi} is not above t_lo, {method.t_lo}")
    if method.floor > method.t_lo:
        yield FileProblem(json_path("method", "floor"), f"{method.floor} is above t_lo, {method.t_lo}")


def _profile(file: CatalogueEntries, index: int) -> Iterator[FileProblem]:
    profile = file.profiles[index]
    scored = [criterion for criterion in file.criteria if isinstance(criterion, ScoredEntry)]
    known = {criterion.id for criterion in scored}
    place = ("profiles", index)
    for position, criterion in enumerate(profile.criteria):
        if criterion not in known:
            yield FileProblem(json_path(*place, "criteria", position), f"there is no scored criterion {criterion}")
    for position in _repeated(profile.criteria):
        yield FileProblem(json_path(*place, "criteria", position), f"{profile.criteria[position]} is named before")
    always_asked = [criterion.id for criterion in scored if not criterion.not_relevant_allowed]
    for missing in (name for name in always_asked if name not in profile.criteria):
        yield FileProblem(json_path(*place, "criteria"), f"{missing} is missing: it does not allow NR")
    if not known <= set(profile.criteria) and profile.reason_de is None:
        yield FileProblem(
            json_path(*place, "reason_de"),
            "a profile that leaves criteria out needs the reason why they are not relevant",
        )
    if profile.track is Track.FULL and profile.evaluators < FEWEST_EVALUATORS_IN_FULL:
        yield FileProblem(
            json_path(*place, "evaluators"), f"the full track needs at least {FEWEST_EVALUATORS_IN_FULL} evaluators"
        )


def _one_text_per_value(texts: dict[str, str], *place: str | int) -> Iterator[FileProblem]:
    for value in VALUES:
        if value not in texts:
            yield FileProblem(json_path(*place, value), "missing")
    yield from _values_only(texts, *place)


def _values_only(texts: Iterable[str], *place: str | int) -> Iterator[FileProblem]:
    for value in texts:
        if value not in VALUES:
            yield FileProblem(json_path(*place, value), "not a value of the scale")


def _repeated(values: Sequence[Hashable]) -> list[int]:
    return [index for index, value in enumerate(values) if value in values[:index]]
