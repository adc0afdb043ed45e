"""`impulswerk up` with the real servers and small stand-ins for the four services."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import asyncpg
import psutil
import pytest

from deploy.local.ports import LOOPBACK, is_free
from deploy.local.sign_ins import PEOPLE
from shared.runtime.running import file_beside, settings_of
from tests.eventually import eventually

pytestmark = pytest.mark.servers

STAND_IN = """
import http.server, json, os, signal, sys

class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        settings = {name: value for name, value in os.environ.items() if name.startswith("IMPULSWERK_")}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"pid": os.getpid(), "settings": settings}).encode())

    def log_message(self, *_):
        pass

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Ready).serve_forever()
"""

# The command `impulswerk`, whose `up` runs the stand-ins; filling the sample city leaves a file.
COMMAND = """
import pathlib, sys
from deploy.local import local_system, up

here = pathlib.Path(sys.argv[1])
product = local_system.Product(
    serve=lambda service, port: [sys.executable, str(here / "stand_in.py"), service, str(port)],
    create_topics=local_system.IMPULSWERK.create_topics,
    fill_sample=lambda ready: (here / "filled").write_text(",".join(ready)),
)
up.run.__defaults__ = (product,)
from deploy.cli import app
app(sys.argv[2:])
"""


@dataclass(frozen=True, slots=True)
class Up:
    """A running `impulswerk up`."""

    process: asyncio.subprocess.Process
    ready: dict[str, Any]
    output: Path

    def said(self) -> str:
        return self.output.read_text()

    def child(self, part_of_command: str) -> psutil.Process:
        """The child whose command line holds this."""
        children = psutil.Process(self.process.pid).children()
        found = [child for child in children if part_of_command in " ".join(child.cmdline())]
        assert len(found) == 1, children
        return found[0]

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


def four_free_ports() -> int:
    """The first of four ports in a row."""
    return next(port for port in range(21_000, 31_000, 4) if all(is_free(port + offset) for offset in range(4)))


async def start(folder: Path, *options: str) -> tuple[asyncio.subprocess.Process, Path]:
    (folder / "stand_in.py").write_text(STAND_IN)
    (folder / "command.py").write_text(COMMAND)
    output = folder / "output.txt"
    with output.open("wb") as opened:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(folder / "command.py"), str(folder), "up", "--data", str(folder / "data"), *options),
            stdout=opened,
            stderr=opened,
        )
    return process, output


@asynccontextmanager
async def up(folder: Path, *options: str, port: int | None = None) -> AsyncIterator[Up]:
    """Start it, wait until everything serves, and at the end see that it is gone."""
    ready_file = folder / "ready.json"
    port = port or four_free_ports()
    process, output = await start(folder, "--port", str(port), "--ready-file", str(ready_file), *options)

    async def ready() -> bool:
        assert process.returncode is None, output.read_text()
        return ready_file.exists() and "Impulswerk is ready." in output.read_text()

    try:
        await eventually(ready, seconds=120)
        yield Up(process, json.loads(ready_file.read_text()), output)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def mode(file: Path) -> int:
    """Who may read and write it."""
    return file.stat().st_mode & 0o777


def names_in(folder: Path) -> list[str]:
    """What a folder holds."""
    return [path.name for path in folder.iterdir()]


async def look(url: str) -> dict[str, Any]:
    """What a stand-in answers."""
    answer = await asyncio.to_thread(lambda: urlopen(f"{url}/health/ready", timeout=5).read())
    answered: dict[str, Any] = json.loads(answer)
    return answered


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_everything_serves_is_told_to_scripts_and_stops_in_order(tmp_path: Path) -> None:
    port = four_free_ports()
    async with up(tmp_path, "--empty", port=port) as system:
        ready = system.ready
        assert list(ready) == ["services", "kafka", "postgres", "sign_ins"]
        assert ready["services"] == {
            "ideas": f"http://{LOOPBACK}:{port + 1}",
            "evaluation": f"http://{LOOPBACK}:{port + 2}",
            "implementation": f"http://{LOOPBACK}:{port + 3}",
            "reporting": f"http://{LOOPBACK}:{port}",
        }
        assert [set(person) for person in ready["sign_ins"]] == [{"role", "user", "unit", "token"}] * len(PEOPLE)
        assert mode(tmp_path / "ready.json") == 0o600
        for service, url in ready["services"].items():
            settings = (await look(url))["settings"]
            assert settings["IMPULSWERK_DATABASE_URL"] == ready["postgres"][service]
            assert settings["IMPULSWERK_KAFKA"] == ready["kafka"]
            assert await ask(ready["postgres"][service], "SELECT current_user::text") == service
        assert settings_of("ideas", tmp_path / "ready.json").secrets_file == Path(settings["IMPULSWERK_SECRETS_FILE"])
        for name in ("SECRETS_FILE", "DEMO_SIGN_INS", "PORTALS"):
            assert mode(Path(settings[f"IMPULSWERK_{name}"])) == 0o600
        assert all(person["token"] in system.said() for person in ready["sign_ins"])

        second, output = await start(tmp_path, "--port", str(four_free_ports()))
        assert await second.wait() == 1
        assert "Another `impulswerk up` uses the data directory" in output.read_text()

        children = psutil.Process(system.process.pid).children(recursive=True)
        assert await system.stop() == 0
        assert not [child for child in children if child.is_running()]
        assert not (tmp_path / "ready.json").exists()
        assert not file_beside(tmp_path / "ready.json").exists()
        assert not (tmp_path / "filled").exists()


async def test_what_dies_is_started_again_where_it_was(tmp_path: Path) -> None:
    async with up(tmp_path, "--empty") as system:
        url = system.ready["services"]["evaluation"]
        dsn = system.ready["postgres"]["evaluation"]
        first = (await look(url))["pid"]
        await ask(dsn, "CREATE TABLE kept AS SELECT 1 AS n")
        for child in [system.child(part) for part in ("stand_in.py evaluation", "kafka.Kafka", "bin/postgres")]:
            child.kill()

        async def all_are_back() -> bool:
            try:
                second = (await look(url))["pid"]
                host, port = system.ready["kafka"].split(":")
                with socket.create_connection((host, int(port))):
                    return second != first and await ask(dsn, "SELECT n FROM kept") == 1
            except (OSError, asyncpg.PostgresError):
                return False

        await eventually(all_are_back, seconds=60)
        for name in ("evaluation", "Kafka", "PostgreSQL"):
            assert f"{name} ended (signal SIGKILL); starting it again ..." in system.said()
        assert await system.stop() == 0


async def test_the_next_start_recovers_from_the_kill_of_up(tmp_path: Path) -> None:
    async with up(tmp_path) as system:
        assert (tmp_path / "filled").read_text() == "services,kafka,postgres,sign_ins"
        (tmp_path / "filled").unlink()
        await ask(system.ready["postgres"]["ideas"], "CREATE TABLE kept AS SELECT 1 AS n")
        left = psutil.Process(system.process.pid).children()
        os.kill(system.process.pid, signal.SIGKILL)
        await system.process.wait()
    port = int(system.ready["services"]["reporting"].rsplit(":", 1)[1])
    async with up(tmp_path, "--sample", port=port) as again:
        assert again.ready == system.ready
        assert await ask(again.ready["postgres"]["ideas"], "SELECT n FROM kept") == 1
        assert "Going on with the data that is there." in again.said()
        assert not (tmp_path / "filled").exists()
        assert not [child for child in left if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
        assert await again.stop() == 0


async def test_a_stop_in_the_middle_of_the_start_leaves_nothing_running(tmp_path: Path) -> None:
    process, output = await start(tmp_path, "--port", str(four_free_ports()))

    async def servers_are_starting() -> bool:
        return bool(psutil.Process(process.pid).children())

    await eventually(servers_are_starting)
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    assert await process.wait() == 0
    assert not [child for child in children if child.is_running()]
    assert output.read_text().endswith("Stopped.\n")


async def refusal(folder: Path, *options: str, **environment: str) -> str:
    """What the product's own command says when it cannot start: one line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "deploy.cli", "up", *options),
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 1
    lines = errors.decode().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


