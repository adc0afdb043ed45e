"""Outbox to Kafka: our relay beside Debezium's PostgreSQL connector with the outbox event router.

Both deliver at least once. Ours deletes what it has carried; theirs leaves the rows to a clean-up job, which is not measured
here. PostgreSQL decodes its log for theirs in a process of its own, so the servers' CPU time is told, too.
"""

import asyncio
from contextlib import AsyncExitStack
from statistics import median, quantiles
from time import monotonic
from typing import Any, Literal

import psutil

from tests.benchmarks.memory import Peak
from tests.eventually import eventually
from tests.peers.carriers import BALANCED, FOR_LATENCY, Carrier, DebeziumOutbox, OurRelay
from tests.peers.child import Child
from tests.peers.findings import Figure, Findings
from tests.peers.ground import PARTITIONS, Ground

SECTION = "Outbox to Kafka"
TRANSACTION_ROWS = 60_000
INSERT_SECONDS = 5.0
LATENCY_SECONDS = 6.0
RATES = (200, 1_000)
LOOK_SECONDS = 0.005
ARRIVE_SECONDS = 120.0


class DifferentRecords(Exception):
    """The two sides did not carry the same: the comparison would be worth nothing."""


async def measure(ground: Ground, rounds: int, findings: Findings) -> None:
    """All figures of this section; who goes first changes from round to round.

    Raises: DifferentRecords.
    """
    carriers: list[Carrier] = [
        OurRelay(ground),
        DebeziumOutbox(ground, "Debezium balanced", BALANCED),
        DebeziumOutbox(ground, "Debezium for latency", FOR_LATENCY),
    ]
    async with AsyncExitStack() as stack:
        reader = Child("tests.peers.reader_process", ground.folder / "reader.log", {}, ground.kafka.bootstrap_servers)
        await reader.open()
        stack.push_async_callback(reader.close)
        carried = []
        for carrier in carriers:
            ground.console.print(f"Starting {carrier.name}; its first records are the cold ones ...")
            stack.push_async_callback(carrier.close)
            await carrier.open()
            carried.append(await _Turn(ground, carrier, reader, findings).cold())
        if any(record != carried[0] for record in carried):
            raise DifferentRecords(carried)
        for number in range(rounds):
            for place in range(len(carriers)):
                carrier = carriers[(number + place) % len(carriers)]
                ground.console.print(f"Round {number + 1} of {rounds}: {carrier.name} ...")
                await _Turn(ground, carrier, reader, findings).warm()


