"""The harness' side of `tests.chaos.service`: starts service processes and notices their end."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.chaos.wraps.wrap import Wrapping


class Process:
    """A process that is not our own child, watched through its descriptor (Linux)."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ended = asyncio.Event()
        try:
            self._descriptor: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._descriptor = None
            self.ended.set()
            return
        asyncio.get_running_loop().add_reader(self._descriptor, self._has_ended)

    def send(self, number: signal.Signals) -> None:
        """Signal it, unless it has ended."""
        if self._descriptor is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def _has_ended(self) -> None:
        if self._descriptor is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
        self.ended.set()


class Nursery:
    """Starts the mother process once per run; services are its children."""

    def __init__(self) -> None:
        self._mother: asyncio.subprocess.Process | None = None
        self._asking = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._mother = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "tests.chaos.service"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            start_new_session=True,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._mother is not None
        if self._mother.returncode is None:
            self._mother.terminate()
            await self._mother.wait()

    async def start(
        self, service: str, port: int, environment: dict[str, str], log: Path, wrapping: Wrapping
    ) -> Process:
        """Start a service; does not wait until it is ready."""
        wanted = {
            "service": service,
            "port": port,
            "environment": environment,
            "log": str(log),
            "wrapping": wrapping.as_json(),
        }
        assert self._mother is not None
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        async with self._asking:
            self._mother.stdin.write(json.dumps(wanted).encode() + b"\n")
            answer = await self._mother.stdout.readline()
        if not answer:
            raise RuntimeError("the mother of the services has ended")
        return Process(json.loads(answer)["pid"])
