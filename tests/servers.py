"""Real servers for tests: named by the environment, else from containers, else the embedded ones."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.kafka import EmbeddedKafka
from deploy.local.postgres import EmbeddedPostgres
from tests.containers import containers_can_run, kafka_container, postgres_container

POSTGRES_SETTING = "IMPULSWERK_TEST_POSTGRES"
KAFKA_SETTING = "IMPULSWERK_TEST_KAFKA"


@dataclass(frozen=True, slots=True)
class Servers:
    """Where to reach them: an administrator's DSN, Kafka's bootstrap servers, and which ones they are."""

    postgres: str
    kafka: str
    origin: str


@asynccontextmanager
async def servers(folder: Path) -> AsyncIterator[Servers]:
    """Find or start a PostgreSQL and a Kafka; what was started ends with the block."""
    postgres, kafka = os.environ.get(POSTGRES_SETTING), os.environ.get(KAFKA_SETTING)
    if postgres and kafka:
        yield Servers(postgres, kafka, "named by the environment")
        return
    async with AsyncExitStack() as stack:
        if containers_can_run():
            yield Servers(
                stack.enter_context(postgres_container()), stack.enter_context(kafka_container()), "containers"
            )
            return
        database = await stack.enter_async_context(EmbeddedPostgres(folder / "postgres"))
        broker = await stack.enter_async_context(EmbeddedKafka(folder / "kafka"))
        yield Servers(database.administrator_dsn, broker.bootstrap_servers, "embedded")
