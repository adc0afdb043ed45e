"""Processes of this comparison that do as they are told: one JSON line in, one JSON line out."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

LONGEST_ANSWER = 64 * 1024 * 1024
ANSWER_SECONDS = 180.0
STOP_SECONDS = 20.0


class ChildFailed(Exception):
    """The process ended instead of answering; the text is the end of its log."""


class Child:
    """A Python module run as a process; it ends when its standard input does, so with us at the latest."""

    def __init__(self, module: str, log: Path, environment: Mapping[str, str], *arguments: str) -> None:
        self._module = module
        self._log = log
        self._environment = environment
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None
        return self._process.pid

    async def open(self) -> None:
        """Start the process."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._module,
                *self._arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=os.environ | self._environment,
                limit=LONGEST_ANSWER,
            )

    async def close(self) -> None:
        """End the process; does nothing when it does not run."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def ask(self, do: str, **arguments: object) -> Any:
        """Tell the process what to do and wait for its answer. Raises: ChildFailed, TimeoutError."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **arguments}).encode() + b"\n")
        line = await asyncio.wait_for(self._process.stdout.readline(), ANSWER_SECONDS)
        if not line:
            raise ChildFailed(self._log.read_text(encoding="utf-8")[-3000:])
        return json.loads(line)


async def orders() -> AsyncIterator[dict[str, Any]]:
    """In the process: what it is told, until there is nobody left to tell it anything."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield json.loads(line)


def answer(value: object = None) -> None:
    """In the process: answer what was told last."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
