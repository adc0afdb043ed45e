"""A real PostgreSQL 18 as a process of its own, on loopback only."""

import asyncio
import os
import re
import shutil
import signal
from pathlib import Path

import asyncpg
import psutil

from deploy.local.errors import LocalError, Say, silent
from deploy.local.ports import LOOPBACK, kept_port
from deploy.local.postgres_account import give_folder, server_account, way_into
from deploy.local.postgres_databases import ADMINISTRATOR, create_missing_databases, dsn, passwords
from deploy.local.postgres_programs import allow_execution, postgres_programs
from deploy.local.processes import Account, OwnedProcess, end_leftover
from deploy.local.server import Server

PORT_TAKEN = re.compile(r"could not bind|Address already in use")
# After kill -9 of the server its sessions take a moment to notice and to let go of the shared memory.
STILL_IN_USE = "pre-existing shared memory block"
START_TRIES = 20
START_SECONDS = 60.0
STOP_SECONDS = 20.0

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    # Small: a laptop's whole system fits into 1.5 GB. What is committed is on disk (fsync stays on).
    "shared_buffers": "32MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "io_method": "sync",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "jit": "off",
    # The log must not repeat what people wrote: no statements, no rows that broke a rule.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class EmbeddedPostgres(Server):
    """One server with its data in `data_dir`, which keeps databases, passwords and the port between starts.

    Sign-in by SCRAM with generated passwords. After kill -9 the next start recovers all that was committed.
    """

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, port: int | None = None, *, log: Path | None = None, say: Say = silent) -> None:
        self.data_dir = data_dir.resolve()
        self._wanted_port = port
        self._port: int | None = None
        self._say = say
        # SIGINT is PostgreSQL's "fast" stop: it ends the sessions and writes a checkpoint.
        self._process = OwnedProcess(
            self.data_dir / "server.process", log or self.data_dir / "postgres.log", signal.SIGINT
        )

    @property
    def port(self) -> int:
        """The TCP port on loopback. Raises: RuntimeError before the first start."""
        if self._port is None:
            raise RuntimeError("not started")
        return self._port

    @property
    def pid(self) -> int:
        """The process id of the server. Raises: RuntimeError before the first start."""
        return self._process.pid

    def dsn(self, service: str) -> str:
        """The address, with password, of a service's own database.

        Raises: KeyError for an unknown service, RuntimeError before the first start.
        """
        return dsn(service, self._passwords()[service], self.port)

    @property
    def administrator_dsn(self) -> str:
        """The address, with password, for whoever creates databases: the superuser of this server."""
        return self.dsn(ADMINISTRATOR)

    async def start(self) -> None:
        """Start the server and wait until it takes connections; the first time, create cluster and databases.

        Raises: LocalError, when the programs or the wanted port are not to be had, or PostgreSQL does not start.
        """
        programs = postgres_programs()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        account = await asyncio.to_thread(server_account, self._say)
        if account is not None:
            allow_execution(programs, self._say)
        give_folder(account, self._clusters)
        await end_leftover(self._process.record)
        if not self._cluster.exists():
            await self._create_cluster(programs, account)
        for _ in range(START_TRIES):
            _forget_recycled_process_id(self._cluster / "postmaster.pid")
            self._port = kept_port(self.data_dir / "port", self._wanted_port)
            with way_into(self._clusters, account, self._say) as way:
                await self._process.start(
                    [str(programs / "postgres"), "-D", str(way.path / self._cluster.name), *self._options()],
                    folder=self._clusters,
                    environment=_environment(),
                    account=account,
                    descriptors=way.descriptors,
                )
            if await self._becomes_ready():
                self._wanted_port = self._port  # clients know it now: a restart must not choose another
                await self._create_databases()
                return
            await asyncio.sleep(0.1)
        raise LocalError(f"PostgreSQL does not start; see {self._process.log}.")

    async def wait(self) -> int:
        """The exit code, as soon as the server has ended."""
        return await self._process.wait()

    async def stop(self) -> None:
        """End the server in order; does nothing when it does not run."""
        await self._process.stop(STOP_SECONDS)

    async def kill(self) -> None:
        """What a crash does (kill -9); its sessions end by themselves a moment later."""
        await self._process.kill()

    @property
    def _clusters(self) -> Path:
        return self.data_dir / "clusters"

    @property
    def _cluster(self) -> Path:
        return self._clusters / "18"

    def _passwords(self) -> dict[str, str]:
        return passwords(self.data_dir / "passwords.json")

    def _options(self) -> list[str]:
        settings = SETTINGS | {"port": str(self.port)}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    async def _create_cluster(self, programs: Path, account: Account | None) -> None:
        """Make it beside its place and move it there, so that an interrupted start leaves no half of one."""
        self._say("Creating the databases, only this once ...")
        draft = self._clusters / "new"
        password_file = self._clusters / "password"
        shutil.rmtree(draft, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self._passwords()[ADMINISTRATOR])
        if account is not None:
            os.chown(password_file, account.user_id, account.group_id)
        creating = OwnedProcess(self.data_dir / "create.process", self._process.log)
        with way_into(self._clusters, account, self._say) as way:
            arguments = [
                *("--pgdata", str(way.path / draft.name)),
                *("--username", ADMINISTRATOR),
                *("--pwfile", str(way.path / password_file.name)),
                *("--auth", "scram-sha-256"),
                *("--encoding", "UTF8"),
                # Sorts and folds the same on every machine, whatever languages it has.
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            ]
            await creating.start(
                [str(programs / "initdb"), *arguments],
                folder=self._clusters,
                environment=_environment(),
                account=account,
                descriptors=way.descriptors,
            )
        try:
            code = await creating.wait()
        finally:
            await creating.stop(STOP_SECONDS)
            password_file.unlink(missing_ok=True)
        if code != 0:
            raise LocalError(f"PostgreSQL's data cannot be created: {_cause(creating.new_output())}.")
        draft.replace(self._cluster)

    async def _becomes_ready(self) -> bool:
        """True once ready; False when another try with the same or another port can help."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not _says_ready(self._cluster / "postmaster.pid", self.pid):
            if not self._process.running:
                output = self._process.new_output()
                if STILL_IN_USE in output or (PORT_TAKEN.search(output) and self._wanted_port is None):
                    return False
                raise LocalError(f"PostgreSQL ended while starting: {_cause(output)} (see {self._process.log}).")
            if asyncio.get_running_loop().time() > deadline:
                await self.kill()
                raise LocalError(f"PostgreSQL was not ready after {START_SECONDS:.0f} s; see {self._process.log}.")
            await asyncio.sleep(0.02)
        return True

    async def _create_databases(self) -> None:
        try:
            await create_missing_databases(self.port, self._passwords())
        except (asyncpg.PostgresError, OSError) as error:
            raise LocalError(f"The services' databases cannot be created: {error}.") from error


def _environment() -> dict[str, str]:
    """Without settings of the user's own PostgreSQL, and with messages that this file can read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _says_ready(postmaster_file: Path, pid: int) -> bool:
    """The sign that PostgreSQL's own tools wait for: eight lines, our process id first, its state last."""
    try:
        lines = postmaster_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _forget_recycled_process_id(postmaster_file: Path) -> None:
    """Remove the file of a server that is gone when its process id belongs to another program now.

    PostgreSQL would take that program for a running server of the same data and refuse to start.
    """
    try:
        pid = int(postmaster_file.read_text().splitlines()[0])
        recycled = psutil.Process(pid).name() != "postgres"
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return
    if recycled:
        postmaster_file.unlink()


def _cause(output: str) -> str:
    """The first line that names what went wrong, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:", line)]
    return (named or lines[-1:] or ["it said nothing"])[0]
