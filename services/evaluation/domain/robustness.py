"""How far the weights could be otherwise without another result; exact, no random numbers.

Source: assessment-method.md, "Robustness".
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import assert_never

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import ZERO, Consolidation
from services.evaluation.domain.recommendation import Cause, CauseKind, Judgement, Recommendation

GATE_THRESHOLD = Fraction(0)
CERTAIN = Fraction(1)


def radius(values: Mapping[str, Fraction], weights: Mapping[str, Fraction], threshold: Fraction) -> Fraction:
    """The share (0..1) below which every weight may vary while the weighted mean keeps its side of the threshold."""
    distances = [weights[name] * (value - threshold) for name, value in values.items()]
    total = sum((abs(distance) for distance in distances), ZERO)
    return abs(sum(distances, ZERO)) / total if total else CERTAIN


def score_radius(consolidation: Consolidation, threshold: Fraction) -> Fraction:
    """The radius of S at a threshold, over all rated criteria."""
    return radius(consolidation.rated, consolidation.weights, threshold)


def decision_radius(judgement: Judgement, consolidation: Consolidation, catalogue: Catalogue) -> Fraction | None:
    """The radius of the class that the ratings give, or None where they give none."""
    method = catalogue.method
    at_lower = score_radius(consolidation, method.lower_threshold)
    match judgement.recommendation:
        case Recommendation.IMPLEMENT:
            return min(
                score_radius(consolidation, method.upper_threshold),
                at_lower,
                _dimension_radius(consolidation, catalogue, method.gate_dimension, GATE_THRESHOLD),
                *(
                    _dimension_radius(consolidation, catalogue, dimension, method.floor)
                    for dimension in consolidation.dimensions
                ),
            )
        case Recommendation.IMPLEMENT_WITH_CONDITIONS:
            return min(
                at_lower,
                _dimension_radius(consolidation, catalogue, method.gate_dimension, GATE_THRESHOLD),
                max(_cause_radius(cause, consolidation, catalogue) for cause in judgement.causes),
            )
        case Recommendation.DO_NOT_IMPLEMENT:
            violated = []
            if consolidation.dimensions[method.gate_dimension] < GATE_THRESHOLD:
                violated.append(_dimension_radius(consolidation, catalogue, method.gate_dimension, GATE_THRESHOLD))
            if consolidation.score < method.lower_threshold:
                violated.append(at_lower)
            return max(violated)
        case Recommendation.CLARIFY | Recommendation.FORWARD:
            return None
        case _:
            assert_never(judgement.recommendation)


def acceptability(values: Sequence[Fraction], threshold: Fraction) -> Fraction:
    """The share of all weightings (uniform on the simplex) whose weighted mean of the values reaches the threshold.

    One minus a divided difference of the truncated power (t - x)_+^(n-1), with derivatives where values tie (Hermite).
    """
    degree = len(values) - 1
    ordered = sorted(values)
    # column[i] is the divided difference over ordered[i .. i + order]
    column = [_truncated_power(value, threshold, degree, 0) for value in ordered]
    for order in range(1, len(ordered)):
        column = [
            (column[first + 1] - column[first]) / (ordered[first + order] - ordered[first])
            if ordered[first + order] != ordered[first]
            else _truncated_power(ordered[first], threshold, degree, order)
            for first in range(len(ordered) - order)
        ]
    return 1 + column[0] if degree % 2 else 1 - column[0]


def _truncated_power(value: Fraction, threshold: Fraction, degree: int, derivative: int) -> Fraction:
    """The derivative over its factorial of x -> (t - x)_+^degree; to the power 0 it is 1 below t and 0 from t on."""
    if value >= threshold:
        return ZERO
    term = comb(degree, derivative) * (threshold - value) ** (degree - derivative)
    return -term if derivative % 2 else term


def _dimension_radius(
    consolidation: Consolidation, catalogue: Catalogue, dimension: str, threshold: Fraction
) -> Fraction:
    criteria = catalogue.criteria_of(dimension)
    return radius(
        {
            criterion.id: consolidation.rated[criterion.id]
            for criterion in criteria
            if criterion.id in consolidation.rated
        },
        {criterion.id: criterion.weight for criterion in criteria},
        threshold,
    )


def _cause_radius(cause: Cause, consolidation: Consolidation, catalogue: Catalogue) -> Fraction:
    match cause.kind:
        case CauseKind.DIMENSION_BELOW_FLOOR:
            return _dimension_radius(consolidation, catalogue, cause.subject, catalogue.method.floor)
        case CauseKind.SCORE_BELOW_UPPER_THRESHOLD:
            return score_radius(consolidation, catalogue.method.upper_threshold)
        case CauseKind.LOWEST_RATING:
            # No weight makes a rating of -2 disappear.
            return CERTAIN
        case _:
            message = f"{cause} leads to no condition"
            raise ValueError(message)
