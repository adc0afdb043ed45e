"""Keeps a rate, whatever the work in between takes."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


async def at_the_rate(per_second: float, seconds: float, act: Callable[[int], Awaitable[None]]) -> None:
    """Let `act` handle what is due, again and again: mostly one, more of them where it was slow, as in a group commit."""
    begun, done, number = monotonic(), 0, int(per_second * seconds)
    while done < number:
        due = min(number, int((monotonic() - begun) * per_second) + 1) - done
        if due:
            await act(due)
            done += due
        else:
            await asyncio.sleep(begun + done / per_second - monotonic())