class _Turn:
    """What one side does while the others rest."""

    def __init__(self, ground: Ground, carrier: Carrier, reader: Child, findings: Findings) -> None:
        self._ground = ground
        self._carrier = carrier
        self._reader = reader
        self._findings = findings

    async def cold(self) -> dict[str, Any]:
        """Carry one record, which is returned, then one large transaction, then another that nobody times."""
        await self._carrier.start()
        await self._carry_one()
        newest = await self._reader.ask("newest", topic=self._carrier.topic, partitions=PARTITIONS)
        await self._one_transaction("cold")
        await self._carry(TRANSACTION_ROWS)
        await self._carrier.stop()
        return _comparable(newest)

    async def warm(self) -> None:
        """One round."""
        peak = Peak(lambda: [psutil.Process(self._carrier.pid)])
        async with peak.watched():
            await self._carrier.start()
            await self._carry_one()
            await self._one_transaction("warm")
            for rate in RATES:
                await self._latency(rate)
            running = await self._inserts_while_carrying()
            await self._carrier.stop()
            await self._drain(running)
            await self._carrier.stop()
        self._add("peak memory (RSS)", "MiB", "less", peak.mib)
        await self._carrier.forget()

    def _add(self, name: str, unit: str, better: Literal["more", "less"], value: float) -> None:
        self._findings.add(Figure(SECTION, name, unit, better), self._carrier.name, value)

    async def _carry_one(self) -> None:
        """Whatever the start put off is done after this."""
        await self._carry(1)

    async def _carry(self, rows: int) -> tuple[float, float]:
        """Write the rows in one transaction; returns when it was committed and when the last record could be consumed."""
        before = await self._ground.end_of(self._carrier.topic)
        committed: float = await self._carrier.writer.ask("one transaction", rows=rows)
        return committed, await self._until(before + rows)

    async def _until(self, end: int) -> float:
        """When the topic had so many records. Raises: AssertionError, when they do not come."""

        async def there() -> bool:
            return await self._ground.end_of(self._carrier.topic) >= end

        await eventually(there, seconds=ARRIVE_SECONDS, every=LOOK_SECONDS)
        return monotonic()

    async def _one_transaction(self, state: str) -> None:
        before = self._ground.cpu(self._carrier.pid)
        committed, last = await self._carry(TRANSACTION_ROWS)
        used = self._ground.cpu(self._carrier.pid).since(before)
        name = f"one large transaction, {state}"
        self._add(f"{name}: commit to last record", "records/s", "more", TRANSACTION_ROWS / (last - committed))
        self._add(f"{name}: CPU per 1,000 records", "ms", "less", used.process / TRANSACTION_ROWS * 1e6)

    async def _latency(self, rate: int) -> None:
        records = int(rate * LATENCY_SECONDS)
        await self._reader.ask("expect", topic=self._carrier.topic, partitions=PARTITIONS, records=records)
        before = self._ground.cpu(self._carrier.pid)
        committed = dict(await self._carrier.writer.ask("at rate", rate=rate, seconds=LATENCY_SECONDS))
        arrived = dict(await self._reader.ask("tell"))
        used = self._ground.cpu(self._carrier.pid).since(before)
        # A record may arrive before the writer is told of its commit.
        took = [max(0.0, arrived[number] - at) * 1000 for number, at in committed.items()]
        name = f"{rate:,} commits/s"
        self._add(f"{name}: commit to consumer, p50", "ms", "less", median(took))
        self._add(f"{name}: commit to consumer, p99", "ms", "less", quantiles(took, n=100)[98])
        self._add(f"{name}: CPU", "cores", "less", used.process / LATENCY_SECONDS)

    async def _inserts_while_carrying(self) -> float:
        """Returns how many rows were inserted a second."""
        before, end = self._ground.cpu(self._carrier.pid), await self._ground.end_of(self._carrier.topic)
        rows, seconds = await self._carrier.writer.ask("as fast as possible", seconds=INSERT_SECONDS)
        await self._until(end + rows)
        used = self._ground.cpu(self._carrier.pid).since(before)
        self._add("one-row transactions: CPU per 1,000 records", "ms", "less", used.process / rows * 1e6)
        name = "one-row transactions: PostgreSQL's CPU per 1,000 records"
        self._add(name, "ms", "less", used.postgres / rows * 1e6)
        self._add("one-row transactions: Kafka's CPU per 1,000 records", "ms", "less", used.kafka / rows * 1e6)
        return float(rows / seconds)

    async def _drain(self, running: float) -> None:
        """Insert while nothing is carried, then carry what has piled up. The start itself does not count."""
        end = await self._ground.end_of(self._carrier.topic)
        rows, seconds = await self._carrier.writer.ask("as fast as possible", seconds=INSERT_SECONDS)
        starting = asyncio.create_task(self._carrier.start())
        first = await self._until(end + 1)
        there = await self._ground.end_of(self._carrier.topic) - end
        last = await self._until(end + rows)
        await starting
        name = "one-row transactions, piled up: first to last record"
        self._add(name, "records/s", "more", (rows - there) / max(last - first, LOOK_SECONDS))
        self._add("one-row transactions written while carrying", "rows/s", "more", running)
        self._add("the same as a share of those written while stopped", "", "more", running / (rows / seconds))


def _comparable(record: dict[str, Any]) -> dict[str, Any]:
    """The router writes the id of the event into a header of its own name."""
    headers = dict(record["headers"])
    identity = headers.pop("ce_id", None) or headers.pop("id", None)
    return record | {"headers": headers, "id": identity}
