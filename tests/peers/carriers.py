"""What carries an outbox to Kafka: our relay, and Debezium in two tunings. Each has a database and a topic of its own."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Protocol
from urllib.parse import urlsplit

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.contracts.topics import topic
from tests.peers.child import Child
from tests.peers.connect import STRINGS, Connect
from tests.peers.ground import PARTITIONS, Ground
from tests.peers.jars import OUTBOX_CONNECTOR
from tests.peers.outboxes import HEADER_COLUMNS, OUR_TOPIC, QUERIES, ROUTE, THEIR_TOPIC

BALANCED = {"poll.interval.ms": 10, "producer.override.linger.ms": 5}
FOR_LATENCY = {"poll.interval.ms": 1, "producer.override.linger.ms": 0}


class Carrier(Protocol):
    """One side of the comparison. `writer` writes into its outbox."""

    name: str
    topic: str
    writer: Child

    @property
    def pid(self) -> int:
        """The process whose cost is told."""
        ...

    async def open(self) -> None:
        """Prepare database and topic, start the processes; nothing is carried yet."""
        ...

    async def close(self) -> None:
        """End the processes."""
        ...

    async def start(self) -> None:
        """Carry from now on."""
        ...

    async def stop(self) -> None:
        """Carry no longer; what is written now waits."""
        ...

    async def forget(self) -> None:
        """Empty the outbox of what has been carried."""
        ...


class OurRelay:
    """`shared.messaging.relay`, which deletes what it has carried."""

    name = "Impulswerk"
    topic: str = OUR_TOPIC

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._opened = AsyncExitStack()

    @property
    def pid(self) -> int:
        """The relay's process."""
        return self._relay.pid

    async def open(self) -> None:
        """Make the tables, start relay and writer."""
        folder = self._ground.folder
        environment = self._ground.environment(await self._ground.new_database())
        address = str(folder / "wake.socket")
        self._relay = Child("tests.peers.relay_process", folder / "relay.log", environment, address)
        self.writer = Child("tests.peers.writer_process", folder / "our-writer.log", environment, "ours", address)
        self._opened.push_async_callback(self._relay.close)
        await self._relay.open()
        await self._relay.ask("prepare")
        self._opened.push_async_callback(self.writer.close)
        await self.writer.open()

    async def close(self) -> None:
        """End both processes."""
        await self._opened.aclose()

    async def start(self) -> None:
        """Run the relay."""
        await self._relay.ask("start")

    async def stop(self) -> None:
        """Cancel the relay."""
        await self._relay.ask("stop")

    async def forget(self) -> None:
        """The relay has done so."""


class DebeziumOutbox:
    """Debezium's PostgreSQL connector with the outbox event router. It deletes nothing; that is left to a job elsewhere."""

    topic = THEIR_TOPIC

    def __init__(self, ground: Ground, name: str, tuning: Mapping[str, object]) -> None:
        self._ground = ground
        self._tuning = tuning
        self.name = name
        self._opened = AsyncExitStack()

    @property
    def pid(self) -> int:
        """The process of Kafka Connect."""
        return self._connect.pid

    async def open(self) -> None:
        """Make table, publication and topic, start Connect and writer."""
        self._dsn = await self._ground.new_database()
        await self._execute(QUERIES["create_router_outbox"])
        self.topic = f"{THEIR_TOPIC}.{urlsplit(self._dsn).path[1:]}"
        await _create_topic(self._ground.kafka.bootstrap_servers, self.topic)
        folder = self._ground.folder / self.name
        self._connect = Connect(
            folder,
            self._ground.kafka.bootstrap_servers,
            OUTBOX_CONNECTOR,
            self._connector(),
            self._ground.console.print,
        )
        self._opened.push_async_callback(self._connect.close)
        await self._connect.open()
        environment = self._ground.environment(self._dsn)
        self.writer = Child("tests.peers.writer_process", folder / "writer.log", environment, "theirs", "")
        self._opened.push_async_callback(self.writer.close)
        await self.writer.open()

    async def close(self) -> None:
        """End both processes."""
        await self._opened.aclose()

    async def start(self) -> None:
        """Resume the connector."""
        await self._connect.start()

    async def stop(self) -> None:
        """Stop the connector; its slot keeps the place."""
        await self._connect.stop()

    async def forget(self) -> None:
        """Truncate the table, which the publication leaves out."""
        await self._execute("TRUNCATE outbox")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self._dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _connector(self) -> dict[str, object]:
        place = urlsplit(self._dsn)
        return {
            "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
            "tasks.max": 1,
            "database.hostname": place.hostname,
            "database.port": place.port,
            "database.user": place.username,
            "database.password": place.password,
            "database.dbname": place.path[1:],
            "topic.prefix": "peers",
            "plugin.name": "pgoutput",
            "slot.name": place.path[1:],
            "publication.name": "peers",
            "publication.autocreate.mode": "disabled",
            "table.include.list": "public.outbox",
            "snapshot.mode": "no_data",
            "skipped.operations": "u,d,t",
            "tombstones.on.delete": "false",
            "provide.transaction.metadata": "false",
            "extended.headers.enabled": "false",
            "max.batch.size": 8192,
            "max.queue.size": 32768,
            "status.update.interval.ms": 1000,
            "producer.override.batch.size": 262_144,
            "producer.override.buffer.memory": 64 * 1024 * 1024,
            "key.converter": STRINGS,
            "value.converter": STRINGS,
            "transforms": "outbox",
            "transforms.outbox.type": "io.debezium.transforms.outbox.EventRouter",
            "transforms.outbox.route.topic.replacement": self.topic.replace(f".{ROUTE}.", ".${routedByValue}."),
            "transforms.outbox.table.fields.additional.placement": ",".join(
                f"{column}:header:{header}" for column, header in HEADER_COLUMNS.items()
            ),
            **self._tuning,
        }


async def _create_topic(kafka: str, name: str) -> None:
    """With the settings of ours."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=dict(topic(OUR_TOPIC).config))])
    finally:
        await admin.close()
