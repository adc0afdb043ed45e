"""Makes the topics of the registry exist, with the settings that their content needs."""

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.topics import all_topics

log = structlog.get_logger()


class TopicError(Exception):
    """A topic could not be created; the text names the topic and what Kafka said."""


async def create_topics(kafka: str, partitions: int, replication: int = 1) -> str:
    """Create the topics that are missing and return the id of the cluster. Existing ones stay as they are.

    Raises: TopicError; aiokafka's KafkaError when the cluster cannot be reached.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka, request_timeout_ms=10_000)
    try:
        await admin.start()
        response = await admin.create_topics(
            [
                NewTopic(spec.name, spec.partitions, replication, topic_configs=dict(spec.config))
                for spec in all_topics(partitions)
            ]
        )
        for name, code, *message in response.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise TopicError(f"topic {name}: {error.__name__} {' '.join(str(part) for part in message if part)}")
        cluster = await admin.describe_cluster()
        return str(cluster["cluster_id"])
    finally:
        await admin.close()
