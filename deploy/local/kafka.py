"""A real Apache Kafka broker (KRaft, one node) as a process of its own, on loopback only."""

import asyncio
import base64
import re
import uuid
from collections.abc import Mapping
from pathlib import Path

from deploy.local.errors import LocalError, Say, silent
from deploy.local.kafka_properties import server_properties
from deploy.local.kafka_runtime import KafkaRuntime, kafka_runtime
from deploy.local.ports import LOOPBACK, kept_port
from deploy.local.processes import OwnedProcess, end_leftover
from deploy.local.server import Server

READY_LINE = "Kafka Server started"  # logged once the broker takes requests
PORT_TAKEN = re.compile(r"BindException|Address already in use")
PORT_TRIES = 3
START_SECONDS = 90.0
STOP_SECONDS = 20.0


class EmbeddedKafka(Server):
    """One broker with its data in `data_dir`, which keeps topics, offsets and the port between starts.

    After kill -9 the next start recovers: every acknowledged record is there. An acknowledgement means the page cache:
    it does not survive a power cut.
    """

    name = "Kafka"

    def __init__(
        self,
        data_dir: Path,
        port: int | None = None,
        *,
        log: Path | None = None,
        say: Say = silent,
        train_into: Path | None = None,
        properties: Mapping[str, object] | None = None,
    ) -> None:
        """`properties` are settings of the broker that replace ours."""
        self.data_dir = data_dir.resolve()
        self._wanted_port = port
        self._port: int | None = None
        self._say = say
        self._train_into = train_into
        self._more_properties = properties
        self._process = OwnedProcess(self.data_dir / "server.process", log or self.data_dir / "kafka.log")

    @property
    def bootstrap_servers(self) -> str:
        """`host:port` of the plaintext listener. Raises: RuntimeError before the first start."""
        if self._port is None:
            raise RuntimeError("not started")
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id of the broker. Raises: RuntimeError before the first start."""
        return self._process.pid

    async def start(self) -> None:
        """Start the broker and wait until it takes requests.

        Raises: LocalError, when Java, the jars or the wanted port are not to be had, or Kafka does not start.
        """
        runtime = await kafka_runtime(self._say)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        await end_leftover(self._process.record)
        for _ in range(PORT_TRIES):
            properties = self._write_properties()
            await self._format(runtime, properties)
            train_into = self._train_into
            command = runtime.command("kafka.Kafka", [str(properties)], train_into=train_into)
            await self._process.start(command, folder=self.data_dir, niceness=10 if train_into else 0)
            if await self._becomes_ready():
                self._wanted_port = self._port  # clients know it now: a restart must not choose another
                return
        raise LocalError(f"Kafka found no free port; see {self._process.log}.")

    async def wait(self) -> int:
        """The exit code, as soon as the broker has ended."""
        return await self._process.wait()

    async def stop(self) -> None:
        """End the broker in order; does nothing when it does not run."""
        await self._process.stop(STOP_SECONDS if self._train_into is None else START_SECONDS)

    async def kill(self) -> None:
        """What a crash does (kill -9)."""
        await self._process.kill()

    @property
    def _log_dir(self) -> Path:
        return self.data_dir / "log"

    def _write_properties(self) -> Path:
        self._port = kept_port(self.data_dir / "port", self._wanted_port)
        controller_port = kept_port(self.data_dir / "controller_port", apart_from=self._port)
        properties = self.data_dir / "server.properties"
        properties.write_text(
            server_properties(
                log_dir=self._log_dir,
                port=self._port,
                controller_port=controller_port,
                more=self._more_properties,
            ),
            encoding="utf-8",
        )
        return properties

    async def _format(self, runtime: KafkaRuntime, properties: Path) -> None:
        """Give a new data directory its cluster id."""
        if (self._log_dir / "meta.properties").exists():
            return
        arguments = ["format", "--cluster-id", _new_cluster_id(), "--config", str(properties)]
        command = runtime.command("kafka.tools.StorageTool", arguments)
        formatting = OwnedProcess(self.data_dir / "format.process", self._process.log)
        await formatting.start(command, folder=self.data_dir)
        try:
            code = await formatting.wait()
        finally:
            await formatting.stop(STOP_SECONDS)
        if code != 0:
            raise LocalError(f"Kafka's data directory cannot be prepared: {_cause(formatting.new_output())}.")

    async def _becomes_ready(self) -> bool:
        """True once ready; False when somebody took the port in between and another one can be tried."""
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while READY_LINE not in (output := self._process.new_output()):
            if not self._process.running:
                if PORT_TAKEN.search(output) and self._wanted_port is None:
                    return False
                raise LocalError(f"Kafka ended while starting: {_cause(output)} (all of it in {self._process.log}).")
            if asyncio.get_running_loop().time() > deadline:
                await self.kill()
                raise LocalError(f"Kafka was not ready after {START_SECONDS:.0f} s; see {self._process.log}.")
            await asyncio.sleep(0.02)
        return True


def _new_cluster_id() -> str:
    """Kafka's form of a random UUID; one that begins with a dash would be read as an option."""
    cluster_id = "-"
    while cluster_id.startswith("-"):
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return cluster_id


def _cause(output: str) -> str:
    """The first line that names what went wrong, else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if re.search(r"Exception|Error|ERROR|FATAL", line) and not line.startswith("at ")]
    return (named or lines[-1:] or ["it said nothing"])[0]
