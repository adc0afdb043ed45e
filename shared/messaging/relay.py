"""Carries the outbox to Kafka: a queue, not a cursor, so that no record is missed however late its transaction commits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordTooLargeError
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from shared.messaging.metrics import RELAYED
from shared.messaging.partitioner import partition_of
from shared.messaging.topics import TopicError, create_topics
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings

QUERIES = load_queries(Path(__file__).parent / "sql")
BATCH = 2_000
POLL_SECONDS = 0.05  # for records that another process (import, command line) has queued
SHARD_LOCK = 0x4F5554  # one relay per database
LOCK_POLL_SECONDS = 1.0
STOP_SECONDS = 3.0

Sending = asyncio.Future[object]

log = structlog.get_logger()


class Relay:
    """Publishes what the outbox holds, in order per key, again and again until Kafka has acknowledged it.

    Only one relay works on a database at a time: it holds a session advisory lock on a connection of its own, and a
    second one waits until that session ends. A record is deleted after its acknowledgement; whatever happens in between,
    it is sent again, and consumers drop what they have already applied.
    """

    def __init__(self, settings: Settings, before_first: Callable[[], Awaitable[None]] | None = None) -> None:
        """`before_first` runs before anything is published; what it raises ends the relay unless Kafka is away."""
        self._settings = settings
        self._before_first = before_first
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was queued in this process: look now instead of at the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; a lost database or broker is waited for."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type((KafkaError, TopicError, *DATABASE_ERRORS)),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            before_sleep=lambda state: log.warning(
                "relay interrupted", reason=repr(state.outcome.exception()) if state.outcome else None
            ),
        )
        async for attempt in attempts:
            with attempt:
                await self._run_once()

    async def _run_once(self) -> None:
        # One missing topic would hold up all others, and a consumer, which makes them, too, may have none to read.
        await create_topics(self._settings.kafka, self._settings.partitions, self._settings.replication)
        connection = await connect(self._settings)
        try:
            await _lock(connection)
            if self._before_first is not None:
                await self._before_first()
                self._before_first = None
            producer = AIOKafkaProducer(
                bootstrap_servers=self._settings.kafka,
                enable_idempotence=True,
                acks="all",
                linger_ms=2,
                max_batch_size=262_144,
                max_request_size=1_000_000,
                request_timeout_ms=10_000,
            )
            try:
                await producer.start()
                while True:
                    self._wake.clear()
                    if not await self._publish_next(connection, producer):
                        await self._wait()
            finally:
                await _stop(producer)
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
        sent: list[tuple[asyncpg.Record, Sending]] = []
        stopped: set[tuple[str, str]] = set()
        try:
            for row in rows:
                if _key(row) in stopped:
                    continue
                try:
                    sent.append((row, await _send(row, producer)))
                except (MessageSizeTooLargeError, RecordTooLargeError) as error:
                    stopped.add(_key(row))
                    await connection.execute(
                        "UPDATE outbox SET parked_reason = $2 WHERE position = $1", row["position"], repr(error)
                    )
                    log.error("record cannot be published; its key waits for an operator", position=row["position"])
        finally:
            failure = await self._settle(connection, sent)
        if failure is not None:
            raise failure
        return len(rows)

    async def _settle(
        self, connection: asyncpg.Connection, sent: Sequence[tuple[asyncpg.Record, Sending]]
    ) -> BaseException | None:
        """Delete what Kafka has acknowledged; returns the first failure.

        What follows a failed record of its key stays, too: sent again alone, the older one would come last, and it is the
        last one of a key that compaction keeps. A relay that is stopped waits a moment for what is on its way.
        """
        futures = [future for _, future in sent]
        try:
            if futures:
                await asyncio.wait(futures)
        finally:
            if futures:
                await asyncio.wait(futures, timeout=STOP_SECONDS)
            failed: set[tuple[str, str]] = set()
            done: list[int] = []
            for row, future in sent:
                if not future.done() or future.exception() is not None:
                    failed.add(_key(row))
                elif _key(row) not in failed:
                    done.append(row["position"])
            if done:
                await connection.execute("DELETE FROM outbox WHERE position = ANY($1::bigint[])", done)
                RELAYED.inc(len(done))
        return next((error for future in futures if (error := future.exception()) is not None), None)


def _key(row: asyncpg.Record) -> tuple[str, str]:
    return row["topic"], row["key"]


async def _send(row: asyncpg.Record, producer: AIOKafkaProducer) -> Sending:
    partitions = await producer.partitions_for(row["topic"])
    future: Sending = await producer.send(
        row["topic"],
        row["value"],
        key=row["key"].encode(),
        partition=partition_of(row["partition_key"], len(partitions)),
        headers=[(name, value.encode()) for name, value in row["headers"].items()],
    )
    return future


async def _lock(connection: asyncpg.Connection) -> None:
    """Asked again and again: a session that waits inside the database does not notice when the network breaks."""
    waits = False
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", SHARD_LOCK):
        if not waits:
            log.info("another relay works on this database; waiting until it ends")
            waits = True
        await asyncio.sleep(LOCK_POLL_SECONDS)


async def _stop(producer: AIOKafkaProducer) -> None:
    """Stop the producer, if need be without Kafka's answer: on its own it would flush for as long as Kafka is away.

    It must not live on, or it would send old records after the next relay's newer ones.
    """
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await producer.stop()
    except TimeoutError:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await producer._sender.close()
        await producer.client.close()


async def _close(connection: asyncpg.Connection) -> None:
    """End the session, and with it the lock; a server that does not answer is not waited for."""
    try:
        await connection.close(timeout=1)
    except DATABASE_ERRORS:
        connection.terminate()
