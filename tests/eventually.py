"""Waiting in tests: for a condition, with a deadline, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


async def eventually(look: Callable[[], Awaitable[T]], *, seconds: float = 20.0, every: float = 0.02) -> T:
    """The first true answer of `look`. Raises AssertionError with the last answer when none comes in time."""
    end = monotonic() + seconds
    while True:
        found = await look()
        if found:
            return found
        assert monotonic() < end, f"nothing within {seconds} s; last answer: {found!r}"
        await asyncio.sleep(every)
