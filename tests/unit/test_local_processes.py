"""A child process never outlives its owner unnoticed, and nobody else's process is ever ended."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import OwnedProcess, end_leftover
from tests.eventually import eventually

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


async def started(folder: Path, command: list[str]) -> OwnedProcess:
    process = OwnedProcess(folder / "it.process", folder / "it.log")
    await process.start(command, folder=folder)

    async def says_up() -> bool:
        return "up" in process.new_output()

    await eventually(says_up)
    return process


async def test_a_stopped_process_leaves_no_record(tmp_path: Path) -> None:
    process = await started(tmp_path, SLEEP)
    await process.stop(10)
    assert await process.wait() == -signal.SIGTERM
    assert not process.running
    assert not process.record.exists()


async def test_who_does_not_listen_is_ended_hard(tmp_path: Path) -> None:
    process = await started(tmp_path, DEAF)
    await process.stop(0.2)
    assert await process.wait() == -signal.SIGKILL


async def test_a_leftover_is_ended_by_its_record(tmp_path: Path) -> None:
    process = await started(tmp_path, SLEEP)
    assert await end_leftover(process.record)
    assert await process.wait() == -signal.SIGTERM
    assert not process.record.exists()


@pytest.mark.parametrize("change", [{"created": 1.0}, {"command": ["another", "program"]}])
async def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path, change: dict[str, object]) -> None:
    process = await started(tmp_path, SLEEP)
    process.record.write_text(json.dumps(json.loads(process.record.read_text()) | change))
    assert not await end_leftover(process.record)
    assert process.running
    await process.stop(10)


@pytest.mark.parametrize("content", [None, "", "{}", "[1]"])
async def test_a_record_that_says_nothing_ends_nothing(tmp_path: Path, content: str | None) -> None:
    record = tmp_path / "it.process"
    if content is not None:
        record.write_text(content)
    assert not await end_leftover(record)
    assert not record.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
async def test_children_end_when_their_owner_is_killed(tmp_path: Path) -> None:
    owner = """
import asyncio, sys
from pathlib import Path
from deploy.local.processes import OwnedProcess
async def main():
    child = OwnedProcess(Path("it.process"), Path("it.log"))
    await child.start([sys.executable, "-c", "import time; time.sleep(600)"], folder=Path.cwd())
    print(child.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", owner, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    child = psutil.Process(int(await process.stdout.readline()))
    process.kill()
    await process.wait()

    async def child_has_ended() -> bool:
        return not child.is_running() or child.status() == psutil.STATUS_ZOMBIE

    await eventually(child_has_ended)
