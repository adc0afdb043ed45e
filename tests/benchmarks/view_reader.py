"""The service reporting in a process of its own, which tells when its views show what others commit: `view_reader NUMBER`.

With every line of its input it waits until so many more facts of the topic of impulses are in the views; then it prints a
JSON object: for each partition when they were, in their order, in seconds of the clock that all processes of a machine share
(`monotonic`). The first line that it prints says that it is ready.
"""

import asyncio
import sys
from collections import defaultdict
from time import monotonic

import orjson
import uvloop

from services.reporting.storage import SERVICE, reporting_core
from shared.contracts.topics import FactTopic
from shared.messaging.consumer import Consumer
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from tests.eventually import eventually

LOOK_SECONDS = 0.00025
TOPIC = FactTopic.IMPULSES.value


async def read(settings: Settings, number: int) -> None:
    """Until the input ends."""
    async with reporting_core(settings) as core:

        async def knows_its_place() -> bool:
            return bool(core.consumer.positions.next_offsets)

        await eventually(knows_its_place, seconds=60)
        _print({})
        while await asyncio.to_thread(sys.stdin.readline):
            _print(await _seen(core.consumer, number))


async def _seen(consumer: Consumer, number: int) -> dict[int, list[float]]:
    applied = dict(consumer.positions.next_offsets)
    seen: dict[int, list[float]] = defaultdict(list)

    async def all_seen() -> bool:
        now = monotonic()
        for (topic, partition), offset in consumer.positions.next_offsets.items():
            if topic == TOPIC and offset > applied[topic, partition]:
                seen[partition] += [now] * (offset - applied[topic, partition])
                applied[topic, partition] = offset
        return sum(map(len, seen.values())) >= number

    await eventually(all_seen, seconds=60, every=LOOK_SECONDS)
    return seen


def _print(told: dict[int, list[float]]) -> None:
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS) + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = Settings()
    configure_logging(given, SERVICE)
    look_for_garbage_less_often()
    uvloop.run(read(given, int(sys.argv[1])))
