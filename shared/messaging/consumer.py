"""Hosts a service's consumer in FastStream and keeps the one policy that all of them follow."""

import asyncio
import random
from collections.abc import Sequence
from time import monotonic
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from pydantic import ValidationError

from shared.contracts.errors import DomainError
from shared.messaging.guard import QUERIES, Fenced, Guard, Positions
from shared.messaging.metrics import LAG, RETRIED
from shared.messaging.parking import TooManyParked
from shared.messaging.records import Record
from shared.messaging.topics import create_topics
from shared.messaging.transactions import Transactions
from shared.runtime.settings import Settings

BATCH = 2_000
ATTEMPTS = 5
COMMIT_SECONDS = 1.0
STALLED_SECONDS = 120.0
DRAIN_SECONDS = 10.0
DATABASE_AWAY = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError)

log = structlog.get_logger()


class _WaitingConsumer(AIOKafkaConsumer):  # type: ignore[misc]
    """Waits inside `getmany` until there is something: FastStream would sleep after every empty answer.

    Every round beats, so that liveness follows the consume loop itself.
    """

    beat = 0.0

    async def getmany(self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None) -> Any:
        while True:
            self.beat = monotonic()
            found = await super().getmany(*partitions, timeout_ms=timeout_ms, max_records=max_records)
            if found:
                return found


class Consumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads the topics of one consumer and gives every batch to the guard, each in one transaction.

    A failed batch is rolled back and halved until the record at fault stands alone; that one is tried a few times with
    growing pauses and then parked. An unreachable database is waited for. Offsets live in the database; what Kafka is told
    afterwards serves its lag tools only.
    """

    def __init__(
        self, name: str, topics: Sequence[str], guard: Guard, transactions: Transactions, settings: Settings
    ) -> None:
        self._name = name
        self._topics = list(topics)
        self._guard = guard
        self._transactions = transactions
        self._settings = settings
        self._cluster_id = ""
        self._positions = Positions("", {})
        self._working = asyncio.Lock()
        self._consumer: _WaitingConsumer | None = None
        self._committed_at = 0.0
        self.failure: Exception | None = None

    @property
    def alive(self) -> bool:
        """Whether the consume loop turns: it has not failed and has polled or worked lately."""
        if self.failure is not None:
            return False
        return self._consumer is None or self._working.locked() or monotonic() - self._consumer.beat < STALLED_SECONDS

    async def run(self) -> None:
        """Work until cancelled; a broker that cannot be reached, also at the start, is waited for."""
        while True:
            broker = KafkaBroker(
                self._settings.kafka,
                consumer_only=True,
                allow_auto_create_topics=False,
                graceful_timeout=DRAIN_SECONDS,
                logger=None,
            )
            try:
                await self._start(broker)
                await asyncio.Event().wait()
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("Kafka cannot be reached; trying again", reason=repr(error))
                await asyncio.sleep(1 + random.random())  # noqa: S311 - jitter
            finally:
                await broker.stop()

    async def _start(self, broker: KafkaBroker) -> None:
        self._cluster_id = await create_topics(
            self._settings.kafka, self._settings.partitions, self._settings.replication
        )
        self._positions = Positions(self._cluster_id, {})
        subscriber = broker.subscriber(
            *self._topics,
            batch=True,
            group_id=f"impulswerk.{self._name}",
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            max_records=BATCH,
            batch_timeout_ms=500,
            listener=self,
            parser=_parse,
            decoder=_decode,
        )
        subscriber(self._handle)
        await broker.connect()
        settings = broker.config.broker_config
        build = settings.builder
        settings.builder = lambda **options: self._build(build.keywords | options)  # type: ignore[attr-defined]
        await broker.start()

    def _build(self, options: dict[str, Any]) -> _WaitingConsumer:
        self._consumer = _WaitingConsumer(**options)
        return self._consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in hand end before somebody else gets its partitions."""
        try:
            async with asyncio.timeout(DRAIN_SECONDS), self._working:
                pass
        except TimeoutError:
            log.warning("a batch still runs while its partitions are revoked; the offsets in the database fence it")

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Go on where the database says."""
        await self._reposition(assigned)

    async def _reposition(self, partitions: set[TopicPartition]) -> None:
        if not partitions:
            return
        while True:
            try:
                async with self._transactions.begin() as work:
                    rows = await work.connection.fetch(
                        QUERIES["load_offsets"],
                        self._name,
                        self._cluster_id,
                        [partition.topic for partition in partitions],
                        [partition.partition for partition in partitions],
                    )
                break
            except DATABASE_AWAY as error:
                await self._pause("database away", error, attempt=3)
        found = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        self._positions = Positions(self._cluster_id, found)
        assert self._consumer is not None
        for (topic, partition), offset in found.items():
            self._consumer.seek(TopicPartition(topic, partition), offset)

    async def _handle(self, raw: Any) -> None:
        async with self._working:
            try:
                await self._take([_record(each) for each in raw])
                await self._report()
            except Fenced:
                RETRIED.labels("fenced").inc()
                assert self._consumer is not None
                await self._reposition(self._consumer.assignment())
            except TooManyParked as error:
                self.failure = error
                log.error("consumer stopped", reason=str(error))
                await asyncio.Event().wait()

    async def _take(self, records: Sequence[Record]) -> None:
        """Apply the records, or the halves of them, until each is applied or parked."""
        attempt = 0
        while True:
            try:
                async with self._transactions.begin() as work:
                    positions = await self._guard.take(records, self._positions, work)
                self._positions = positions
                return
            except (Fenced, TooManyParked):
                raise
            except DATABASE_AWAY as error:
                attempt += 1
                await self._pause("database away", error, attempt)
            except Exception as error:
                if len(records) > 1:
                    RETRIED.labels("halved").inc()
                    half = len(records) // 2
                    await self._take(records[:half])
                    await self._take(records[half:])
                    return
                attempt += 1
                if isinstance(error, DomainError | ValidationError) or attempt >= ATTEMPTS:
                    await self._refuse(records[0], _reason(error))
                    return
                await self._pause("handler failed", error, attempt)

    async def _refuse(self, record: Record, reason: str) -> None:
        log.error("record parked", topic=record.topic, partition=record.partition, offset=record.offset, reason=reason)
        async with self._transactions.begin() as work:
            positions = await self._guard.refuse(record, reason, self._positions, work)
        self._positions = positions

    async def _pause(self, what: str, error: Exception, attempt: int) -> None:
        RETRIED.labels(what.replace(" ", "_")).inc()
        log.warning(what, attempt=attempt, reason=type(error).__name__)
        await asyncio.sleep(min(5.0, 0.1 * 2**attempt) * (0.5 + random.random()))  # noqa: S311 - jitter

    async def _report(self) -> None:
        """Tell Kafka how far we are, at most once a second; only lag tools read it."""
        if monotonic() - self._committed_at < COMMIT_SECONDS or self._consumer is None:
            return
        self._committed_at = monotonic()
        behind: dict[str, int] = {}
        for (topic, partition), offset in self._positions.next_offsets.items():
            end = self._consumer.highwater(TopicPartition(topic, partition))
            behind[topic] = behind.get(topic, 0) + max(0, (end or offset) - offset)
        for topic, lag in behind.items():
            LAG.labels(topic).set(lag)
        try:
            await self._consumer.commit(
                {TopicPartition(t, p): offset for (t, p), offset in self._positions.next_offsets.items()}
            )
        except KafkaError as error:
            log.debug("offsets not told to Kafka", reason=repr(error))


def _record(raw: Any) -> Record:
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, tuple(raw.headers), raw.timestamp)


def _reason(error: Exception) -> str:
    """What went wrong without any value of the record: it may be somebody's words."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['type']}" for each in error.errors())
    if isinstance(error, DomainError):
        return f"{error.code}: {error.field}" if error.field else error.code
    return type(error).__name__


async def _parse(raw: tuple[Any, ...]) -> KafkaMessage:
    """Leave headers and values alone: one header that is not UTF-8 would otherwise cost the whole batch."""
    return KafkaMessage(body=b"", headers={}, raw_message=raw, consumer=None)  # type: ignore[arg-type]


async def _decode(message: KafkaMessage) -> Any:
    return message.raw_message
