"""The computed result of an assessment in numbers that pages show: exact fractions, weights, profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Final, Literal

from services.reporting.presentation.catalogue import Catalogue
from services.reporting.presentation.words import RECOMMENDATIONS
from shared.translation import N_, Language, Words, language
from shared.translation import gettext as _
from shared.web.formats import number, signed

HIGH: Final = Fraction(1, 2)

Leaning = Literal["for", "mixed", "against"]
SYMBOLS: Final[Mapping[Leaning, str]] = {"for": "▲", "mixed": "●", "against": "▼"}
LEANING_WORDS: Final[Mapping[Leaning, str]] = Words(
    {
        "for": N_("spricht dafür"),
        "mixed": N_("gemischt"),
        "against": N_("spricht dagegen"),
    }
)
NOT_RATED: Final[Mapping[str, str]] = Words({"NB": N_("nicht beurteilbar"), "NR": N_("nicht von Bedeutung")})
_POINTS: Final[Mapping[Language, str]] = {"de": ",", "en": "."}
LIMITS: Final = ("t_lo", "t_hi", "floor", "min_coverage", "conflict_share")


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One dimension: its weight of 100, its value from -2 to +2 (None where nothing was rated) exact and written."""

    label: str
    weight: Fraction | None
    value: Fraction | None
    written: str
    symbol: str
    word: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: weight of 100, share of the score 0..1 (None where it does not count), value or the word instead.

    `votes` in ascending order, without their owners; `agreed`: the value comes from a meeting and not from the votes.
    """

    dimension: str
    label: str
    weight: Fraction
    share: Fraction | None
    value: Fraction | None
    word: str
    votes: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class DimensionRows:
    """A dimension with all its criteria: its weight of 100 and its value (None where nothing was rated)."""

    label: str
    weight: Fraction
    value: Fraction | None
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What somebody needs to get from the values of criteria to the recommendation by hand; None is not computed."""

    share_rated: Fraction
    index: Fraction
    base: str
    in_conflict: tuple[str, ...]
    conflict_share: Fraction | None
    agreed: bool
    limits: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion adds to the score: effective weight times value."""

    criterion: str
    value: Fraction
    weight: Fraction

    @property
    def size(self) -> Fraction:
        """The amount, for an order by importance."""
        return abs(self.weight * self.value)


@dataclass(frozen=True, slots=True)
class GoalRow:
    """What an impulse adds to a goal of the United Nations and takes from it; None is not recorded, which is not 0."""

    goal: int
    positive: Fraction | None
    negative: Fraction | None


def leaning(value: Fraction) -> Leaning:
    """Which way a value from -2 to +2 leans. Source: assessment-method, "What the public sees"."""
    if value >= HIGH:
        return "for"
    return "against" if value <= -HIGH else "mixed"


def profile(result: Mapping[str, Any], catalogue: Catalogue) -> list[ProfileRow]:
    """One row per dimension, in catalogue order, or in the order of the result without a catalogue."""
    values: Mapping[str, str] = result.get("D", {})
    names = [each.id for each in catalogue.weighted_dimensions] or list(values)
    return [_profile_row(name, values.get(name), catalogue) for name in names]


def score_words(result: Mapping[str, Any]) -> str | None:
    """„61/80 (0,76)": the score from -2 to +2, exact and rounded; None where nothing was rated."""
    if "S" not in result:
        return None
    return exact(Fraction(result["S"]))


def exact(value: Fraction) -> str:
    """A number as a fraction and rounded: „61/80 (0,76)"; a whole one alone."""
    if value.denominator == 1:
        return written(value)
    return f"{value} ({two_places(value).removeprefix('+')})".replace("-", "−")


def written(value: Fraction) -> str:
    """A number with two places and a real minus sign."""
    return number(value).replace("-", "−")


def two_places(value: Fraction) -> str:
    """„+1,17", „−0,50", „0,00": always two places, halves away from zero, so that a column is easy to compare."""
    hundredths = floor(abs(value) * 100 + Fraction(1, 2))
    sign = "" if not hundredths else "+" if value > 0 else "−"
    return f"{sign}{hundredths // 100}{_POINTS[language()]}{hundredths % 100:02}"


def values_of(result: Mapping[str, Any]) -> dict[str, Fraction]:
    """The consolidated values of the rated criteria."""
    state: Mapping[str, str] = result["state"]
    return {name: Fraction(value) for name, value in state.items() if value not in {"NR", "NB"}}


def not_assessable(result: Mapping[str, Any]) -> list[str]:
    """The ids of the criteria that nobody could assess."""
    return [name for name, value in result["state"].items() if value == "NB"]


