"""From the text of a catalogue file to a valid catalogue, or to everything that is wrong with it."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import ValidationError

from services.evaluation.domain.catalogue import (
    Catalogue,
    Criterion,
    Dimension,
    ExclusionCriterion,
    ExclusionGroup,
    Method,
    Profile,
    TrackLimits,
    Wording,
)
from services.evaluation.domain.catalogue_entries import (
    CatalogueEntries,
    KnockoutEntry,
    MethodEntry,
    ProfileEntry,
    ScoredEntry,
)
from services.evaluation.domain.catalogue_rules import broken_rules
from services.evaluation.domain.exact_json import FileProblem, NotJson, json_path, read_json, repetitions
from services.evaluation.domain.votes import SCALE
from shared.contracts.errors import DomainError

STEP_OF_KIND = 2


class CatalogueError(DomainError):
    """The catalogue file is refused; `problems` names every place and reason (never empty)."""

    code: ClassVar[str] = "evaluation.catalogue_invalid"

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("Der Kriterienkatalog ist nicht gültig.", field=problems[0].path)
        self.problems = problems


def load_catalogue(text: str) -> Catalogue:
    """Read a catalogue file; its numbers are taken exactly.

    Raises: CatalogueError with all problems of shape, or with all contradictions once every entry has its shape.
    """
    try:
        document = read_json(text)
    except NotJson as error:
        raise CatalogueError((FileProblem(json_path(), str(error)),)) from error
    if repeated := tuple(repetitions(document)):
        raise CatalogueError(repeated)
    try:
        entries = CatalogueEntries.model_validate(document)
    except ValidationError as error:
        raise CatalogueError(_problems_of_shape(error)) from error
    if contradictions := tuple(broken_rules(entries)):
        raise CatalogueError(contradictions)
    return _catalogue(entries)


def _problems_of_shape(error: ValidationError) -> tuple[FileProblem, ...]:
    problems = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        # Below a criterion the first step is its kind, which is no name of the file.
        steps = [
            step
            for position, step in enumerate(detail["loc"])
            if not (detail["loc"][0] == "criteria" and position == STEP_OF_KIND)
        ]
        reason = detail["msg"].removeprefix("Value error, ")
        problems.append(FileProblem(json_path(*steps), reason[0].lower() + reason[1:]))
    return tuple(problems)


def _catalogue(file: CatalogueEntries) -> Catalogue:
    return Catalogue(
        id=file.catalogue_id,
        version=file.version,
        changes=dict(file.changes_de),
        languages=tuple(file.language),
        scale_labels=_per_value(file.scale.labels_de, file.scale.labels_en),
        dimensions={
            entry.id: Dimension(entry.id, Wording(entry.label_de, entry.label_en), entry.weight)
            for entry in file.dimensions
            if entry.weight is not None
        },
        exclusion_groups={
            entry.id: ExclusionGroup(entry.id, Wording(entry.label_de, entry.label_en))
            for entry in file.dimensions
            if entry.weight is None
        },
        sentences=dict(file.sentences),
        bnk2021={int(aspect): label for aspect, label in file.bnk2021.items()},
        criteria={entry.id: _criterion(entry) for entry in file.criteria if isinstance(entry, ScoredEntry)},
        exclusion_criteria={
            entry.id: _exclusion_criterion(entry) for entry in file.criteria if isinstance(entry, KnockoutEntry)
        },
        method=_method(file.method),
        profiles={entry.id: _profile(entry) for entry in file.profiles},
    )


def _criterion(entry: ScoredEntry) -> Criterion:
    return Criterion(
        id=entry.id,
        dimension=entry.dimension,
        label=Wording(entry.label_de, entry.label_en),
        question=Wording(entry.question_de, entry.question_en),
        weight=entry.weight,
        anchors=_per_value(entry.anchors_de, entry.anchors_en),
        evidence=_optional(entry.evidence_de, entry.evidence_en),
        sdgs=tuple(entry.sdgs),
        sentences=tuple(entry.source),
        bnk2021=tuple(entry.bnk2021),
        not_relevant_allowed=entry.not_relevant_allowed,
    )


def _exclusion_criterion(entry: KnockoutEntry) -> ExclusionCriterion:
    return ExclusionCriterion(
        id=entry.id,
        group=entry.dimension,
        label=Wording(entry.label_de, entry.label_en),
        question=Wording(entry.question_de, entry.question_en),
        fails_if=_optional(entry.fails_if_de, entry.fails_if_en),
        evidence=_optional(entry.evidence_de, entry.evidence_en),
        office=Wording(entry.cleared_by_de, entry.cleared_by_en),
        sdgs=tuple(entry.sdgs),
        sentences=tuple(entry.source),
        bnk2021=tuple(entry.bnk2021),
        not_applicable_allowed=entry.not_applicable_allowed,
        on_no=entry.on_no,
    )


def _method(entry: MethodEntry) -> Method:
    return Method(
        gate_dimension=entry.gate_dimension,
        lower_threshold=entry.t_lo,
        upper_threshold=entry.t_hi,
        floor=entry.floor,
        minimum_coverage=entry.min_coverage,
        minimum_radius=entry.min_radius,
        conflict_share=entry.conflict_share,
    )


def _profile(entry: ProfileEntry) -> Profile:
    limits = entry.limits
    return Profile(
        id=entry.id,
        label=Wording(entry.label_de, entry.label_en),
        track=entry.track,
        evaluators=entry.evaluators,
        criteria=tuple(entry.criteria),
        reason=_optional(entry.reason_de, entry.reason_en),
        limits=None
        if limits is None
        else TrackLimits(limits.one_off_cents, limits.yearly_cents, limits.reversible, limits.units),
    )


def _optional(german: str | None, english: str | None) -> Wording | None:
    return None if german is None else Wording(german, english)


def _per_value(german: Mapping[str, str], english: Mapping[str, str]) -> dict[int, Wording]:
    return {value: Wording(german[str(value)], english.get(str(value))) for value in SCALE}
