"""The service ideas in a process of its own, which commits facts at a fixed rate: `fact_writer PER_SECOND SECONDS`.

With every line of its input it begins anew; then it prints a JSON object: for each partition when its facts were committed,
in their order, in seconds of the clock that all processes of a machine share (`monotonic`).
"""

import asyncio
import sys
from collections import defaultdict
from datetime import date
from time import monotonic

import orjson
import uvloop
from uuid6 import uuid7

from shared.contracts.facts import ImpulseReceived
from shared.contracts.topics import RECEIPTS
from shared.messaging.handlers import Handlers
from shared.messaging.partitioner import partition_of
from shared.messaging.service import CONSUMER, JOURNAL, EventCore, event_core
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.logging import configure_logging
from shared.runtime.settings import ServiceName, Settings
from tests.benchmarks.pace import at_the_rate

SERVICE: ServiceName = "ideas"


async def write(settings: Settings, per_second: float, seconds: float) -> None:
    """Until the input ends."""
    async with event_core(SERVICE, settings, Handlers(), [RECEIPTS], [JOURNAL, CONSUMER]) as ideas:
        while await asyncio.to_thread(sys.stdin.readline):
            committed = await _commit(ideas, settings.partitions, per_second, seconds)
            sys.stdout.buffer.write(orjson.dumps(committed, option=orjson.OPT_NON_STR_KEYS) + b"\n")
            sys.stdout.flush()


async def _commit(ideas: EventCore, partitions: int, per_second: float, seconds: float) -> dict[int, list[float]]:
    committed: dict[int, list[float]] = defaultdict(list)

    async def commit(due: int) -> None:
        impulses = [uuid7() for _ in range(due)]
        async with ideas.transactions.begin() as work:
            for impulse_id in impulses:
                work.record(
                    ImpulseReceived(
                        impulse_id=impulse_id,
                        number="2026-0001",
                        origin="citizens",
                        channel="api",
                        visibility="public",
                        received_on=date(2026, 3, 2),
                    )
                )
        now = monotonic()
        for impulse_id in impulses:
            committed[partition_of(str(impulse_id), partitions)].append(now)

    await at_the_rate(per_second, seconds, commit)
    return committed


if __name__ == "__main__":
    given = Settings()
    configure_logging(given, SERVICE)
    look_for_garbage_less_often()
    uvloop.run(write(given, float(sys.argv[1]), float(sys.argv[2])))
