"""What the sample city consists of: impulses and what became of them. Days are counted back from the day it is filled."""

import tomllib
from dataclasses import dataclass as plain_dataclass
from importlib.resources import files
from tomllib import TOMLDecodeError
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from deploy.local.sample.ratings import Phrases
from services.evaluation.catalogue_files import read_catalogue_file
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.catalogue_file import load_catalogue
from shared.contracts.lists import Channel, Decision, ExclusionAnswer, Origin

FILES = files("deploy.local.sample")

ProfileId = Literal["full", "internal", "building", "short"]
Recommendation = Literal["UMSETZEN", "MIT_AUFLAGEN", "NICHT_UMSETZEN", "KLAEREN", "WEITERLEITEN"]
FinalState = Literal[
    "screening",
    "inadmissible",
    "in_assessment",
    "consolidated",
    "decided",
    "accepted",
    "accepted_with_conditions",
    "rejected",
    "deferred",
    "forwarded",
    "planned",
    "in_implementation",
    "completed",
    "abandoned",
]

Name = Annotated[str, Field(min_length=1, max_length=250)]
Sentences = Annotated[str, Field(min_length=5, max_length=10_000)]
DaysAgo = Annotated[int, Field(ge=1, le=430)]
DaysFromToday = Annotated[int, Field(ge=-430, le=730)]
Percent = Annotated[int, Field(ge=1, le=99)]
Cents = Annotated[int, Field(ge=0)]

IN_FILES = ConfigDict(extra="forbid", str_strip_whitespace=True)


