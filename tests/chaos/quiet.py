"""When everything rests: nothing in an outbox, nothing unread, every service ready."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.settings import SERVICES, ServiceName
from tests.chaos.system import System


class Quiet:
    """Looks at the databases, at Kafka's ends and at the health of the services."""

    def __init__(self, system: System, kafka: AIOKafkaConsumer, http: httpx.AsyncClient) -> None:
        self._system = system
        self._kafka = kafka
        self._http = http
        self.last = "not looked yet"

    @classmethod
    @asynccontextmanager
    async def of(cls, system: System) -> AsyncIterator[Self]:
        """With connections of its own."""
        kafka = AIOKafkaConsumer(bootstrap_servers=system.bootstrap_servers, request_timeout_ms=5_000)
        try:
            await kafka.start()
            async with httpx.AsyncClient(timeout=5) as http:
                yield cls(system, kafka, http)
        finally:
            await kafka.stop()

    async def reached(self) -> bool:
        """Whether everything rests now; `last` says what did not."""
        self.last = ""
        for service in SERVICES:
            self.last = await self._why_not(service)
            if self.last:
                return False
        return True

    async def _why_not(self, service: ServiceName) -> str:
        for instance in self._system.services[service].instances:
            for check in ("ready", "live"):
                try:
                    answer = await self._http.get(f"{instance.url}/health/{check}")
                except httpx.HTTPError as error:
                    return f"{service} does not answer: {error!r}"
                if answer.status_code != httpx.codes.OK:
                    return f"{service} is not {check}: {answer.text}"
        try:
            connection = await self._system.connect(service)
            try:
                return await self._rests(service, connection)
            finally:
                await connection.close()
        except (*DATABASE_ERRORS, KafkaError) as error:
            return f"{service} cannot be asked: {error!r}"

    async def _rests(self, service: ServiceName, connection: asyncpg.Connection) -> str:
        await connection.execute("SET search_path = views, public")
        outbox = await connection.fetchval("SELECT count(*) FROM outbox")
        if outbox:
            return f"{service} has {outbox} records in its outbox"
        rows = await connection.fetch("SELECT topic, partition, next_offset FROM consumer_offsets")
        read = {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        if not read:
            return f"{service} has not begun to read"
        ends = await self._kafka.end_offsets(list(read))
        behind = {place: (read[place], end) for place, end in ends.items() if read[place] < end}
        return f"{service} has not read {behind}" if behind else ""
