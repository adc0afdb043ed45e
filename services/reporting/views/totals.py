"""How many impulses are in which state: kept by difference, so that a total never needs a scan."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, Protocol

Total = tuple[str, str]
"""What is counted and one value of it, such as ("status", "in_screening")."""


class Countable(Protocol):
    """What totals read of an impulse; a `Shown` has it."""

    @property
    def status(self) -> str | None:
        """Its public status, once it is received."""

    @property
    def visibility(self) -> str | None:
        """Who may see it."""

    @property
    def origin(self) -> str | None:
        """Where it comes from."""

    @property
    def decision(self) -> str | None:
        """The last published decision."""

    @property
    def listed(self) -> bool:
        """Whether it stands in the public list."""

    @property
    def short_check(self) -> str | None:
        """Whether a full assessment confirmed the short one, as `short_check_of` names it."""


class Counted(NamedTuple):
    """The same of a row that is stored, without folding it again. Without values: an impulse that is not there yet."""

    status: str | None = None
    visibility: str | None = None
    origin: str | None = None
    decision: str | None = None
    listed: bool = False
    short_check: str | None = None


def contribution(shown: Countable) -> Counter[Total]:
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
    if shown.listed:
        counts["listed", shown.status] += 1
    if shown.short_check:
        counts["short_check", shown.short_check] += 1
    return counts


def difference(changes: Iterable[tuple[Countable, Countable]]) -> dict[Total, int]:
    """The sum of contribution(after) - contribution(before); totals that stay the same are left out."""
    sums: Counter[Total] = Counter()
    for before, after in changes:
        if _counts_alike(before, after):
            continue
        sums.update(contribution(after))
        sums.subtract(contribution(before))
    return {total: by for total, by in sums.items() if by}


def _counts_alike(one: Countable, other: Countable) -> bool:
    return (
        one.status == other.status
        and one.visibility == other.visibility
        and one.origin == other.origin
        and one.decision == other.decision
        and one.listed == other.listed
        and one.short_check == other.short_check
    )
