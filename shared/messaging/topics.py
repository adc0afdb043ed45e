"""Makes the topics of the registry exist, with the settings that their content needs."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from shared.contracts.topics import TopicSpec, all_topics
from shared.messaging.kafka_rights import Right, Seen, look_at_topics

REQUEST_MILLISECONDS = 10_000
APPEAR_SECONDS = 5.0
PRINCIPAL = "User:ANONYMOUS"
"""Who the services are for Kafka: they do not sign in."""


class TopicError(Exception):
    """A topic is missing or cannot be used; the text names the topic and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """The cluster and its topics, as Kafka showed them."""

    cluster_id: str
    topics: Mapping[str, Seen]
    refused: Mapping[str, str]
    """Topics that are missing and cannot be made, with the reason and what to do."""


@asynccontextmanager
async def administration(kafka: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connection for creating and describing. Raises: aiokafka's KafkaError when the cluster cannot be reached."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka, request_timeout_ms=REQUEST_MILLISECONDS)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def create_topics(kafka: str, partitions: int, replication: int = 1, only: Collection[str] | None = None) -> str:
    """Create the topics that are missing, all or `only` some, and return the id of the cluster. Existing ones stay as they are.

    Raises: TopicError; aiokafka's KafkaError when the cluster cannot be reached.
    """
    specs = [spec for spec in all_topics(partitions) if only is None or spec.name in only]
    async with administration(kafka) as admin:
        found = await find_or_create(admin, kafka, specs, replication)
    if found.refused:
        raise TopicError(" ".join(found.refused.values()))
    return found.cluster_id


async def find(admin: AIOKafkaAdminClient, specs: Collection[TopicSpec]) -> Found:
    """See which of the topics are there, and create none. Raises: KafkaError."""
    cluster_id, seen = await look_at_topics(admin, [spec.name for spec in specs])
    gone = {name: f"topic {name} does not exist" for name, each in seen.items() if each.exists is False}
    return Found(cluster_id, seen, gone)


async def find_or_create(
    admin: AIOKafkaAdminClient, kafka: str, specs: Collection[TopicSpec], replication: int
) -> Found:
    """Create those of the topics that are missing, as far as Kafka lets us. Raises: KafkaError.

    Only missing ones are asked for: whoever may not create gets the same refusal for a topic that exists.
    """
    names = [spec.name for spec in specs]
    cluster_id, seen = await look_at_topics(admin, names)
    missing = [spec for spec in specs if seen[spec.name].exists is False]
    if not missing:
        return Found(cluster_id, seen, {})
    refused = await _create(admin, kafka, missing, replication)
    made = [spec.name for spec in missing if spec.name not in refused]
    async with asyncio.timeout(APPEAR_SECONDS):
        while any(seen[name].exists is False for name in made):
            await asyncio.sleep(0.02)  # one broker has made them, another may not have heard of it
            cluster_id, seen = await look_at_topics(admin, names)
    return Found(cluster_id, seen, refused)


async def _create(
    admin: AIOKafkaAdminClient, kafka: str, specs: Collection[TopicSpec], replication: int
) -> dict[str, str]:
    response = await admin.create_topics(
        [NewTopic(spec.name, spec.partitions, replication, topic_configs=dict(spec.config)) for spec in specs]
    )
    by_name = {spec.name: spec for spec in specs}
    refused = {}
    for name, code, *message in response.topic_errors:
        error = for_code(code)
        if error in (TopicAuthorizationFailedError, ClusterAuthorizationFailedError):
            refused[name] = (
                f"topic {name} does not exist and the right CREATE is missing: "
                f"{how_to_grant(kafka, Right.CREATE, name)} or {_how_to_create(kafka, by_name[name], replication)}"
            )
        elif code and error is not TopicAlreadyExistsError:
            words = " ".join(str(part) for part in message if part)
            refused[name] = f"topic {name} does not exist and cannot be created: {error.__name__} {words}".rstrip()
    return refused


def how_to_grant(kafka: str, right: Right, name: str, kind: str = "topic") -> str:
    """The command with which an administrator gives us a right; `kind` is `topic` or `group`."""
    operation = "".join(part.capitalize() for part in right.name.split("_"))
    return (
        f"kafka-acls.sh --bootstrap-server {kafka} --add --allow-principal {PRINCIPAL} "
        f"--operation {operation} --{kind} {name}"
    )


def how_to_configure(kafka: str, name: str, config: Mapping[str, str]) -> str:
    """The command that sets a topic's settings right."""
    settings = ",".join(f"{key}={value}" for key, value in config.items())
    return (
        f"kafka-configs.sh --bootstrap-server {kafka} --alter --entity-type topics --entity-name {name} "
        f"--add-config {settings}"
    )


def _how_to_create(kafka: str, spec: TopicSpec, replication: int) -> str:
    settings = " ".join(f"--config {key}={value}" for key, value in spec.config.items())
    return (
        f"kafka-topics.sh --bootstrap-server {kafka} --create --topic {spec.name} --partitions {spec.partitions} "
        f"--replication-factor {replication} {settings}"
    )
