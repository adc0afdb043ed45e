"""What the comparison stands on: one embedded PostgreSQL that can decode its log, one embedded Kafka, for both sides."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.console import Console

from deploy.local.kafka import EmbeddedKafka
from deploy.local.postgres import EmbeddedPostgres
from shared.messaging.topics import create_topics
from shared.runtime.settings import Secrets
from tests.peers.cost import Cpu, cpu_seconds

PARTITIONS = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """The servers, a folder for whatever a side needs, and where progress is told."""

    postgres: EmbeddedPostgres
    kafka: EmbeddedKafka
    folder: Path
    console: Console
    ends: AIOKafkaConsumer

    async def new_database(self) -> str:
        """The administrator's DSN of a new, empty database."""
        name = f"peers_{uuid4().hex}"
        connection = await asyncpg.connect(self.postgres.administrator_dsn)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return urlunsplit(urlsplit(self.postgres.administrator_dsn)._replace(path=f"/{name}"))

    def environment(self, dsn: str) -> dict[str, str]:
        """The settings of one of our processes."""
        return {
            "IMPULSWERK_MODE": "laptop",
            "IMPULSWERK_DATABASE_URL": dsn,
            "IMPULSWERK_KAFKA": self.kafka.bootstrap_servers,
            "IMPULSWERK_PARTITIONS": str(PARTITIONS),
            "IMPULSWERK_SECRETS_FILE": str(self.folder / "secrets.json"),
            "IMPULSWERK_LOG_LEVEL": "WARNING",
        }

    def cpu(self, pid: int) -> Cpu:
        """CPU seconds so far of that process and of the servers."""
        return Cpu(cpu_seconds(pid), cpu_seconds(self.postgres.pid), cpu_seconds(self.kafka.pid))

    async def end_of(self, topic: str) -> int:
        """How many records can be consumed from the topic by now."""
        places = [TopicPartition(topic, partition) for partition in range(PARTITIONS)]
        return sum((await self.ends.end_offsets(places)).values())


@asynccontextmanager
async def ground(console: Console) -> AsyncIterator[Ground]:
    """Start the servers; they and all data end with the block."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="impulswerk-peers-")))
        keys = {each: secrets.token_hex(32) for each in Secrets.model_fields}
        (folder / "secrets.json").write_text(json.dumps(keys), encoding="utf-8")
        postgres = await stack.enter_async_context(EmbeddedPostgres(folder / "postgres"))
        await _let_it_decode(postgres)
        kafka = await stack.enter_async_context(EmbeddedKafka(folder / "kafka"))
        await create_topics(kafka.bootstrap_servers, PARTITIONS)
        ends = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap_servers)
        await ends.start()
        stack.push_async_callback(ends.stop)
        yield Ground(postgres, kafka, folder, console, ends)


async def _let_it_decode(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(postgres.administrator_dsn)
    try:
        await connection.execute("ALTER SYSTEM SET wal_level = 'logical'")
    finally:
        await connection.close()
    await postgres.stop()
    await postgres.start()
