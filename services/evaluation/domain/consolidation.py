"""From votes to one value per criterion, per dimension and for the whole, in exact fractions.

Source: assessment-method.md, "Consolidation and score".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.votes import HIGHEST, LOWEST, Unrated, Vote

Value = Fraction | Unrated
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The consolidated state and what follows from it.

    `rated`: the criteria with a number. `weights`: effective weights of the applicable (rated or NB) ones, together 1.
    `dimensions`: weighted mean of every dimension with a rated criterion. `coverage`: weight of the rated ones, 0..1.
    `weighted_sum`: coverage times score. All in catalogue order.
    """

    state: Mapping[str, Value]
    rated: Mapping[str, Fraction]
    weights: Mapping[str, Fraction]
    dimensions: Mapping[str, Fraction]
    coverage: Fraction
    weighted_sum: Fraction

    @property
    def score(self) -> Fraction:
        """S on the scale -2..+2; only where something is rated."""
        return self.weighted_sum / self.coverage

    @property
    def lowest_score(self) -> Fraction:
        """S if everything not assessable were -2."""
        return self.weighted_sum + LOWEST * (1 - self.coverage)

    @property
    def highest_score(self) -> Fraction:
        """S if everything not assessable were +2."""
        return self.weighted_sum + HIGHEST * (1 - self.coverage)


def consolidate_votes(ratings: Mapping[str, Mapping[str, Vote]], catalogue: Catalogue) -> Consolidation:
    """Consolidate the votes of all evaluators (evaluator -> criterion -> vote)."""
    return consolidate(
        {
            criterion: consolidated_value([votes[criterion] for votes in ratings.values()])
            for criterion in catalogue.criteria
        },
        catalogue,
    )


def consolidated_value(votes: Iterable[Vote]) -> Value:
    """The median of the numbers (of two, their mean); without any, NB if anyone said NB, otherwise NR."""
    given = list(votes)
    numbers = sorted(vote for vote in given if not isinstance(vote, Unrated))
    if numbers:
        count = len(numbers)
        return Fraction(numbers[(count - 1) // 2] + numbers[count // 2], 2)
    return Unrated.NOT_ASSESSABLE if Unrated.NOT_ASSESSABLE in given else Unrated.NOT_RELEVANT


def consolidate(state: Mapping[str, Value], catalogue: Catalogue) -> Consolidation:
    """Weigh a state: what is not relevant leaves its weight to its dimension, an empty dimension to the others."""
    weights = _effective_weights(state, catalogue)
    rated = {criterion: value for criterion, value in state.items() if isinstance(value, Fraction)}
    return Consolidation(
        state=state,
        rated=rated,
        weights=weights,
        dimensions=_dimension_scores(rated, catalogue),
        coverage=sum((weights[criterion] for criterion in rated), ZERO),
        weighted_sum=sum((weights[criterion] * value for criterion, value in rated.items()), ZERO),
    )


def with_number(consolidation: Consolidation, criterion: str, number: int, catalogue: Catalogue) -> Consolidation:
    """The same with another number for a rated criterion.

    No weight changes by that, so only the sum and the mean of one dimension are computed anew.
    """
    entry = catalogue.criteria[criterion]
    value = Fraction(number)
    rise = value - consolidation.rated[criterion]
    inside = sum(
        (other.weight for other in catalogue.criteria_of(entry.dimension) if other.id in consolidation.rated), ZERO
    )
    dimension = consolidation.dimensions[entry.dimension] + rise * entry.weight / inside
    return replace(
        consolidation,
        state={**consolidation.state, criterion: value},
        rated={**consolidation.rated, criterion: value},
        dimensions={**consolidation.dimensions, entry.dimension: dimension},
        weighted_sum=consolidation.weighted_sum + consolidation.weights[criterion] * rise,
    )


def _effective_weights(state: Mapping[str, Value], catalogue: Catalogue) -> dict[str, Fraction]:
    applicable = [
        criterion for criterion in catalogue.criteria.values() if state[criterion.id] is not Unrated.NOT_RELEVANT
    ]
    inside: dict[str, Fraction] = {}
    for criterion in applicable:
        inside[criterion.dimension] = inside.get(criterion.dimension, ZERO) + criterion.weight
    whole = sum((catalogue.dimensions[dimension].weight for dimension in inside), ZERO)
    per_weight = {
        dimension: catalogue.dimensions[dimension].weight / (whole * together) for dimension, together in inside.items()
    }
    return {criterion.id: per_weight[criterion.dimension] * criterion.weight for criterion in applicable}


def _dimension_scores(rated: Mapping[str, Fraction], catalogue: Catalogue) -> dict[str, Fraction]:
    weighted: dict[str, Fraction] = {}
    inside: dict[str, Fraction] = {}
    for name, value in rated.items():
        criterion = catalogue.criteria[name]
        weighted[criterion.dimension] = weighted.get(criterion.dimension, ZERO) + criterion.weight * value
        inside[criterion.dimension] = inside.get(criterion.dimension, ZERO) + criterion.weight
    return {name: weighted[name] / inside[name] for name in catalogue.dimensions if name in inside}
