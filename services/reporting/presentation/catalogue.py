"""A criteria catalogue as pages read it, in their language: labels and weights by id, in catalogue order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from shared.translation import German, language


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of criteria. `weight` is its share of 100; the exclusion criteria have none."""

    id: str
    label: str
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion; `office` answers for an exclusion criterion, the anchors go with the values of the scale."""

    id: str
    dimension: str
    label: str
    question: str
    weight: Fraction | None
    anchors: Mapping[int, str]
    office: str | None
    fails_if: str | None
    sentences: tuple[str, ...]
    sustainable_development_goals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The criteria asked for a kind of impulse."""

    id: str
    label: str
    criteria: tuple[str, ...]
    evaluators: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What pages need of a catalogue. An empty one stands for a version that has not arrived: ids serve as labels."""

    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    scale_labels: Mapping[int, str] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    method: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """From the catalogue file as evaluation activated it."""
        return cls(
            dimensions={each["id"]: _dimension(each) for each in content["dimensions"]},
            criteria={each["id"]: _criterion(each) for each in content["criteria"]},
            sentences={key: German(sentence) for key, sentence in content["sentences"].items()},
            scale_labels={
                int(value): _said(content["scale"].get(f"labels_{language()}", {}).get(value), label)
                for value, label in content["scale"]["labels_de"].items()
            },
            profiles=tuple(_profile(each) for each in content["profiles"]),
            method={name: str(value) for name, value in content["method"].items()},
        )

    @property
    def is_here(self) -> bool:
        """Whether the version has arrived, so that pages can lead to it."""
        return bool(self.criteria)

    @property
    def gate_dimension(self) -> str | None:
        """The dimension that is a condition as well as a score."""
        return self.method.get("gate_dimension")

    def threshold(self, name: str) -> Fraction:
        """A limit of the method. Raises: KeyError."""
        return Fraction(self.method[name])

    def label(self, key: str) -> str:
        """The label of a dimension or criterion, or the id itself."""
        found = self.criteria.get(key) or self.dimensions.get(key)
        return key if found is None else found.label

    def criteria_of(self, dimension: str) -> tuple[Criterion, ...]:
        """The criteria of a dimension, in catalogue order."""
        return tuple(each for each in self.criteria.values() if each.dimension == dimension)

    @property
    def weighted_dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions that count for the score."""
        return tuple(each for each in self.dimensions.values() if each.weight is not None)

    @property
    def exclusion_criteria(self) -> tuple[Criterion, ...]:
        """The criteria that are met or not."""
        return tuple(each for each in self.criteria.values() if each.weight is None)


def _dimension(entry: Mapping[str, Any]) -> Dimension:
    return Dimension(entry["id"], _text(entry, "label"), weight_of(entry))


def _criterion(entry: Mapping[str, Any]) -> Criterion:
    translated = entry.get(f"anchors_{language()}", {})
    anchors = {int(value): _said(translated.get(value), text) for value, text in entry.get("anchors_de", {}).items()}
    return Criterion(
        id=entry["id"],
        dimension=entry["dimension"],
        label=_text(entry, "label"),
        question=_text(entry, "question"),
        weight=weight_of(entry),
        anchors=dict(sorted(anchors.items(), reverse=True)),
        office=_text(entry, "cleared_by") or None,
        fails_if=_text(entry, "fails_if") or None,
        sentences=tuple(entry.get("source", ())),
        sustainable_development_goals=tuple(entry.get("sdgs", ())),
    )


def _profile(entry: Mapping[str, Any]) -> Profile:
    return Profile(
        entry["id"],
        _text(entry, "label"),
        tuple(entry["criteria"]),
        entry["evaluators"],
        _text(entry, "reason") or None,
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    return _said(entry.get(f"{name}_{language()}"), entry.get(f"{name}_de", ""))


def _said(translated: str | None, german: str) -> str:
    """German where the catalogue says it in no other language."""
    return translated or German(german)


def weight_of(entry: Mapping[str, Any]) -> Fraction | None:
    """The weight of a dimension or criterion as the file has it, exact; None where it has none."""
    weight = entry.get("weight")
    return None if weight is None else Fraction(str(weight))
