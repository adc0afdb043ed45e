"""Kafka Connect, standalone, as a process of its own with one connector in it."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import httpx

from deploy.local.errors import Say
from deploy.local.java import find_java
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.processes import OwnedProcess
from tests.eventually import eventually
from tests.peers.jars import CONNECT, fetch, plugin_path

HEAP = ("-Xms256m", "-Xmx512m")
"""A quarter of what Connect takes at most by default: its queues and buffers fit, and it is not slower for it."""
START_SECONDS = 60.0
STOP_SECONDS = 20.0
STRINGS = "org.apache.kafka.connect.storage.StringConverter"


class ConnectFailed(Exception):
    """The worker ended or its task failed; the text is what Connect says."""


class Connect:
    """One worker and its connector, which is stopped after the start."""

    def __init__(self, folder: Path, kafka: str, plugin: Path, connector: Mapping[str, object], say: Say) -> None:
        self._folder = folder
        self._kafka = kafka
        self._plugin = plugin
        self._connector = connector
        self._say = say
        self._process = OwnedProcess(folder / "connect.process", folder / "connect.log")
        self._http = httpx.AsyncClient(timeout=30)

    @property
    def pid(self) -> int:
        """The process id of the worker."""
        return self._process.pid

    async def open(self) -> None:
        """Start the worker and give it the connector.

        Raises: LocalError, when the jars cannot be had; ConnectFailed.
        """
        java = find_java()
        jars = await asyncio.to_thread(fetch, CONNECT, self._say)
        plugins = await asyncio.to_thread(plugin_path, self._plugin, self._say)
        self._folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        self._http.base_url = httpx.URL(f"http://{LOOPBACK}:{port}")
        worker = {
            "bootstrap.servers": self._kafka,
            "listeners": str(self._http.base_url).rstrip("/"),
            "plugin.path": plugins,
            "plugin.discovery": "service_load",
            "offset.storage.file.filename": self._folder / "offsets",
            "offset.flush.interval.ms": 1000,
            "connector.client.config.override.policy": "All",
            "key.converter": STRINGS,
            "value.converter": STRINGS,
        }
        properties = self._folder / "worker.properties"
        properties.write_text("".join(f"{name}={value}\n" for name, value in worker.items()), encoding="utf-8")
        flags = [*HEAP, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
        if java.major >= 24:
            flags += ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]
        main_class = "org.apache.kafka.connect.cli.ConnectStandalone"
        command = [str(java.executable), *flags, "-cp", f"{jars[0].parent}/*", main_class, str(properties)]
        await self._process.start(command, folder=self._folder)
        await eventually(self._answers, seconds=START_SECONDS, every=0.1)
        settings = {name: str(value) for name, value in self._connector.items()}
        created = await self._http.post(
            "/connectors", json={"name": "peer", "config": settings, "initial_state": "STOPPED"}
        )
        if created.is_error:
            raise ConnectFailed(created.text)

    async def close(self) -> None:
        """End the worker; does nothing when it does not run."""
        await self._http.aclose()
        await self._process.stop(STOP_SECONDS)

    async def start(self) -> None:
        """Let the connector work. Raises: ConnectFailed."""
        await self._ask("resume")
        await self._becomes("RUNNING")

    async def stop(self) -> None:
        """Let the connector end its work in hand and its task end. Raises: ConnectFailed."""
        await self._ask("stop")
        await self._becomes("STOPPED")

    async def _ask(self, what: Literal["resume", "stop"]) -> None:
        answer = await self._http.put(f"/connectors/peer/{what}")
        if answer.is_error:
            raise ConnectFailed(answer.text)

    async def _becomes(self, state: Literal["RUNNING", "STOPPED"]) -> None:
        async def there() -> bool:
            self._check()
            answer = await self._http.get("/connectors/peer/status")
            if answer.is_error:
                return False
            status: dict[str, Any] = answer.json()
            for task in status["tasks"]:
                if task["state"] == "FAILED":
                    raise ConnectFailed(task["trace"])
            tasks = [task["state"] for task in status["tasks"]]
            return status["connector"]["state"] == state and tasks == ([] if state == "STOPPED" else [state])

        await eventually(there, seconds=START_SECONDS, every=0.02)

    async def _answers(self) -> bool:
        self._check()
        try:
            return (await self._http.get("/connectors")).is_success
        except httpx.TransportError:
            return False

    def _check(self) -> None:
        if not self._process.running:
            raise ConnectFailed(self._process.new_output()[-3000:])
