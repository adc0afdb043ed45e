"""Measures a path against its limit in alternation: on a shared machine only the ratio of neighbours can be trusted."""

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Literal

from tests.benchmarks.memory import Peak
from tests.benchmarks.rows import Row

ROUNDS = 5

Measure = Callable[[], Awaitable[float]]
"""Does the work once; returns what was measured, a rate or a duration."""


async def alternate(
    name: str,
    limit: Measure,
    path: Measure,
    *,
    bar: float | None,
    unit: str,
    direction: Literal["at_least", "at_most"] = "at_least",
    rounds: int = ROUNDS,
) -> Row:
    """One warm-up of each, then `rounds` pairs; who goes first changes from pair to pair, the ratio is path / limit.

    The peak is the memory of this process and all below it while the path was measured, that of the servers left out.
    """
    await limit()
    await path()
    limits, paths = [], []
    peak = Peak()
    for number in range(rounds):
        if number % 2 == 0:
            limits.append(await limit())
        async with peak.watched():
            paths.append(await path())
        if number % 2 == 1:
            limits.append(await limit())
    ratios = [measured / limited for measured, limited in zip(paths, limits, strict=True)]
    note = f"{median(paths):,.4g} of {median(limits):,.4g} {unit}"
    return Row(name, median(ratios), min(ratios), max(ratios), bar, direction, peak.mib, note)
