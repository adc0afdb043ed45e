"""Kafka to a table: our consumer beside Debezium's JDBC sink, both reading the same records of the same topic.

Ours does more: it checks the sequence of every subject, drops what was applied before, and commits its offsets with the
rows, so that every fact takes effect exactly once and in order. The sink writes at least once, in the order of arrival.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import monotonic
from typing import Literal

import psutil
from aiokafka import AIOKafkaProducer

from shared.messaging.partitioner import partition_of
from tests.benchmarks.memory import Peak
from tests.eventually import eventually
from tests.peers.findings import Figure, Findings
from tests.peers.ground import PARTITIONS, Ground
from tests.peers.records import sample
from tests.peers.sinks import TOPIC, DebeziumSink, OurConsumer, Sink

SECTION = "Kafka to a table"
RECORDS = 60_000
SHAPES = {"a row per record": 1, "ten records a row": 10}
"""How many facts each subject has. The second ones come after the first ones of all subjects, and so on."""
LOOK_SECONDS = 0.005
ARRIVE_SECONDS = 120.0


class RowsMissing(Exception):
    """A side has not written what it was given: the comparison would be worth nothing."""


async def measure(ground: Ground, rounds: int, findings: Findings) -> None:
    """All figures of this section; who goes first changes from round to round.

    Raises: RowsMissing.
    """
    sinks: list[Sink] = [OurConsumer(ground), DebeziumSink(ground)]
    async with AsyncExitStack() as stack:
        for sink in sinks:
            ground.console.print(f"Starting {sink.name} ...")
            stack.push_async_callback(sink.close)
            await sink.open()
        producer = await stack.enter_async_context(
            AIOKafkaProducer(bootstrap_servers=ground.kafka.bootstrap_servers, linger_ms=20, max_batch_size=262_144)
        )
        comparison = _Comparison(ground, producer, findings)
        ground.console.print("The first records, which are the cold ones ...")
        await comparison.let_all_write(sinks, "a row per record", "cold")
        for number in range(rounds):
            for shape in SHAPES:
                ground.console.print(f"Round {number + 1} of {rounds}: {shape} ...")
                await comparison.let_all_write(sinks if number % 2 == 0 else sinks[::-1], shape, "warm")


class _Comparison:
    """Gives every side the same records, one side after the other."""

    def __init__(self, ground: Ground, producer: AIOKafkaProducer, findings: Findings) -> None:
        self._ground = ground
        self._producer = producer
        self._findings = findings
        self._next_subject = 1

    async def let_all_write(self, sinks: Sequence[Sink], shape: str, state: str) -> None:
        """Produce the records while nobody reads; then each side reads them into its empty table."""
        versions = SHAPES[shape]
        last = await self._produce(versions)
        for sink in sinks:
            await sink.database.execute("TRUNCATE read_model")
            await self._let_write(sink, f"{shape}, {state}", last, versions)

    async def _produce(self, versions: int) -> list[str]:
        """New subjects with so many facts each; returns whom the last record of every partition is about."""
        subjects = range(self._next_subject, self._next_subject + RECORDS // versions)
        self._next_subject = subjects.stop
        last: dict[int, str] = {}
        for number in range(RECORDS):
            version, place = divmod(number, len(subjects))
            record = sample(number, subjects[place], version + 1)
            partition = partition_of(record.key, PARTITIONS)
            last[partition] = record.key
            await self._producer.send(
                TOPIC, record.value, key=record.key.encode(), partition=partition, headers=record.headers
            )
        await self._producer.flush()
        return list(last.values())

    async def _let_write(self, sink: Sink, name: str, last: Sequence[str], versions: int) -> None:
        """Time it from the first to the last row; starting and joining the group do not count."""

        async def ended() -> bool:
            query = "SELECT count(*) FROM read_model WHERE impulse_id = ANY($1) AND version = $2"
            return bool(await sink.database.fetchval(query, last, versions) == len(last))

        async def written() -> int:
            return int(await sink.database.fetchval("SELECT coalesce(sum(version), 0) FROM read_model"))

        peak = Peak(lambda: [psutil.Process(sink.pid)])
        before = self._ground.cpu(sink.pid)
        async with peak.watched():
            await sink.start()
            there = await eventually(written, seconds=ARRIVE_SECONDS, every=LOOK_SECONDS)
            began = monotonic()
            await eventually(ended, seconds=ARRIVE_SECONDS, every=LOOK_SECONDS)
            took = monotonic() - began
        used = self._ground.cpu(sink.pid).since(before)
        await sink.stop()
        await self._require_all(sink, versions)
        self._add(f"{name}: first to last row", "records/s", "more", sink, (RECORDS - there) / took)
        self._add(f"{name}: CPU per 1,000 records", "ms", "less", sink, used.process / RECORDS * 1e6)
        postgres = f"{name}: PostgreSQL's CPU per 1,000 records"
        self._add(postgres, "ms", "less", sink, used.postgres / RECORDS * 1e6)
        if "warm" in name:
            self._add("peak memory (RSS)", "MiB", "less", sink, peak.mib)

    async def _require_all(self, sink: Sink, versions: int) -> None:
        query = "SELECT count(*) FROM read_model WHERE version = $1"
        rows = await sink.database.fetchval(query, versions)
        if rows != RECORDS // versions:
            raise RowsMissing(f"{sink.name}: {rows} rows of {RECORDS // versions}")

    def _add(self, name: str, unit: str, better: Literal["more", "less"], sink: Sink, value: float) -> None:
        self._findings.add(Figure(SECTION, name, unit, better), sink.name, value)
