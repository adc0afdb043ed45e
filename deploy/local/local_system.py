"""The whole product on one machine: servers, services, sample city, in the order that they need each other."""

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.credentials import ensure_keys, ensure_portal
from deploy.local.data_directory import DataDirectory
from deploy.local.errors import LocalError, Say
from deploy.local.kafka import EmbeddedKafka
from deploy.local.keep_running import Child, keep_running
from deploy.local.ports import LOOPBACK, require_free
from deploy.local.postgres import EmbeddedPostgres
from deploy.local.private_files import write_private
from deploy.local.processes import end_leftover
from deploy.local.services import PORT_OFFSETS, Serve, ServiceProcess, serve_command
from deploy.local.sign_ins import SignIn, sign_ins
from shared.runtime.running import file_beside
from shared.runtime.settings import SERVICES

PARTITIONS = 3


@dataclass(frozen=True, slots=True)
class Product:
    """What `up` runs; tests bring a small one of their own."""

    serve: Serve
    create_topics: Callable[[str], Awaitable[None]]
    fill_sample: Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for; `sample` is None when neither --sample nor --empty was given."""

    port: int
    ready_file: Path | None
    sample: bool | None


async def _create_topics(bootstrap_servers: str) -> None:
    from aiokafka.errors import KafkaError

    from shared.messaging.topics import TopicError, create_topics

    try:
        await create_topics(bootstrap_servers, PARTITIONS)
    except (KafkaError, TopicError) as error:
        raise LocalError(f"The topics cannot be created: {error}.") from error


def _fill_sample(ready: dict[str, Any]) -> None:
    from deploy.local.sample.fill import fill

    fill(ready)


IMPULSWERK = Product(serve_command, _create_topics, _fill_sample)


class LocalSystem:
    """Starts everything in a data directory, keeps it running, and stops it in order."""

    def __init__(self, data: DataDirectory, options: Options, say: Say, product: Product = IMPULSWERK) -> None:
        self._data = data
        self._options = options
        self._say = say
        self._product = product
        self._postgres = EmbeddedPostgres(data.postgres, log=data.logs / "postgres.log", say=say)
        self._kafka = EmbeddedKafka(data.kafka, log=data.logs / "kafka.log", say=say)
        self._services: list[ServiceProcess] = []
        self._people: list[SignIn] = []

    async def run(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        """Start, call `when_ready` once everything serves, and go on until cancelled; then stop what was started.

        Raises: LocalError, when something cannot be started.
        """
        await self._clear_the_way()
        async with AsyncExitStack() as stack:
            await self._start_servers(stack)
            await self._start_services(stack)
            watchers = asyncio.gather(*(keep_running(child, self._say) for child in self._children))
            stack.push_async_callback(_cancelled, watchers)
            await self._fill_sample()
            stack.callback(self._remove_ready_file)
            self._write_ready_file()
            await when_ready()
            await watchers

    @property
    def people(self) -> list[SignIn]:
        """The demo sign-ins; empty before the start."""
        return self._people

    @property
    def ready(self) -> dict[str, Any]:
        """The content of the ready file, once everything was started."""
        return {
            "services": {service.name: service.url for service in self._services},
            "kafka": self._kafka.bootstrap_servers,
            "postgres": {service: self._postgres.dsn(service) for service in SERVICES},
            "sign_ins": [
                {"role": person.role, "user": person.user, "unit": person.unit, "token": person.token}
                for person in self._people
            ],
        }

    @property
    def _children(self) -> list[Child]:
        return [self._postgres, self._kafka, *self._services]

    async def _clear_the_way(self) -> None:
        """End what a killed `up` left, then see that the ports are free."""
        self._remove_ready_file()
        ended = await asyncio.gather(*map(end_leftover, self._data.process_records))
        if any(ended):
            self._say(f"Ended {sum(ended)} processes that an earlier run on this data left behind.")
        for service, offset in PORT_OFFSETS.items():
            require_free(self._options.port + offset, f"for {service}")
        ensure_keys(self._secret("keys.json"))
        ensure_portal(self._secret("portals.json"), self._secret("demo_portal.json"))
        self._people = sign_ins(self._secret("sign_ins.json"))

    async def _start_servers(self, stack: AsyncExitStack) -> None:
        self._say("Starting PostgreSQL and Apache Kafka ...")
        # Registered before the start: a start that is interrupted half-way is stopped as well.
        stack.push_async_callback(self._stop_servers)
        await _all(self._postgres.start(), self._start_kafka())

    async def _start_kafka(self) -> None:
        await self._kafka.start()
        await self._product.create_topics(self._kafka.bootstrap_servers)

    async def _start_services(self, stack: AsyncExitStack) -> None:
        self._say(f"Starting the services {', '.join(SERVICES)} ...")
        for name in SERVICES:
            self._services.append(
                ServiceProcess(
                    name,
                    self._options.port + PORT_OFFSETS[name],
                    record=self._data.service_record(name),
                    log=self._data.logs / f"{name}.log",
                    serve=self._product.serve,
                    settings=self._settings(name),
                )
            )
        stack.push_async_callback(self._stop_services)
        await _all(*(service.start() for service in self._services))
        await _all(*(service.become_ready() for service in self._services))

    async def _stop_services(self) -> None:
        self._say("Stopping the services ...")
        await asyncio.gather(*(service.stop() for service in self._services))

    async def _stop_servers(self) -> None:
        self._say("Stopping Apache Kafka and PostgreSQL ...")
        await asyncio.gather(self._kafka.stop(), self._postgres.stop())

    def _settings(self, service: str) -> dict[str, str]:
        links = {
            f"IMPULSWERK_LINKS_{name.upper()}": f"http://{LOOPBACK}:{self._options.port + offset}"
            for name, offset in PORT_OFFSETS.items()
        }
        return links | {
            "IMPULSWERK_MODE": "laptop",
            # The stories of the sample city go the way they are told.
            "IMPULSWERK_SHORT_CASES_CHECKED": "0",
            "IMPULSWERK_DATABASE_URL": self._postgres.dsn(service),
            "IMPULSWERK_KAFKA": self._kafka.bootstrap_servers,
            "IMPULSWERK_PARTITIONS": str(PARTITIONS),
            "IMPULSWERK_SECRETS_FILE": str(self._secret("keys.json")),
            "IMPULSWERK_DEMO_SIGN_INS": str(self._secret("sign_ins.json")),
            "IMPULSWERK_PORTALS": str(self._secret("portals.json")),
        }

    def _secret(self, name: str) -> Path:
        return self._data.secrets / name

    async def _fill_sample(self) -> None:
        """Make the sample city where it is asked for and nothing is there yet."""
        wanted = self._options.sample
        match self._data.sample:
            case "undecided" if wanted is False:
                self._data.keep_sample("none")
            case "undecided":
                self._say("Filling the sample city through the services' own commands ...")
                self._data.keep_sample("filling")
                await self._run_sample()
                self._data.keep_sample("filled")
            case "filling":
                self._say(
                    "The sample city was interrupted and stays incomplete; a new folder (--data) gets a whole one."
                )
            case "none" if wanted is True:
                self._say("This data directory was started empty: it is kept as it is, without the sample city.")
            case "filled" if wanted is False:
                self._say("This data directory has the sample city: it is kept; a new folder (--data) starts empty.")
            case _:
                self._say("Going on with the data that is there.")

    async def _run_sample(self) -> None:
        try:
            await asyncio.to_thread(self._product.fill_sample, self.ready)
        except Exception as error:
            log = self._data.logs / "sample.log"
            log.write_text(traceback.format_exc(), encoding="utf-8")
            raise LocalError(
                f"The sample city could not be made ({type(error).__name__}: {error}; see {log}); "
                "name another folder with --data, or start there with --empty."
            ) from error

    def _write_ready_file(self) -> None:
        if self._options.ready_file is None:
            return
        beside = {"secrets_file": str(self._secret("keys.json")), "partitions": PARTITIONS}
        write_private(file_beside(self._options.ready_file), json.dumps(beside))
        write_private(self._options.ready_file, json.dumps(self.ready, indent=2))

    def _remove_ready_file(self) -> None:
        if self._options.ready_file is not None:
            self._options.ready_file.unlink(missing_ok=True)
            file_beside(self._options.ready_file).unlink(missing_ok=True)


async def _cancelled(watchers: asyncio.Future[Any]) -> None:
    watchers.cancel()
    await asyncio.gather(watchers, return_exceptions=True)


async def _all(*steps: Awaitable[None]) -> None:
    """Do all at once; at the first failure cancel the others and raise it alone."""
    tasks = [asyncio.ensure_future(step) for step in steps]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