async def test_a_busy_port_is_named(tmp_path: Path) -> None:
    port = four_free_ports()
    with socket.create_server((LOOPBACK, port + 2)):
        said = await refusal(tmp_path, "--port", str(port))
    assert f"Port {port + 2} (for evaluation) is in use" in said
    assert "--port" in said


async def test_a_foreign_data_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    said = await refusal(tmp_path, "--data", str(tmp_path))
    assert "holds files that are not Impulswerk's" in said
    assert names_in(tmp_path) == ["letter.txt"]


async def test_an_unwritable_data_directory_is_named(tmp_path: Path) -> None:
    assert "/proc/impulswerk cannot be used" in await refusal(tmp_path, "--data", "/proc/impulswerk")


async def test_a_missing_java_is_said_with_what_to_do(tmp_path: Path) -> None:
    said = await refusal(tmp_path, "--port", str(four_free_ports()), IMPULSWERK_JAVA="/nowhere/java")
    assert "No usable Java runtime (17 or newer) was found" in said
    assert "IMPULSWERK_JAVA or JAVA_HOME" in said


async def test_a_service_that_does_not_start_ends_all_with_its_reason(tmp_path: Path) -> None:
    port = four_free_ports()
    process, output = await start(tmp_path, "--port", str(port))
    (tmp_path / "stand_in.py").write_text("raise SystemExit('no settings')")
    assert await process.wait() == 1
    assert "ended while starting: no settings" in output.read_text()
    assert "Traceback" not in output.read_text()
