"""What weighs most in a result, for and against. Source: assessment-method.md, "What the public sees"."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import Value, consolidate
from services.evaluation.domain.votes import Unrated

MOST: Final = 3


def main_reasons(
    result: Mapping[str, Any], catalogue: Catalogue, sign: int, most: int = MOST
) -> list[tuple[str, Fraction]]:
    """At most so many criteria with their values, the heaviest |v s| first; `sign` is 1 for reasons for, -1 for those against.

    `result` has the names of `score`.
    """
    consolidation = consolidate(state_of(result), catalogue)
    weighed = {name: consolidation.weights[name] * value * sign for name, value in consolidation.rated.items()}
    heaviest = sorted((name for name in weighed if weighed[name] > 0), key=lambda name: -weighed[name])
    return [(name, consolidation.rated[name]) for name in heaviest[:most]]


def state_of(result: Mapping[str, Any]) -> dict[str, Value]:
    """The consolidated values of a stored result."""
    unrated = {str(each): each for each in Unrated}
    return {name: unrated.get(value) or Fraction(value) for name, value in result["state"].items()}
