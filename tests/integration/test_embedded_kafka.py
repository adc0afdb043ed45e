"""The embedded broker is a real Kafka that loses nothing it acknowledged."""

import socket
from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.errors import LocalError
from deploy.local.kafka import EmbeddedKafka
from deploy.local.ports import LOOPBACK, free_port

pytestmark = pytest.mark.servers


async def create_topic(kafka: EmbeddedKafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)
    await admin.start()
    response = await admin.create_topics([NewTopic("facts", 1, 1)])
    await admin.close()
    assert [error[1] for error in response.topic_errors] == [0]


async def produce(kafka: EmbeddedKafka, values: range) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, enable_idempotence=True) as producer:
        for value in values:
            await producer.send_and_wait("facts", str(value).encode())


async def consume(kafka: EmbeddedKafka, count: int) -> list[int]:
    consumer = AIOKafkaConsumer("facts", bootstrap_servers=kafka.bootstrap_servers, auto_offset_reset="earliest")
    async with consumer:
        return [int((await consumer.getone()).value) for _ in range(count)]


async def test_acknowledged_records_survive_kill_and_stop_on_the_same_port(tmp_path: Path) -> None:
    kafka = EmbeddedKafka(tmp_path)
    async with kafka:
        address = kafka.bootstrap_servers
        await create_topic(kafka)
        await produce(kafka, range(10))
        await kafka.kill()
        await kafka.start()
        await produce(kafka, range(10, 20))
    async with EmbeddedKafka(tmp_path) as again:
        assert again.bootstrap_servers == address
        assert await consume(again, 20) == list(range(20))


async def test_only_loopback_is_served_and_nothing_runs_after_the_stop(tmp_path: Path) -> None:
    async with EmbeddedKafka(tmp_path) as kafka:
        broker = psutil.Process(kafka.pid)
        listeners = [entry for entry in broker.net_connections("tcp") if entry.status == psutil.CONN_LISTEN]
        assert listeners
        assert {entry.laddr.ip.removeprefix("::ffff:") for entry in listeners} == {LOOPBACK}
    assert not broker.is_running()


async def test_a_busy_wanted_port_is_refused(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server((LOOPBACK, port)), pytest.raises(LocalError, match=f"Port {port} "):
        await EmbeddedKafka(tmp_path, port).start()