def effective_weights(result: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Fraction]:
    """The share (0..1) of every criterion that counts; what is not relevant leaves its weight to its dimension.

    Source: assessment-method, "Consolidation and score", 2.
    """
    state: Mapping[str, str] = result["state"]
    counting = [
        each for each in catalogue.criteria.values() if each.weight is not None and state.get(each.id, "NR") != "NR"
    ]
    inside: dict[str, Fraction] = {}
    for each in counting:
        assert each.weight is not None
        inside[each.dimension] = inside.get(each.dimension, Fraction(0)) + each.weight
    whole = sum((catalogue.dimensions[name].weight or Fraction(0) for name in inside), Fraction(0))
    return {
        each.id: (catalogue.dimensions[each.dimension].weight or Fraction(0))
        / whole
        * (each.weight or Fraction(0))
        / inside[each.dimension]
        for each in counting
    }


def contributions(result: Mapping[str, Any], catalogue: Catalogue) -> list[Contribution]:
    """What every rated criterion adds, the largest amount first; equal ones in catalogue order."""
    values, weights = values_of(result), effective_weights(result, catalogue)
    found = [Contribution(name, values[name], weight) for name, weight in weights.items() if name in values]
    return sorted(found, key=lambda each: -each.size)


def criterion_rows(result: Mapping[str, Any], catalogue: Catalogue) -> list[CriterionRow]:
    """Every scored criterion of the catalogue with what was voted and consolidated."""
    state: Mapping[str, str] = result["state"]
    votes: Mapping[str, Sequence[int | str]] = result.get("votes", {})
    shares, values = effective_weights(result, catalogue), values_of(result)
    rows = []
    for each in catalogue.criteria.values():
        if each.weight is None:
            continue
        value = values.get(each.id)
        if value is None:
            word = NOT_RATED["NB"] if state.get(each.id) == "NB" else NOT_RATED["NR"]
        else:
            word = catalogue.scale_labels.get(int(value), "") if value.denominator == 1 else ""
        given = votes.get(each.id, ())
        rows.append(
            CriterionRow(
                each.dimension,
                each.label,
                each.weight,
                shares.get(each.id),
                value,
                word,
                "; ".join(NOT_RATED[vote] if isinstance(vote, str) else signed(vote) for vote in given),
                value is not None and value != _middle(given),
            )
        )
    return rows


def dimension_rows(result: Mapping[str, Any], catalogue: Catalogue) -> list[DimensionRows]:
    """All criteria under their dimensions, in catalogue order; none without a catalogue."""
    values: Mapping[str, str] = result.get("D", {})
    rows = criterion_rows(result, catalogue)
    return [
        DimensionRows(
            each.label,
            each.weight or Fraction(0),
            _fraction(values.get(each.id)),
            tuple(row for row in rows if row.dimension == each.id),
        )
        for each in catalogue.weighted_dimensions
    ]


def steps(result: Mapping[str, Any], catalogue: Catalogue) -> Steps | None:
    """The way from values to the recommendation; None where nothing was rated or the catalogue is not here yet."""
    if "S" not in result or not catalogue.method:
        return None
    return Steps(
        share_rated=Fraction(result["coverage"]),
        index=Fraction(result["I"]),
        base=RECOMMENDATIONS[result["base"]],
        in_conflict=tuple(catalogue.label(name) for name in result.get("conflicts", [])),
        conflict_share=_fraction(result.get("conflict_share")),
        agreed=any(row.agreed for row in criterion_rows(result, catalogue)),
        limits={name: catalogue.threshold(name) for name in LIMITS},
    )


def goal_rows(result: Mapping[str, Any]) -> list[GoalRow]:
    """The goals an impulse touches, in their order; gains and losses stand side by side and are never netted."""
    contribution = result.get("sdg", {})
    positive, negative = contribution.get("pos", {}), contribution.get("neg", {})
    return [
        GoalRow(goal, _fraction(positive.get(str(goal))), _fraction(negative.get(str(goal))))
        for goal in sorted({int(key) for key in (*positive, *negative)})
    ]


def _profile_row(name: str, value: str | None, catalogue: Catalogue) -> ProfileRow:
    dimension = catalogue.dimensions.get(name)
    weight = None if dimension is None else dimension.weight
    if value is None:
        return ProfileRow(catalogue.label(name), weight, None, "", "", _("nicht bewertet"))
    exact = Fraction(value)
    direction = leaning(exact)
    symbol, word = SYMBOLS[direction], LEANING_WORDS[direction]
    return ProfileRow(catalogue.label(name), weight, exact, two_places(exact), symbol, word)


def _middle(votes: Sequence[int | str]) -> Fraction | None:
    """The median of the votes that are numbers; sorted as published."""
    numbers = [vote for vote in votes if isinstance(vote, int)]
    return None if not numbers else Fraction(numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2], 2)


def _fraction(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)
