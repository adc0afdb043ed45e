"""`impulswerk` as people have it at the command line: the running product, and single commands that act on it."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import psutil

from deploy.local.ports import is_free
from shared.runtime.running import RunningSystem, locate
from tests.eventually import eventually

IMPULSWERK = (sys.executable, "-P", "-m", "deploy.cli")
PORTS = range(20_000, 31_000, 4)
START_SECONDS = 300.0
COMMAND_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has ended: its exit code, and what it said."""

    code: int
    output: str
    errors: str


async def impulswerk(*arguments: str | Path, seconds: float = COMMAND_SECONDS) -> Finished:
    """Run a command to its end. Raises TimeoutError when it takes longer."""
    process = await asyncio.create_subprocess_exec(
        *IMPULSWERK,
        *map(str, arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Finished(process.returncode, output.decode(), errors.decode())


class Up:
    """`impulswerk up` as a process of its own, with data, ready file and output in `folder`; empty, or as `content` says.

    Starts again on the same data and ports as often as it was stopped or killed.
    """

    def __init__(self, folder: Path, content: Literal["--empty", "--sample"] = "--empty") -> None:
        self._content = content
        self.data = folder / "data"
        self.ready_file = folder / "ready.json"
        self._output = folder / "output.txt"
        self._port = next(port for port in PORTS if all(is_free(port + offset) for offset in range(4)))
        self._process: asyncio.subprocess.Process | None = None

    @property
    def system(self) -> RunningSystem:
        """Where everything is. Raises: NoRunningSystem while it does not serve."""
        return locate(self.ready_file)

    @property
    def processes(self) -> list[psutil.Process]:
        """`up` itself and everything below it."""
        assert self._process is not None
        up = psutil.Process(self._process.pid)
        return [up, *up.children(recursive=True)]

    def child(self, name: str) -> psutil.Process:
        """A service, `kafka` or `postgres`, as recorded now. Raises NoSuchProcess while it does not run."""
        server = self.data / name / "server.process"
        record = server if server.exists() else self.data / "services" / f"{name}.process"
        return psutil.Process(json.loads(record.read_text())["pid"])

    def said(self) -> str:
        """What it has printed, in all its lives."""
        return self._output.read_text()

    async def settled(self) -> bool:
        """Whether every service is ready, has read and published all there is, and put nothing aside."""
        finished = await impulswerk("status", "--json", "--ready-file", self.ready_file)
        told = [json.loads(line) for line in finished.output.splitlines()]
        assert len(told) == 4, finished.errors
        return all(
            each["ready"] and all(each[name] == 0 for name in ("lag", "outbox", "bad", "waiting")) for each in told
        )

    async def start(self) -> None:
        """Start it and wait until everything serves."""
        with self._output.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *(*IMPULSWERK, "up", self._content, "--data", str(self.data), "--port", str(self._port)),
                *("--ready-file", str(self.ready_file)),
                stdout=output,
                stderr=output,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self._process = process

        async def serves() -> bool:
            assert process.returncode is None, self.said()
            return self.ready_file.exists()

        await eventually(serves, seconds=START_SECONDS)

    async def stop(self) -> int:
        """End it in order, as Ctrl-C does; returns its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
        return await asyncio.wait_for(self._process.wait(), START_SECONDS)

    async def kill(self) -> None:
        """What a crash does (kill -9)."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        # The next start must not take the file of the life before for its own.
        self.ready_file.unlink()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()