class SampleError(ValueError):
    """A file of the sample city cannot be used; the message names the file and every place in it."""


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Inadmissible:
    """Screening ends here, with a public reason."""

    days_ago: DaysAgo
    reason: Sentences


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Release:
    """Screening lets it through: unit, profile, strategic goals and the case sheet (problem to plans)."""

    days_ago: DaysAgo
    unit: Name
    profile: ProfileId
    goals: tuple[int, ...]
    problem: Sentences
    variant: Sentences
    affected: Sentences
    once_cents: Cents
    yearly_cents: Cents
    plans: Sentences

    @property
    def evaluators_required(self) -> int:
        """How many assessments the profile asks for."""
        return 1 if self.profile == "short" else 2


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Assessment:
    """The assessment of an evaluator from this unit; `ratings` is the short form that `ratings.py` reads."""

    unit: Name
    days_ago: DaysAgo
    ratings: Sentences


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class OfficeAnswer:
    """An office's answer to an exclusion criterion in doubt; it replaces the evaluators'."""

    criterion: Name
    answer: ExclusionAnswer
    days_ago: DaysAgo
    statement: Sentences


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Consolidated:
    """What the ratings are meant to lead to; the tests hold it against the method."""

    recommendation: Recommendation


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Condition:
    """A condition of the decision, with the unit that sees to it; `due_in` counts days from today, negative ones are past."""

    text: Sentences
    unit: Name
    due_in: DaysFromToday


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Verdict:
    """The decision; `published` is the day it became public, None while nobody outside evaluation knows it."""

    days_ago: DaysAgo
    decision: Decision
    reasons: Sentences
    conditions: tuple[Condition, ...] = ()
    deviation: Sentences | None = None
    confirmation: Sentences | None = None
    until_in: Annotated[int, Field(ge=1, le=730)] | None = None
    addressee: Name | None = None
    published: DaysAgo | None = None

    @model_validator(mode="after")
    def _has_what_the_decision_needs(self) -> Self:
        for key, value, decision in (
            ("conditions", self.conditions, "accepted_with_conditions"),
            ("until_in", self.until_in, "deferred"),
            ("addressee", self.addressee, "forwarded"),
        ):
            if bool(value) != (self.decision == decision):
                raise ValueError(f"{key} goes with {decision} and nothing else")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Indicator:
    """How the effect will be seen."""

    text: Sentences
    baseline: int
    target: int


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Progress:
    """How far a measure was on that day."""

    days_ago: DaysAgo
    percent: Percent


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Abandonment:
    """A measure was given up, with a public reason."""

    days_ago: DaysAgo
    reason: Sentences


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Measure:
    """What came of an accepted impulse; own share and funding make up the planned cost."""

    days_ago: DaysAgo
    title: Name
    unit: Name
    due_in: DaysFromToday
    planned_cents: Cents
    own_share_cents: Cents
    funding_cents: Cents
    indicator: Indicator | None = None
    progress: tuple[Progress, ...] = ()
    completed: DaysAgo | None = None
    abandoned: Abandonment | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.own_share_cents + self.funding_cents != self.planned_cents:
            raise ValueError("own share and funding must make up the planned cost")
        if self.completed is not None and self.abandoned is not None:
            raise ValueError("a measure is completed or abandoned, not both")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class Impulse:
    """One impulse with its whole story; `key` names it inside the sample only."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Name
    text: Sentences
    origin: Origin
    channel: Channel
    field_of_action: Name
    received: DaysAgo
    place: Name | None = None
    inadmissible: Inadmissible | None = None
    release: Release | None = None
    assessment: tuple[Assessment, ...] = ()
    office: tuple[OfficeAnswer, ...] = ()
    consolidated: Consolidated | None = None
    decision: Verdict | None = None
    measure: Measure | None = None

    @model_validator(mode="after")
    def _is_one_story(self) -> Self:
        needs = (
            ("either inadmissible or released", self.inadmissible is None or self.release is None),
            ("assessments come after the release", not self.assessment or self.release is not None),
            ("no more assessments than the profile asks for", not self.assessment or not self._too_many),
            ("consolidated exactly when all assessments are there", (self.consolidated is not None) == self._complete),
            ("a decision needs the consolidation", self.decision is None or self.consolidated is not None),
            ("a measure needs a published acceptance", self.measure is None or self._accepted),
        )
        broken = [rule for rule, holds in needs if not holds]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    @property
    def _too_many(self) -> bool:
        return self.release is not None and len(self.assessment) > self.release.evaluators_required

    @property
    def _complete(self) -> bool:
        return self.release is not None and len(self.assessment) == self.release.evaluators_required

    @property
    def _accepted(self) -> bool:
        return (
            self.decision is not None
            and self.decision.published is not None
            and self.decision.decision in ("accepted", "accepted_with_conditions")
        )

    @property
    def final_state(self) -> FinalState:
        """Where the story stands today."""
        if self.inadmissible is not None:
            return "inadmissible"
        if self.release is None:
            return "screening"
        if self.consolidated is None:
            return "in_assessment"
        if self.decision is None:
            return "consolidated"
        if self.decision.published is None:
            return "decided"
        if self.measure is None:
            return self.decision.decision
        if self.measure.abandoned is not None:
            return "abandoned"
        if self.measure.completed is not None:
            return "completed"
        return "in_implementation" if self.measure.progress else "planned"


@dataclass(frozen=True, slots=True, kw_only=True, config=IN_FILES)
class _File:
    impulse: tuple[Impulse, ...]


@plain_dataclass(frozen=True, slots=True)
class Content:
    """The whole sample city, with the catalogue it is assessed by."""

    impulses: tuple[Impulse, ...]
    phrases: Phrases
    catalogue: Catalogue


def load_content() -> Content:
    """Read the files of this package. Raises SampleError with the file and every place that is wrong."""
    impulses: list[Impulse] = []
    for file in sorted((FILES / "impulses").iterdir(), key=lambda file: file.name):
        try:
            impulses += TypeAdapter(_File).validate_python(tomllib.loads(file.read_text(encoding="utf-8"))).impulse
        except (TOMLDecodeError, ValidationError) as error:
            raise SampleError(f"{file.name}: {error}") from error
    if repeated := {impulse.key for impulse in impulses if sum(other.key == impulse.key for other in impulses) > 1}:
        raise SampleError(f"impulses: repeated keys {', '.join(sorted(repeated))}")
    phrases = TypeAdapter(dict[str, dict[str, tuple[str, ...]]]).validate_python(
        tomllib.loads((FILES / "phrases.toml").read_text(encoding="utf-8"))
    )
    return Content(tuple(impulses), phrases, load_catalogue(read_catalogue_file().decode()))
