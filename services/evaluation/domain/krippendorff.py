"""How reliably different people give the same rating: Krippendorff's alpha on the scale as an order, exactly.

Source: assessment-method.md, "Several evaluators": a quality figure of the catalogue's questions, never of a person or of
one impulse. Formula: Krippendorff, "Computing Krippendorff's Alpha-Reliability", ordinal metric.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise, permutations


class Coincidences:
    """Which ratings met which others: units are added one after the other, so that memory does not grow with their number."""

    def __init__(self) -> None:
        self.units = 0
        self._pairs: dict[tuple[int, int], Fraction] = defaultdict(Fraction)

    def add(self, ratings: Sequence[int]) -> None:
        """The ratings that one unit got; a single one can be compared with nothing and does not count."""
        if len(ratings) < 2:
            return
        self.units += 1
        for pair, times in Counter(permutations(ratings, 2)).items():
            self._pairs[pair] += Fraction(times, len(ratings) - 1)

    def alpha(self) -> Fraction | None:
        """1: they always agree; 0: as by chance; below 0: less than that. None where nothing varies, or nothing was added."""
        given: dict[int, Fraction] = defaultdict(Fraction)
        for (value, _), number in self._pairs.items():
            given[value] += number
        distances = _ordinal_distances(given)
        expected = sum((given[one] * given[other] * far for (one, other), far in distances.items()), Fraction())
        if not expected:
            return None
        observed = sum((self._pairs.get(pair, Fraction()) * far for pair, far in distances.items()), Fraction())
        return 1 - (sum(given.values()) - 1) * observed / expected


def _ordinal_distances(given: dict[int, Fraction]) -> dict[tuple[int, int], Fraction]:
    """The square of how many ratings lie between two values, half of those at either end included."""
    order = sorted(given)
    step = {lower: (given[lower] + given[upper]) / 2 for lower, upper in pairwise(order)}
    return {
        (one, other): sum((step[value] for value in order if one <= value < other), Fraction()) ** 2
        for one, other in combinations(order, 2)
    }
