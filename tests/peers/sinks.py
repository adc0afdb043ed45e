"""What carries facts from Kafka into a table: our consumer, and Debezium's JDBC sink. Each has a database of its own."""

import json
from contextlib import AsyncExitStack
from typing import Protocol
from urllib.parse import urlsplit

import asyncpg

from shared.contracts.topics import FactTopic
from tests.peers.child import Child
from tests.peers.connect import STRINGS, Connect
from tests.peers.ground import Ground
from tests.peers.jars import SINK_CONNECTOR
from tests.peers.outboxes import QUERIES

TOPIC = FactTopic.IMPULSES
BATCH = 2_000
SCHEMA = {
    "type": "struct",
    "optional": False,
    "fields": [
        {"field": "impulse_id", "type": "string", "optional": False},
        {"field": "version", "type": "int32", "optional": False},
        {"field": "number", "type": "int32", "optional": False},
        {"field": "status", "type": "string", "optional": False},
        {"field": "field_of_action", "type": "string", "optional": False},
        {"field": "note", "type": "string", "optional": False},
    ],
}
"""The sink must know the type of every column; it is told once, not in every record."""


class Sink(Protocol):
    """One side of the comparison; `database` holds its table `read_model`."""

    name: str
    database: asyncpg.Connection

    @property
    def pid(self) -> int:
        """The process whose cost is told."""
        ...

    async def open(self) -> None:
        """Prepare the database, start the processes; nothing is read yet."""
        ...

    async def close(self) -> None:
        """End the processes."""
        ...

    async def start(self) -> None:
        """Read from now on."""
        ...

    async def stop(self) -> None:
        """Read no longer."""
        ...


class OurConsumer:
    """`shared.messaging`: applied sequence per subject and offsets in the transaction of the effect, so exactly once."""

    name = "Impulswerk"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._opened = AsyncExitStack()

    @property
    def pid(self) -> int:
        """The consumer's process."""
        return self._consumer.pid

    async def open(self) -> None:
        """Start the process, which makes its tables."""
        dsn = await self._ground.new_database()
        environment = self._ground.environment(dsn)
        log = self._ground.folder / "consumer.log"
        self._consumer = Child("tests.peers.consumer_process", log, environment, TOPIC)
        self._opened.push_async_callback(self._consumer.close)
        await self._consumer.open()
        await self._consumer.ask("prepare")
        self.database = await asyncpg.connect(dsn)
        self._opened.push_async_callback(self.database.close)

    async def close(self) -> None:
        """End the process."""
        await self._opened.aclose()

    async def start(self) -> None:
        """Run the event core."""
        await self._consumer.ask("start")

    async def stop(self) -> None:
        """End the event core."""
        await self._consumer.ask("stop")


class DebeziumSink:
    """Debezium's JDBC sink: upserts, reduced to the last record of a key, one statement per batch, at least once."""

    name = "Debezium JDBC sink"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._opened = AsyncExitStack()

    @property
    def pid(self) -> int:
        """The process of Kafka Connect."""
        return self._connect.pid

    async def open(self) -> None:
        """Make the table, start Connect."""
        dsn = await self._ground.new_database()
        self.database = await asyncpg.connect(dsn)
        self._opened.push_async_callback(self.database.close)
        await self.database.execute(QUERIES["create_read_model"])
        self._connect = Connect(
            self._ground.folder / self.name,
            self._ground.kafka.bootstrap_servers,
            SINK_CONNECTOR,
            _connector(dsn),
            self._ground.console.print,
        )
        self._opened.push_async_callback(self._connect.close)
        await self._connect.open()

    async def close(self) -> None:
        """End Connect."""
        await self._opened.aclose()

    async def start(self) -> None:
        """Resume the connector."""
        await self._connect.start()

    async def stop(self) -> None:
        """Stop the connector."""
        await self._connect.stop()


def _connector(dsn: str) -> dict[str, object]:
    place = urlsplit(dsn)
    return {
        "connector.class": "io.debezium.connector.jdbc.JdbcSinkConnector",
        "tasks.max": 1,
        "topics": TOPIC,
        "connection.url": f"jdbc:postgresql://{place.hostname}:{place.port}{place.path}?reWriteBatchedInserts=true",
        "connection.username": place.username,
        "connection.password": place.password,
        "insert.mode": "upsert",
        "primary.key.mode": "record_value",
        "primary.key.fields": "impulse_id",
        "schema.evolution": "none",
        "collection.name.format": "read_model",
        "delete.enabled": "false",
        "batch.size": BATCH,
        "use.reduction.buffer": "true",
        "dialect.postgres.unnest.insert.enabled": "true",
        "key.converter": STRINGS,
        "value.converter": "org.apache.kafka.connect.json.JsonConverter",
        "value.converter.schemas.enable": "true",
        "value.converter.schema.content": json.dumps(SCHEMA),
        "consumer.override.auto.offset.reset": "earliest",
        "consumer.override.max.poll.records": BATCH,
        "consumer.override.max.partition.fetch.bytes": 4 * 1024 * 1024,
    }
