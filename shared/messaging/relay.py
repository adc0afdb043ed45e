"""Carries the outbox to Kafka: a queue, not a cursor, so that no record is missed however late its transaction commits."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordTooLargeError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.messaging.metrics import RELAYED
from shared.messaging.partitioner import partition_of
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings

QUERIES = load_queries(Path(__file__).parent / "sql")
BATCH = 2_000
POLL_SECONDS = 0.05  # for records that another process (import, command line) has queued
SHARD_LOCK = 0x4F5554  # one relay per database

log = structlog.get_logger()


class Relay:
    """Publishes what the outbox holds, in order per key, again and again until Kafka has acknowledged it.

    Only one relay works on a database at a time: it holds a session advisory lock on a connection of its own, and a
    second one waits until that session ends. A record is deleted after its acknowledgement; whatever happens in between,
    it is sent again, and consumers drop what they have already applied.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was queued in this process: look now instead of at the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; a lost database or broker is waited for."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(
                (OSError, TimeoutError, KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError)
            ),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            before_sleep=lambda state: log.warning(
                "relay interrupted", reason=repr(state.outcome.exception()) if state.outcome else None
            ),
        )
        async for attempt in attempts:
            with attempt:
                await self._run_once()

    async def _run_once(self) -> None:
        connection = await connect(self._settings)
        try:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", SHARD_LOCK):
                log.info("another relay works on this database; waiting until it ends")
                await connection.execute("SELECT pg_advisory_lock($1)", SHARD_LOCK, timeout=10**7)
            producer = AIOKafkaProducer(
                bootstrap_servers=self._settings.kafka,
                enable_idempotence=True,
                acks="all",
                linger_ms=2,
                max_batch_size=262_144,
                max_request_size=1_000_000,
                request_timeout_ms=10_000,
            )
            await producer.start()
            try:
                while True:
                    self._wake.clear()
                    if not await self._publish_next(connection, producer):
                        await self._wait()
            finally:
                await producer.stop()
        finally:
            await _close(connection)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _publish_next(self, connection: asyncpg.Connection, producer: AIOKafkaProducer) -> int:
        """Publish one batch; returns how many records it held. Raises KafkaError when any was not acknowledged."""
        rows = await connection.fetch(QUERIES["next_records"], BATCH)
        sent: list[tuple[int, asyncio.Future[object]]] = []
        stopped: set[tuple[str, str]] = set()
        for row in rows:
            if (row["topic"], row["key"]) in stopped:
                continue
            partitions = await producer.partitions_for(row["topic"])
            try:
                future = await producer.send(
                    row["topic"],
                    row["value"],
                    key=row["key"].encode(),
                    partition=partition_of(row["partition_key"], len(partitions)),
                    headers=[(name, value.encode()) for name, value in row["headers"].items()],
                )
            except (MessageSizeTooLargeError, RecordTooLargeError) as error:
                stopped.add((row["topic"], row["key"]))
                await connection.execute(
                    "UPDATE outbox SET parked_reason = $2 WHERE position = $1", row["position"], repr(error)
                )
                log.error("record cannot be published; its key waits for an operator", position=row["position"])
            else:
                sent.append((row["position"], future))
        await self._settle(connection, sent)
        return len(rows)

    async def _settle(self, connection: asyncpg.Connection, sent: Sequence[tuple[int, asyncio.Future[object]]]) -> None:
        outcomes = await asyncio.gather(*(future for _, future in sent), return_exceptions=True)
        done = [
            position
            for (position, _), outcome in zip(sent, outcomes, strict=True)
            if not isinstance(outcome, BaseException)
        ]
        if done:
            await connection.execute("DELETE FROM outbox WHERE position = ANY($1::bigint[])", done)
            RELAYED.inc(len(done))
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome


async def _close(connection: asyncpg.Connection) -> None:
    """End the session, and with it the lock; a server that does not answer is not waited for."""
    try:
        await connection.close(timeout=1)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
