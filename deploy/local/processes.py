"""Child processes that are surely ended: by us, with us, or by the next start."""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
LEFTOVER_SECONDS = 10.0
LARGEST_LOG = 10_000_000


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a process runs as."""

    name: str
    user_id: int
    group_id: int


class OwnedProcess:
    """One child process with its log file and a record on disk by which a later start can end it.

    On Linux the kernel sends it `stop_signal` when we die. The kernel means the *thread* that started it: start it from
    the main thread's event loop, never from a worker thread.
    """

    def __init__(self, record: Path, log: Path, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        self.record = record
        self.log = log
        self.stop_signal = stop_signal
        self._process: asyncio.subprocess.Process | None = None
        self._log_start = 0

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process id. Raises: RuntimeError before the first start."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    async def start(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
        descriptors: Sequence[int] = (),
        niceness: int = 0,
    ) -> None:
        """Start the command in a session of its own, so that Ctrl-C reaches only us.

        Raises: OSError, when it cannot be executed.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        parent = os.getpid()

        def before_command() -> None:
            _end_with_parent(parent, self.stop_signal)
            os.nice(niceness)

        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment,
                start_new_session=True,
                user=account.user_id if account else None,
                group=account.group_id if account else None,
                extra_groups=[] if account else None,
                pass_fds=descriptors,
                preexec_fn=before_command,
            )
        _write_record(self.record, self._process.pid, command, self.stop_signal)

    async def wait(self) -> int:
        """The exit code, negative for a signal, as soon as the process has ended; 0 when it never ran."""
        return await self._process.wait() if self._process else 0

    async def stop(self, seconds: float) -> None:
        """Ask the process to end; end it hard when it is still there after `seconds`."""
        if self._process is not None and self.running:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(self.stop_signal)
            try:
                await asyncio.wait_for(self._process.wait(), seconds)
            except TimeoutError:
                await self.kill()
        self.record.unlink(missing_ok=True)

    async def kill(self) -> None:
        """What a crash does (kill -9)."""
        if self._process is not None and self.running:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def new_output(self) -> str:
        """What the log got since the last start."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode("utf-8", errors="replace")


async def end_leftover(record: Path) -> bool:
    """End the recorded process if it still runs and provably is the recorded one; True if there was one.

    Proof: same process id, same start time and the same command line, so never somebody else who got the number.
    """
    leftover = _recorded_process(record)
    if leftover is not None:
        process, stop_signal = leftover
        await asyncio.to_thread(_end, process, stop_signal)
    await asyncio.to_thread(record.unlink, missing_ok=True)
    return leftover is not None


def _end_with_parent(parent: int, stop_signal: signal.Signals) -> None:
    """Runs in the child, just before its command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)


def _write_record(record: Path, pid: int, command: Sequence[str], stop_signal: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        created = psutil.Process(pid).create_time()
        content = {"pid": pid, "created": created, "command": list(command), "stop_signal": int(stop_signal)}
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(json.dumps(content))


def _recorded_process(record: Path) -> tuple[psutil.Process, signal.Signals] | None:
    try:
        content = json.loads(record.read_text())
        process = psutil.Process(content["pid"])
        # Two seconds: the start time is counted from the time of boot, which a correction of the clock moves.
        same_start = abs(process.create_time() - content["created"]) < 2
        if same_start and process.cmdline() == content["command"]:
            return process, signal.Signals(content["stop_signal"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return None


def _end(process: psutil.Process, stop_signal: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(stop_signal)
        if not _has_ended(process):
            process.kill()
            _has_ended(process)


def _has_ended(process: psutil.Process) -> bool:
    """Wait for the end. A zombie has ended: where no init process collects orphans, they stay in the table."""
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
