"""The shape of a catalogue file: its entries as they stand there, each right in itself."""

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints

from services.evaluation.domain.catalogue import OnNo, Track
from services.evaluation.domain.votes import HIGHEST, LOWEST

FRACTION = re.compile(r"-?[0-9]{1,20}(/[0-9]{1,20}|\.[0-9]{1,20})?")


def read_exactly(value: object) -> Fraction:
    """An exact number from a JSON number or from a string like `"1/2"`; raises ValueError for anything else."""
    match value:
        case bool():
            pass
        case int() | Fraction():
            return Fraction(value)
        case str() if FRACTION.fullmatch(value):
            try:
                return Fraction(value)
            except ZeroDivisionError:
                pass
        case _:
            pass
    message = 'must be a number or a fraction like "1/2"'
    raise ValueError(message)


Exact = Annotated[Fraction, PlainValidator(read_exactly)]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
# Ids stand in `why` and in `flags` between colons and commas.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s,:]+$")]
Number = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")]
SemanticVersion = Annotated[
    str,
    StringConstraints(
        pattern=r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
    ),
]
Goal = Annotated[int, Field(ge=1, le=17)]
Amount = Annotated[int, Field(ge=0)]
OnScale = Annotated[Exact, Field(ge=LOWEST, le=HIGHEST)]
Share = Annotated[Exact, Field(ge=0, le=1)]
Weight = Annotated[Exact, Field(gt=0)]


class Entry(BaseModel):
    """An object of the file; names it does not know are left alone, so that a city may add its own."""

    model_config = ConfigDict(strict=True, frozen=True, arbitrary_types_allowed=True)


class ScaleEntry(Entry):
    """The scale; the method is defined on -2..+2 only."""

    min: Literal[-2]
    max: Literal[2]
    step: Literal[1]
    not_relevant: Literal["NR"]
    not_assessable: Literal["NB"]
    labels_de: dict[str, Text]
    labels_en: dict[str, Text] = {}


class DimensionEntry(Entry):
    """A dimension; a weight of null marks a group of exclusion criteria."""

    id: Id
    label_de: Text
    label_en: Text | None = None
    weight: Weight | None


class CriterionEntry(Entry):
    """What scored criteria and exclusion criteria have in common."""

    id: Id
    dimension: Id
    label_de: Text
    label_en: Text | None = None
    question_de: Text
    question_en: Text | None = None
    evidence_de: Text | None = None
    evidence_en: Text | None = None
    source: Annotated[list[str], Field(min_length=1)]
    bnk2021: list[int] = []


class ScoredEntry(CriterionEntry):
    """A scored criterion."""

    kind: Literal["scored"]
    polarity: Literal["positive"] = "positive"
    weight: Weight
    anchors_de: dict[str, Text]
    anchors_en: dict[str, Text] = {}
    sdgs: Annotated[list[Goal], Field(min_length=1)]
    not_relevant_allowed: bool


class KnockoutEntry(CriterionEntry):
    """An exclusion criterion."""

    kind: Literal["knockout"]
    polarity: Literal["gate"] = "gate"
    weight: None = None
    fails_if_de: Text | None = None
    fails_if_en: Text | None = None
    cleared_by_de: Text
    cleared_by_en: Text | None = None
    sdgs: list[Goal] = []
    not_applicable_allowed: bool
    on_no: Annotated[OnNo, Field(strict=False)]


class MethodEntry(Entry):
    """The limits of the recommendation."""

    gate_dimension: Id
    t_lo: OnScale
    t_hi: OnScale
    floor: OnScale
    min_coverage: Share
    min_radius: Share
    conflict_share: Share


class LimitsEntry(Entry):
    """Up to where a profile may be chosen."""

    one_off_cents: Amount
    yearly_cents: Amount
    reversible: bool
    units: Annotated[int, Field(ge=1)]


class ProfileEntry(Entry):
    """The criteria asked for a kind of impulse."""

    id: Id
    label_de: Text
    label_en: Text | None = None
    track: Annotated[Track, Field(strict=False)]
    evaluators: Annotated[int, Field(ge=1)]
    criteria: Annotated[list[str], Field(min_length=1)]
    reason_de: Text | None = None
    reason_en: Text | None = None
    limits: LimitsEntry | None = None


class CatalogueEntries(Entry):
    """The whole file."""

    catalogue_id: Id
    version: SemanticVersion
    changes_de: dict[SemanticVersion, Text] = {}
    language: list[str] = ["de"]
    scale: ScaleEntry
    dimensions: list[DimensionEntry]
    sentences: dict[str, Text]
    bnk2021: dict[Number, Text] = {}
    criteria: list[Annotated[ScoredEntry | KnockoutEntry, Field(discriminator="kind")]]
    method: MethodEntry
    profiles: Annotated[list[ProfileEntry], Field(min_length=1)]
