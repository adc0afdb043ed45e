"""PostgreSQL and Apache Kafka in containers, for machines that have Docker and the images already."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

POSTGRES_IMAGE = "postgres:18"
KAFKA_IMAGE = "apache/kafka:4.1.0"
DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
CLEANER_IMAGE = "testcontainers/ryuk"
KAFKA_PORT = 9092
START_SCRIPT = "/tmp/start-kafka.sh"


def containers_can_run() -> bool:
    """Whether Docker answers and has both images; nothing is pulled."""
    address = os.environ.get("DOCKER_HOST", DEFAULT_ADDRESS)
    if address.startswith("unix://") and not Path(address.removeprefix("unix://")).exists():
        return False
    import docker
    from docker.errors import DockerException
    from testcontainers.core.config import testcontainers_config

    try:
        client = docker.from_env(timeout=5)
        try:
            tags = {tag for image in client.images.list() for tag in image.tags}
        finally:
            client.close()
    except DockerException:
        return False
    if not any(tag.startswith(CLEANER_IMAGE) for tag in tags):
        # It would be pulled; without it the containers end with their context managers, and only a killed run leaves any.
        testcontainers_config.ryuk_disabled = True
    return {POSTGRES_IMAGE, KAFKA_IMAGE} <= tags


@contextmanager
def postgres_container() -> Iterator[str]:
    """A PostgreSQL; yields an administrator's DSN."""
    from testcontainers.community.postgres import PostgresContainer

    with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
        yield container.get_connection_url()


@contextmanager
def kafka_container() -> Iterator[str]:
    """A one-node Kafka; yields its bootstrap servers.

    The address that Kafka advertises is known only once the port is mapped, so the container waits for a start script.
    """
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    container = DockerContainer(KAFKA_IMAGE).with_exposed_ports(KAFKA_PORT)
    for name, value in {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"PLAINTEXT://:{KAFKA_PORT},BROKER://:9093,CONTROLLER://:9094",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_INTER_BROKER_LISTENER_NAME": "BROKER",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9094",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_HEAP_OPTS": "-Xms256m -Xmx256m",
    }.items():
        container.with_env(name, value)
    container.with_command(["bash", "-c", f"until [ -f {START_SCRIPT} ]; do sleep 0.1; done; exec bash {START_SCRIPT}"])
    with container:
        address = f"{container.get_container_host_ip()}:{container.get_exposed_port(KAFKA_PORT)}"
        script = dedent(f"""\
            #!/bin/bash
            export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://{address},BROKER://$(hostname -i | cut -d' ' -f1):9093
            exec /etc/kafka/docker/run
            """)
        container.copy_into_container(script.encode(), START_SCRIPT)
        LogMessageWaitStrategy(r".*Kafka Server started.*").with_startup_timeout(60).wait_until_ready(container)
        yield address
