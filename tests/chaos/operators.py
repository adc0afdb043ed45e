"""Operators at the command line of the running system, and PostgreSQL's own programs."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from deploy.local.postgres_programs import postgres_programs
from shared.runtime.running import file_beside
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.stage import Stage
from tests.chaos.system import PARTITIONS, System

COMMAND_SECONDS = 90.0
NAME = "chaos"


async def impulswerk(stage: Stage, *words: str) -> tuple[int, str]:
    """Run `impulswerk WORDS --ready-file ...`; its exit code and all that it said."""
    return await run_impulswerk(stage.system, *words)


async def run_impulswerk(system: System, *words: str, seconds: float = COMMAND_SECONDS) -> tuple[int, str]:
    """The same on a system without an episode."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "deploy.cli", *words, "--ready-file", str(_ready_file(system))),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, said.decode(errors="replace")


async def postgres_program(stage: Stage, name: str, service: ServiceName, *words: str) -> None:
    """Run `pg_dump` or `pg_restore` on a service's database, as docs/operations.md says."""
    await asyncio.to_thread(
        subprocess.run,
        [str(postgres_programs() / name), "--dbname", stage.system.dsn(service), *words],
        check=True,
        capture_output=True,
        timeout=COMMAND_SECONDS,
    )


def _ready_file(system: System) -> Path:
    file = system.data / "ready.json"
    if not file.exists():
        ready = {
            "services": {name: service.url for name, service in system.services.items()},
            "kafka": system.bootstrap_servers,
            "postgres": {service: system.dsn(service) for service in SERVICES},
            "sign_ins": [],
        }
        beside = {"secrets_file": str(system.secret("keys.json")), "partitions": PARTITIONS}
        file_beside(file).write_text(json.dumps(beside))
        file.write_text(json.dumps(ready))
    return file
