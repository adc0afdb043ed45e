"""Which class a consolidated state falls into, and why. Source: assessment-method.md, "Recommendation"."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from services.evaluation.domain.catalogue import Catalogue, OnNo
from services.evaluation.domain.consolidation import Consolidation, consolidate
from services.evaluation.domain.votes import HIGHEST, LOWEST, Unrated


class Recommendation(StrEnum):
    """What is recommended; only a person decides."""

    IMPLEMENT = "UMSETZEN"
    IMPLEMENT_WITH_CONDITIONS = "MIT_AUFLAGEN"
    DO_NOT_IMPLEMENT = "NICHT_UMSETZEN"
    CLARIFY = "KLAEREN"
    FORWARD = "WEITERLEITEN"


class CauseKind(StrEnum):
    """Why a class is not IMPLEMENT."""

    EXCLUDED = "excluded"
    NOTHING_RATED = "nothing_rated"
    GATE_UNRATED = "gate_unrated"
    GATE_NEGATIVE = "gate_negative"
    SCORE_BELOW_LOWER_THRESHOLD = "score_below_lower_threshold"
    DIMENSION_BELOW_FLOOR = "dimension_below_floor"
    LOWEST_RATING = "lowest_rating"
    SCORE_BELOW_UPPER_THRESHOLD = "score_below_upper_threshold"


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a class; `subject` is the dimension or criterion it is about, empty if it is about the whole."""

    kind: CauseKind
    subject: str = ""

    def __str__(self) -> str:
        """The name in `why`."""
        match self.kind:
            case CauseKind.EXCLUDED:
                return f"K.o.:{self.subject}"
            case CauseKind.NOTHING_RATED:
                return "no-rating"
            case CauseKind.GATE_UNRATED:
                return "Leitbild-unrated"
            case CauseKind.GATE_NEGATIVE:
                return f"{self.subject}<0"
            case CauseKind.SCORE_BELOW_LOWER_THRESHOLD:
                return "S<t_lo"
            case CauseKind.DIMENSION_BELOW_FLOOR:
                return f"floor:{self.subject}"
            case CauseKind.LOWEST_RATING:
                return f"minus2:{self.subject}"
            case CauseKind.SCORE_BELOW_UPPER_THRESHOLD:
                return "S<t_hi"
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A class with its causes in the order of `why`; IMPLEMENT has none."""

    recommendation: Recommendation
    causes: tuple[Cause, ...]


def judge(consolidation: Consolidation, catalogue: Catalogue, imputed: Collection[str] = ()) -> Judgement:
    """The class from the ratings alone; a -2 that was only imputed does not count as a rating of -2."""
    method = catalogue.method
    if not consolidation.rated:
        return Judgement(Recommendation.CLARIFY, (Cause(CauseKind.NOTHING_RATED),))
    if method.gate_dimension not in consolidation.dimensions:
        return Judgement(Recommendation.CLARIFY, (Cause(CauseKind.GATE_UNRATED),))
    if consolidation.dimensions[method.gate_dimension] < 0:
        return Judgement(Recommendation.DO_NOT_IMPLEMENT, (Cause(CauseKind.GATE_NEGATIVE, method.gate_dimension),))
    if consolidation.score < method.lower_threshold:
        return Judgement(Recommendation.DO_NOT_IMPLEMENT, (Cause(CauseKind.SCORE_BELOW_LOWER_THRESHOLD),))
    conditions = [
        Cause(CauseKind.DIMENSION_BELOW_FLOOR, dimension)
        for dimension, value in consolidation.dimensions.items()
        if value < method.floor
    ]
    conditions += [
        Cause(CauseKind.LOWEST_RATING, criterion)
        for criterion, value in consolidation.rated.items()
        if value == LOWEST and criterion not in imputed
    ]
    if consolidation.score < method.upper_threshold:
        conditions.append(Cause(CauseKind.SCORE_BELOW_UPPER_THRESHOLD))
    if conditions:
        return Judgement(Recommendation.IMPLEMENT_WITH_CONDITIONS, tuple(conditions))
    return Judgement(Recommendation.IMPLEMENT, ())


def imputed_classes(consolidation: Consolidation, catalogue: Catalogue) -> tuple[Recommendation, Recommendation]:
    """The class with everything not assessable at -2, and with all of it at +2; such a -2 is no rating of -2."""
    unknown = [criterion for criterion, value in consolidation.state.items() if value is Unrated.NOT_ASSESSABLE]

    def imputed(value: int) -> Recommendation:
        state = {**consolidation.state, **dict.fromkeys(unknown, Fraction(value))}
        return judge(consolidate(state, catalogue), catalogue, imputed=unknown).recommendation

    return imputed(LOWEST), imputed(HIGHEST)


def unknown_decides(consolidation: Consolidation, catalogue: Catalogue) -> bool:
    """Whether the class would be another one with everything not assessable at -2 than with all of it at +2."""
    if Unrated.NOT_ASSESSABLE not in consolidation.state.values():
        return False
    at_lowest, at_highest = imputed_classes(consolidation, catalogue)
    return at_lowest is not at_highest


def judge_exclusion(confirmed: Collection[str], catalogue: Catalogue) -> Judgement:
    """The class where exclusion criteria are confirmed (at least one): FORWARD if nothing but competence is missing."""
    forward_only = all(catalogue.exclusion_criteria[criterion].on_no is OnNo.FORWARD for criterion in confirmed)
    return Judgement(
        Recommendation.FORWARD if forward_only else Recommendation.DO_NOT_IMPLEMENT,
        tuple(Cause(CauseKind.EXCLUDED, criterion) for criterion in confirmed),
    )
