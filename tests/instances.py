"""Services as processes of their own, as they run anywhere but in tests."""

import asyncio
import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from deploy.local.ports import free_port
from shared.runtime.settings import ServiceName, Settings
from tests.eventually import eventually

START_SECONDS = 60.0
PORTAL, SECRET = "portal", "for-this-test-only"
SUBMIT = "/api/ideas/v1/impulses"


class Instance:
    """`impulswerk serve` as a process of its own, which starts as often as it has ended; ended with its block."""

    def __init__(self, service: ServiceName, settings: Settings, folder: Path, **changed: str) -> None:
        self.port = free_port()
        self._service = service
        self._log = folder / f"{service}-{self.port}.log"
        self._process: asyncio.subprocess.Process | None = None
        values = {
            "MODE": "laptop",
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "KAFKA": settings.kafka,
            "PARTITIONS": "3",
            "SECRETS_FILE": str(settings.secrets_file),
            "CHECK_JOURNAL": str(settings.check_journal),
            "PORTALS": str(_portals(folder)),
        }
        self._environment = os.environ | {f"IMPULSWERK_{name}": value for name, value in (values | changed).items()}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "deploy.cli", "serve", self._service, "--port", str(self.port)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        await self.ends()

    async def kill(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def ends(self) -> int:
        assert self._process is not None
        async with asyncio.timeout(START_SECONDS):
            return await self._process.wait()

    @property
    def output(self) -> str:
        return self._log.read_text()

    def said(self, part: str) -> list[dict[str, Any]]:
        """The log's lines whose event has this part."""
        lines = [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]
        return [line for line in lines if part in str(line["event"])]

    async def becomes_ready(self) -> None:
        await eventually(self.is_ready, seconds=START_SECONDS, every=0.1)

    async def is_ready(self) -> bool:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            try:
                return (await client.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

    async def submit(self) -> int:
        """A portal submits an impulse; the status of the answer."""
        body = {"title": "Mehr Bänke", "text": "Am Fluss fehlen Bänke.", "origin": "citizens"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", auth=(PORTAL, SECRET)) as client:
            answer = await client.post(SUBMIT, json=body, headers={"Idempotency-Key": uuid4().hex})
        return answer.status_code


def _portals(folder: Path) -> Path:
    path = folder / "portals.json"
    path.write_text(json.dumps({PORTAL: sha256(SECRET.encode()).hexdigest()}))
    return path
