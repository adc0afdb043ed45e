"""What would have to change: single ratings that alone lift the class.

Source: assessment-method.md, "Recommendation".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import Consolidation, with_number
from services.evaluation.domain.recommendation import Recommendation, judge
from services.evaluation.domain.votes import SCALE

LADDER = (
    Recommendation.DO_NOT_IMPLEMENT,
    Recommendation.IMPLEMENT_WITH_CONDITIONS,
    Recommendation.IMPLEMENT,
)


@dataclass(frozen=True, slots=True)
class Lever:
    """A criterion, its consolidated value, the smallest whole value above it that lifts the class, that class."""

    criterion: str
    current: Fraction
    needed: int
    recommendation: Recommendation


def levers(consolidation: Consolidation, catalogue: Catalogue) -> tuple[Lever, ...]:
    """Every lever in catalogue order; none where the ratings give no class or the best one."""
    return tuple(_levers(consolidation, catalogue))


def _levers(consolidation: Consolidation, catalogue: Catalogue) -> Iterator[Lever]:
    present = judge(consolidation, catalogue).recommendation
    if present not in LADDER:
        return
    better = LADDER[LADDER.index(present) + 1 :]
    for criterion, current in consolidation.rated.items():
        for needed in (value for value in SCALE if value > current):
            reached = judge(with_number(consolidation, criterion, needed, catalogue), catalogue).recommendation
            if reached in better:
                yield Lever(criterion, current, needed, reached)
                break
