"""Kafka's AOT cache: one training run, after which the broker is ready in 1 s instead of 2 s."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from deploy.local.errors import LocalError, Say, silent
from deploy.local.jars import exclusively
from deploy.local.kafka import EmbeddedKafka
from deploy.local.kafka_runtime import kafka_runtime

TRAFFIC_SECONDS = 60.0
TRAINING = "training-"


async def build_aot_cache(say: Say = silent) -> bool:
    """Make the cache if this Java can have one and there is none; True if it was made now.

    Takes some 20 s at low priority. When another process is at it, this one leaves it alone.
    Raises: LocalError, when Kafka cannot be started.
    """
    runtime = await kafka_runtime(say)
    target = runtime.aot_cache
    if not runtime.can_cache or target.exists():
        return False
    with exclusively(target.parent / "aot.lock", wait=False) as alone:
        if not alone:
            return False
        for left_by_a_killed_run in target.parent.glob(f"{TRAINING}*"):
            shutil.rmtree(left_by_a_killed_run, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=TRAINING, dir=target.parent))
        try:
            draft = folder / "kafka.aot"
            kafka = EmbeddedKafka(folder / "data", train_into=draft)
            try:
                await kafka.start()
                await asyncio.wait_for(_use_what_services_use(kafka.bootstrap_servers), TRAFFIC_SECONDS)
                await kafka.stop()  # as it ends, it writes the cache
                draft.replace(target)
            except (KafkaError, OSError) as error:
                raise LocalError(f"Kafka's start-up cache could not be made ({error}).") from error
            finally:
                await kafka.kill()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return True


async def _use_what_services_use(bootstrap_servers: str) -> None:
    """Produce, fetch and commit once, so that the classes for it get into the cache."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    await admin.create_topics([NewTopic("training", 2, 1, topic_configs={"cleanup.policy": "compact"})])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, enable_idempotence=True)
    await producer.start()
    await producer.send_and_wait("training", b"value", key=b"key")
    await producer.stop()
    consumer = AIOKafkaConsumer(
        "training", bootstrap_servers=bootstrap_servers, group_id="training", auto_offset_reset="earliest"
    )
    await consumer.start()
    await consumer.getone()
    await consumer.commit()
    await consumer.stop()
