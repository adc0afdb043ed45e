"""What Kafka needs for itself: `bare_latency TOPIC PER_SECOND SECONDS` prints the median milliseconds from producer to consumer.

A process of its own, with the event loop of the services and their settings in the environment.
"""

import asyncio
import sys
from statistics import median
from time import monotonic

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.settings import Settings
from tests.benchmarks.pace import at_the_rate

RECORD_BYTES = 800


async def produce_to_consume(settings: Settings, topic: str, per_second: float, seconds: float) -> float:
    """p50 in milliseconds."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka, enable_idempotence=True, acks="all")
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.kafka, enable_auto_commit=False)
    await producer.start()
    await consumer.start()
    places = [TopicPartition(topic, partition) for partition in range(settings.partitions)]
    consumer.assign(places)
    await consumer.seek_to_end(*places)
    for place in places:
        await consumer.position(place)
    took: list[float] = []
    number = 0

    async def produce(due: int) -> None:
        nonlocal number
        for _ in range(due):
            number += 1
            begun = repr(monotonic()).encode()
            await producer.send(topic, begun.ljust(RECORD_BYTES), key=b"any", partition=number % settings.partitions)

    async def consume() -> None:
        while len(took) < int(per_second * seconds):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                took.extend(monotonic() - float(record.value) for record in records)

    try:
        await asyncio.gather(at_the_rate(per_second, seconds, produce), consume())
    finally:
        await producer.stop()
        await consumer.stop()
    return median(took) * 1000


if __name__ == "__main__":
    look_for_garbage_less_often()
    print(uvloop.run(produce_to_consume(Settings(), sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))))  # noqa: T201
