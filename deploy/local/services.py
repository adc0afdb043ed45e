"""The four services as child processes."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy.local.errors import LocalError
from deploy.local.ports import LOOPBACK
from deploy.local.processes import OwnedProcess, end_leftover

READY_SECONDS = 60.0
STOP_SECONDS = 15.0

# Each service's distance from the port of `up --port`.
PORT_OFFSETS = {"reporting": 0, "ideas": 1, "evaluation": 2, "implementation": 3}

Serve = Callable[[str, int], Sequence[str]]
"""The command that runs a service on a port."""


def serve_command(service: str, port: int) -> list[str]:
    """The product's own services. -P: a folder `shared` where the user stands must not shadow ours."""
    return [sys.executable, "-P", "-m", "deploy.cli", "serve", service, "--port", str(port), "--host", LOOPBACK]


class ServiceProcess:
    """One service on its port; ready when its health check says so."""

    def __init__(
        self, name: str, port: int, *, record: Path, log: Path, serve: Serve, settings: Mapping[str, str]
    ) -> None:
        self.name = name
        self.port = port
        self._command = serve(name, port)
        self._environment = {**os.environ, **settings}
        self._folder = log.parent
        self._process = OwnedProcess(record, log)

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of the service. Raises: RuntimeError before the first start."""
        return self._process.pid

    async def start(self) -> None:
        """Start the service; does not wait until it is ready.

        Raises: LocalError, when its command cannot be executed.
        """
        await end_leftover(self._process.record)
        try:
            await self._process.start(self._command, folder=self._folder, environment=self._environment)
        except OSError as error:
            raise LocalError(f"The service {self.name} cannot be started ({error.strerror}).") from error

    async def become_ready(self) -> None:
        """Wait until /health/ready answers 200.

        Raises: LocalError, when the service ends or takes too long.
        """
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        while await health(self.port) != 200:
            if not self._process.running:
                raise LocalError(
                    f"The service {self.name} ended while starting: {_last_line(self._process.new_output())} "
                    f"(all of it in {self._process.log})."
                )
            if asyncio.get_running_loop().time() > deadline:
                raise LocalError(
                    f"The service {self.name} was not ready after {READY_SECONDS:.0f} s; see {self._process.log}."
                )
            await asyncio.sleep(0.05)

    async def wait(self) -> int:
        """The exit code, as soon as the service has ended."""
        return await self._process.wait()

    async def stop(self) -> None:
        """End the service in order: it finishes its requests first."""
        await self._process.stop(STOP_SECONDS)


async def health(port: int) -> int | None:
    """The HTTP status of /health/ready on loopback, None when nobody answers within 5 s."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            try:
                writer.write(f"GET /health/ready HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n".encode())
                status_line = await reader.readline()
            finally:
                writer.close()
        return int(status_line.split()[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        return None


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
