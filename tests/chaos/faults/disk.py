"""A disk that is full for some seconds: a small one in memory, which root can mount, and ballast on it."""

import asyncio
import os
import random
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import ClassVar, Literal

from tests.chaos.faults.database import postgres_is_back
from tests.chaos.faults.fault import Fault, lasts
from tests.chaos.stage import Stage
from tests.chaos.system import Start

SMALL_DISK_BYTES = 320 * 1024**2
MOUNT_POINTS = Path("/tmp")


class PostgresDiskFull(Fault):
    """The disk of PostgreSQL is full: 503, and it recovers by itself."""

    name = "disk full"
    row = "disk full"
    alone = True
    server: ClassVar[Literal["postgres", "kafka"]] = "postgres"

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng)
        self.seconds = 2 + 3 * rng.random()

    @classmethod
    def why_not(cls) -> str | None:
        if os.geteuid() != 0:
            return "mounting a small disk needs root"
        if shutil.which("mount") is None:
            return "the command mount is missing"
        return None if _can_mount() else "mounting is not allowed here"

    def told(self) -> str:
        return f"{self.seconds:.1f} s"

    def prepare(self, start: Start) -> None:
        start.small_disks.append(self.server)

    async def run(self, stage: Stage) -> None:
        ballast = stage.system.data / self.server / "ballast"
        end = monotonic() + self.seconds
        filled = 0
        try:
            while monotonic() < end:  # what a crash frees is filled again
                filled += await asyncio.to_thread(_fill, ballast)
                await lasts(0.1)
        finally:
            ballast.unlink(missing_ok=True)
        stage.figures["ballast_megabytes"] = filled // 1024**2
        await postgres_is_back(stage)


class KafkaDiskFull(PostgresDiskFull):
    """The disk of Kafka is full: the broker ends and is started again until there is room; the outbox holds everything."""

    name = "Kafka disk full"
    server = "kafka"


def mount_small_disk(folder: Path) -> None:
    """Put what is in the folder on a disk of its own, a small one in memory."""
    aside = folder.with_name(f"{folder.name}.aside")
    folder.rename(aside)
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK_BYTES}", "tmpfs", str(folder)], check=True)
    subprocess.run(["cp", "-a", f"{aside}/.", str(folder)], check=True)
    shutil.rmtree(aside)


def unmount(folder: Path) -> None:
    """Take the small disk away again."""
    subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _fill(ballast: Path) -> int:
    written = 0
    with ballast.open("ab") as file, suppress(OSError):
        while True:
            for size in (4 * 1024**2, 64 * 1024, 4096):
                try:
                    written += os.write(file.fileno(), bytes(size))
                    break
                except OSError:
                    if size == 4096:
                        raise
    return written


def _can_mount() -> bool:
    probe = MOUNT_POINTS / f"impulswerk-mount-{os.getpid()}"
    probe.mkdir(exist_ok=True)
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(probe)], check=False, capture_output=True
        )
        if done.returncode == 0:
            subprocess.run(["umount", str(probe)], check=False, capture_output=True)
        return done.returncode == 0
    finally:
        with suppress(OSError):
            probe.rmdir()
