"""The criteria catalogue: what is asked, with which weight, and where the limits of the recommendation lie."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of the catalogue; English is optional."""

    german: str
    english: str | None = None

    def read(self, language: str) -> str:
        """The text in the language (`de` or `en`), German where the English one is missing."""
        return self.english if language == "en" and self.english is not None else self.german


@dataclass(frozen=True, slots=True)
class Dimension:
    """A weighted group of scored criteria; the weights of all dimensions sum to 100."""

    id: str
    label: Wording
    weight: Fraction


@dataclass(frozen=True, slots=True)
class ExclusionGroup:
    """The heading above exclusion criteria; it has no weight."""

    id: str
    label: Wording


@dataclass(frozen=True, slots=True)
class Criterion:
    """A scored criterion: an anchor per value of the scale, at least one SDG (1..17), part of a dimension's weight."""

    id: str
    dimension: str
    label: Wording
    question: Wording
    weight: Fraction
    anchors: Mapping[int, Wording]
    evidence: Wording | None
    sdgs: tuple[int, ...]
    sentences: tuple[str, ...]
    bnk2021: tuple[int, ...]
    not_relevant_allowed: bool


class OnNo(StrEnum):
    """What a confirmed `nein` leads to: do not implement, or pass on to whoever is competent."""

    REJECT = "reject"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class ExclusionCriterion:
    """A condition that is met or not and never averaged; `office` answers when it is in doubt."""

    id: str
    group: str
    label: Wording
    question: Wording
    fails_if: Wording | None
    evidence: Wording | None
    office: Wording
    sdgs: tuple[int, ...]
    sentences: tuple[str, ...]
    bnk2021: tuple[int, ...]
    not_applicable_allowed: bool
    on_no: OnNo


@dataclass(frozen=True, slots=True)
class Method:
    """The limits of the recommendation: thresholds on the scale -2..+2, shares between 0 and 1."""

    gate_dimension: str
    lower_threshold: Fraction
    upper_threshold: Fraction
    floor: Fraction
    minimum_coverage: Fraction
    minimum_radius: Fraction
    conflict_share: Fraction


class Track(StrEnum):
    """The tracks on which something is scored; `direct` has no profile."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class TrackLimits:
    """Up to where a profile may be chosen: money in whole cents, number of units concerned."""

    one_off_cents: int
    yearly_cents: int
    reversible: bool
    units: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The scored criteria that are asked for a kind of impulse; the others are not relevant, for `reason`."""

    id: str
    label: Wording
    track: Track
    evaluators: int
    criteria: tuple[str, ...]
    reason: Wording | None
    limits: TrackLimits | None

    def asked(self, opened: Collection[str] = ()) -> frozenset[str]:
        """The criteria asked once evaluators have opened some that the profile had closed."""
        return frozenset(self.criteria) | frozenset(opened)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A valid catalogue; every mapping is by id, in the order of the file. `sentences`: the city's strategy.

    `changes`: what was new in a version, in German, by version.
    """

    id: str
    version: str
    changes: Mapping[str, str]
    languages: tuple[str, ...]
    scale_labels: Mapping[int, Wording]
    dimensions: Mapping[str, Dimension]
    exclusion_groups: Mapping[str, ExclusionGroup]
    sentences: Mapping[str, str]
    bnk2021: Mapping[int, str]
    criteria: Mapping[str, Criterion]
    exclusion_criteria: Mapping[str, ExclusionCriterion]
    method: Method
    profiles: Mapping[str, Profile]

    def criteria_of(self, dimension: str) -> tuple[Criterion, ...]:
        """The scored criteria of a dimension, in catalogue order."""
        return tuple(criterion for criterion in self.criteria.values() if criterion.dimension == dimension)
