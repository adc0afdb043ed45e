"""I1 to I8 of the design, each a function from the evidence to what is wrong."""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import (
    acknowledged,
    deadlines,
    delivery,
    order,
    people,
    privacy,
    rest,
    totals,
)

Invariant = Callable[[Evidence], Awaitable[list[str]]]

INVARIANTS: Final[dict[str, Invariant]] = {
    "I1": acknowledged.check,
    "I2": delivery.check,
    "I3": order.check,
    "I5": people.check,
    "I6": rest.check,
    "I7": deadlines.check,
    "I8": privacy.check,
    "I4": totals.check,  # last: its rebuild puts new views in place of the live ones
}

MOST_TOLD = 5


async def broken(evidence: Evidence) -> list[str]:
    """Everything that is wrong, with the invariant's name before; of one kind at most five lines."""
    found = []
    for name, check in INVARIANTS.items():
        wrong = await check(evidence)
        found += [f"{name} {each}" for each in wrong[:MOST_TOLD]]
        if len(wrong) > MOST_TOLD:
            found.append(f"{name} ... and {len(wrong) - MOST_TOLD} more")
    return found
