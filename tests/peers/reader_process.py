"""Tells when records arrive, as a process of its own: `python -m tests.peers.reader_process KAFKA`."""

import asyncio
import sys
from time import monotonic
from typing import Any

import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.peers.child import answer, orders
from tests.peers.records import number_of

ARRIVE_SECONDS = 60.0


async def main(kafka: str) -> None:
    """Do as told until the input ends."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        arriving: asyncio.Task[list[tuple[int, float]]] | None = None
        async for order in orders():
            match order:
                case {"do": "expect", "topic": topic, "partitions": partitions, "records": records}:
                    places = [TopicPartition(topic, partition) for partition in range(partitions)]
                    consumer.assign(places)
                    await consumer.seek_to_end(*places)
                    for place in places:
                        await consumer.position(place)
                    arriving = asyncio.create_task(_arrivals(consumer, records))
                    answer()
                case {"do": "tell"} if arriving is not None:
                    answer(await asyncio.wait_for(arriving, ARRIVE_SECONDS))
                case {"do": "newest", "topic": topic, "partitions": partitions}:
                    answer(await _newest(consumer, topic, partitions))
    finally:
        await consumer.stop()


async def _arrivals(consumer: AIOKafkaConsumer, records: int) -> list[tuple[int, float]]:
    arrived: list[tuple[int, float]] = []
    while len(arrived) < records:
        found = await consumer.getmany(timeout_ms=1000)
        now = monotonic()
        arrived += [(number_of(record.value), now) for batch in found.values() for record in batch]
    return arrived


async def _newest(consumer: AIOKafkaConsumer, topic: str, partitions: int) -> dict[str, Any]:
    """The only record, or any of the newest ones, of a topic: key, headers, value."""
    places = [TopicPartition(topic, partition) for partition in range(partitions)]
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    place = next(place for place in places if ends[place])
    consumer.seek(place, ends[place] - 1)
    record = await consumer.getone(place)
    headers = {name: value.decode() for name, value in record.headers}
    return {"key": record.key.decode(), "headers": headers, "value": record.value.decode()}


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
