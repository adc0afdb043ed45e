"""The service ideas as a process, and the load of many people who hand in at the same time."""

import asyncio
import json
import secrets
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from deploy.local.ports import free_port
from shared.runtime.settings import Settings
from tests.benchmarks.bench import Bench
from tests.benchmarks.serving import environment_of, serving

CONNECTIONS: Final = 32
PORTAL: Final = "bench"


@dataclass(frozen=True, slots=True)
class Load:
    """Answers per second, and the median time of one."""

    rate: float
    median_ms: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running service; `secret` is that of the portal that hands in."""

    port: int
    secret: str

    async def load(self, connections: int, seconds: float, rate: float = 0.0) -> Load:
        """Hand in from so many connections for so long, `rate` a second; 0 is as fast as answers come."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.benchmarks.post_load",
            str(self.port),
            str(connections),
            str(seconds),
            f"{PORTAL}:{self.secret}",
            str(rate),
            stdout=PIPE,
        )
        printed, _ = await process.communicate()
        assert process.returncode == 0
        return Load(**json.loads(printed))


@asynccontextmanager
async def ideas_server(bench: Bench, settings: Settings, mode: Literal["stored", "unstored"]) -> AsyncIterator[Server]:
    """Run ideas until the block ends, as in production or without storage (see `post_server`)."""
    server = Server(free_port(), secrets.token_hex(16))
    portals = bench.folder / f"portals-{mode}.json"
    portals.write_text(json.dumps({PORTAL: sha256(server.secret.encode()).hexdigest()}), encoding="utf-8")
    environment = environment_of(settings) | {"IMPULSWERK_PORTALS": str(portals)}
    arguments = ("tests.benchmarks.post_server", str(server.port), mode)
    async with serving(*arguments, port=server.port, path="/openapi.json", environment=environment):
        yield server
