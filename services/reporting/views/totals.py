"""How many impulses are in which state: kept by difference, so that a total never needs a scan."""

from collections import Counter
from collections.abc import Iterable

from services.reporting.views.impulse import Shown

Total = tuple[str, str]
"""What is counted and one value of it, such as ("status", "in_screening")."""


def contribution(shown: Shown) -> Counter[Total]:
    """What one impulse adds to the totals: every received one exactly 1 to its status, internal ones included."""
    if shown.status is None:
        return Counter()
    counts: Counter[Total] = Counter({("received", "all"): 1, ("status", shown.status): 1})
    if shown.visibility != "public":
        counts["not_public", shown.visibility or ""] += 1
    if shown.origin:
        counts["origin", shown.origin] += 1
    if shown.decision:
        counts["decision", shown.decision] += 1
    return counts


def difference(changes: Iterable[tuple[Shown, Shown]]) -> dict[Total, int]:
    """The sum of contribution(after) - contribution(before); totals that stay the same are left out."""
    sums: Counter[Total] = Counter()
    for before, after in changes:
        sums.update(contribution(after))
        sums.subtract(contribution(before))
    return {total: by for total, by in sums.items() if by}
