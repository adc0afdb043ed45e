"""What an impulse contributes to the sustainable development goals.

Source: assessment-method.md, "Consolidation and score", 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import ZERO, Consolidation


@dataclass(frozen=True, slots=True)
class Sustainability:
    """Contributions and burdens by goal (1..17), both positive, never netted; a missing goal is not recorded, not 0."""

    positive: Mapping[int, Fraction]
    negative: Mapping[int, Fraction]


def sustainability(consolidation: Consolidation, catalogue: Catalogue) -> Sustainability:
    """Spread every weighted rating evenly over the goals of its criterion."""
    positive: dict[int, Fraction] = {}
    negative: dict[int, Fraction] = {}
    for criterion, value in consolidation.rated.items():
        goals = catalogue.criteria[criterion].sdgs
        share = consolidation.weights[criterion] * abs(value) / len(goals)
        side = positive if value > 0 else negative
        for goal in goals if value else ():
            side[goal] = side.get(goal, ZERO) + share
    return Sustainability(dict(sorted(positive.items())), dict(sorted(negative.items())))
