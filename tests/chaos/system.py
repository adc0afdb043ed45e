"""The real servers and services of one episode, in folders of their own, behind proxies."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil
from pydantic import SecretStr

from deploy.local.errors import LocalError
from deploy.local.ports import LOOPBACK
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.sign_ins import SignIn, sign_ins
from shared.runtime.settings import SERVICES, ServiceName, Settings
from tests.chaos.broker import ProxiedKafka
from tests.chaos.nursery import Nursery
from tests.chaos.ports import own_port
from tests.chaos.proxy import Mode, Proxy
from tests.chaos.running_service import RunningService
from tests.chaos.wraps.wrap import Wrapping

PARTITIONS = 3
CHECKPOINT_SECONDS = 3


@dataclass(slots=True)
class Start:
    """How an episode starts; faults may change it before."""

    wrappings: dict[ServiceName, Wrapping] = field(default_factory=lambda: {each: Wrapping() for each in SERVICES})
    kafka: Mode = "open"
    small_disks: list[Literal["postgres", "kafka"]] = field(default_factory=list)
    bug_in: ServiceName | None = None


class System:
    """PostgreSQL, Kafka and the four services on a copy of the template in `data`; what ends is started again."""

    def __init__(self, data: Path, logs: Path, nursery: Nursery, start: Start) -> None:
        self.data = data
        self.logs = logs
        self.bug_file = data / "bug"
        if start.bug_in is not None:
            start.wrappings[start.bug_in].bug_file = str(self.bug_file)
        self._start = start
        self._going_on = True
        self._keepers: list[asyncio.Task[None]] = []
        self.postgres = EmbeddedPostgres(data / "postgres", own_port(), log=logs / "postgres.log")
        self.kafka_way = Proxy(own_port(), own_port())
        self.kafka = ProxiedKafka(data / "kafka", self.kafka_way.target, self.kafka_way.port, log=logs / "kafka.log")
        self.database_ways: dict[ServiceName, Proxy] = {}
        self.people: list[SignIn] = sign_ins(self.secret("sign_ins.json"))
        self.services: Mapping[ServiceName, RunningService] = {
            name: RunningService(name, self._environment, nursery, logs, start.wrappings[name]) for name in SERVICES
        }

    def secret(self, name: str) -> Path:
        """A file of keys or sign-ins."""
        return self.data / "secrets" / name

    @property
    def bootstrap_servers(self) -> str:
        """Kafka as everybody finds it, through the proxy."""
        return self.kafka.advertised

    def dsn(self, service: ServiceName) -> str:
        """The database of a service, past the proxy."""
        return self.postgres.dsn(service)

    async def connect(self, service: ServiceName) -> asyncpg.Connection:
        """A connection to the database of a service, past the proxy."""
        connection = await asyncpg.connect(self.dsn(service), timeout=5, command_timeout=60)
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        return connection

    def settings(self, service: ServiceName) -> Settings:
        """For functions of the product that work on a database themselves."""
        return Settings(
            mode="laptop",
            database_url=SecretStr(self.dsn(service)),
            kafka=self.bootstrap_servers,
            partitions=PARTITIONS,
            secrets_file=self.secret("keys.json"),
        )

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start everything; a Kafka that is away at the start is not waited for."""
        await asyncio.gather(self.postgres.start(), self.kafka.start(), self.kafka_way.start(self._start.kafka))
        for name in SERVICES:
            self.database_ways[name] = Proxy(own_port(), self.postgres.port)
            await self.database_ways[name].start()
        self._keepers = [asyncio.create_task(self._keep(server)) for server in (self.postgres, self.kafka)]
        await asyncio.gather(*(service.start() for service in self.services.values()))
        await asyncio.gather(*(service.main.become_ready() for service in self.services.values()))

    async def stop(self) -> None:
        """End everything at once: nobody needs the data any more."""
        self._going_on = False
        await asyncio.gather(*(service.stop(signal.SIGKILL) for service in self.services.values()))
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for process in self.server_processes():
            with suppress(psutil.NoSuchProcess):
                process.resume()
        await asyncio.gather(self.kafka.kill(), self._end_postgres())
        await asyncio.gather(self.kafka_way.stop(), *(way.stop() for way in self.database_ways.values()))

    def server_processes(self) -> list[psutil.Process]:
        """Kafka's and PostgreSQL's processes."""
        return [*self.kafka_processes(), *self.postgres_processes()]

    def kafka_processes(self) -> list[psutil.Process]:
        """The broker."""
        return _tree(self.kafka)

    def postgres_processes(self) -> list[psutil.Process]:
        """The server and its sessions."""
        return _tree(self.postgres)

    async def stop_postgres_at_once(self) -> None:
        """PostgreSQL's immediate stop: no checkpoint, the next start recovers."""
        with suppress(ProcessLookupError, RuntimeError):
            os.kill(self.postgres.pid, signal.SIGQUIT)

    async def _end_postgres(self) -> None:
        await self.stop_postgres_at_once()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.postgres.wait(), 5)
        await self.postgres.kill()

    async def _keep(self, server: EmbeddedPostgres | ProxiedKafka) -> None:
        while self._going_on:
            await server.wait()
            await asyncio.sleep(0.1)
            try:
                await server.start()
            except (LocalError, OSError, asyncpg.PostgresError) as error:
                with (self.logs / "harness.log").open("a") as log:
                    log.write(f"{server.name} could not be started: {error}\n")
                await asyncio.sleep(0.3)

    def _environment(self, service: ServiceName) -> dict[str, str]:
        links = {f"IMPULSWERK_LINKS_{each.name.upper()}": each.url for each in self.services.values()}
        return links | {
            "IMPULSWERK_MODE": "laptop",
            # A case drawn by lot would need more evaluators than the people here send.
            "IMPULSWERK_SHORT_CASES_CHECKED": "0",
            "IMPULSWERK_DATABASE_URL": through(self.database_ways[service], self.dsn(service)),
            "IMPULSWERK_KAFKA": self.bootstrap_servers,
            "IMPULSWERK_PARTITIONS": str(PARTITIONS),
            "IMPULSWERK_SECRETS_FILE": str(self.secret("keys.json")),
            "IMPULSWERK_DEMO_SIGN_INS": str(self.secret("sign_ins.json")),
            "IMPULSWERK_PORTALS": str(self.secret("portals.json")),
            "IMPULSWERK_CHECKPOINT_SECONDS": str(CHECKPOINT_SECONDS),
        }


def through(way: Proxy, dsn: str) -> str:
    """The same database by way of a proxy."""
    parts = urlsplit(dsn)
    user = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{LOOPBACK}:{way.port}"))


def _tree(server: Any) -> list[psutil.Process]:
    try:
        process = psutil.Process(server.pid)
        return [process, *process.children(recursive=True)]
    except (psutil.NoSuchProcess, RuntimeError):
        return []


def remove(folder: Path) -> None:
    """Delete a folder with everything in it, whoever it belongs to."""
    shutil.rmtree(folder, ignore_errors=True)
