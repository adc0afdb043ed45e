"""Starts again what has ended without being asked to."""

import asyncio
import signal
from typing import Protocol

from deploy.local.errors import LocalError, Say

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
# Who ran this long was healthy: the next end is a new trouble, not the same one.
HEALTHY_SECONDS = 60.0


class Child(Protocol):
    """A process that `up` owns: a service or a server."""

    name: str

    async def start(self) -> None:
        """Start it. Raises: LocalError."""

    async def wait(self) -> int:
        """The exit code, as soon as it has ended."""


async def keep_running(child: Child, say: Say) -> None:
    """Wait for the child's end, say so, start it again after a pause that grows with each failure; for ever."""
    clock = asyncio.get_running_loop().time
    pause = FIRST_PAUSE
    while True:
        started = clock()
        code = await child.wait()
        if clock() - started > HEALTHY_SECONDS:
            pause = FIRST_PAUSE
        say(f"{child.name} ended ({_how(code)}); starting it again ...")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        try:
            await child.start()
        except (LocalError, OSError) as error:
            say(f"{child.name} could not be started: {error}")


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
