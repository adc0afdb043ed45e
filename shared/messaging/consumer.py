"""Hosts a service's consumer in FastStream and keeps the one policy that all of them follow."""

import asyncio
import random
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic, time
from typing import Any

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.contracts.topics import INTAKE
from shared.messaging.applier import ATTEMPTS, Applier, pause
from shared.messaging.guard import QUERIES, Fenced, Guard, Positions
from shared.messaging.lag import LagGauges, observe_effects
from shared.messaging.metrics import CONSUMER_STOPPED, RETRIED
from shared.messaging.parking import TooManyParked
from shared.messaging.portions import Portions
from shared.messaging.reading_ahead import ReadingAhead
from shared.messaging.records import Accepted, Bad, Record
from shared.messaging.required_topics import RequiredTopics, consumer_group
from shared.messaging.topics import TopicError
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings

BATCH = 5_000
REPORT_SECONDS = 1.0
COMMIT_SECONDS = 2.0
STALLED_SECONDS = 120.0
DRAIN_SECONDS = 10.0

LEAVE_SECONDS = 3.0

CHECK_SECONDS = 10.0
METADATA_MILLISECONDS = 10_000  # a topic that was away for a moment is read again that soon, not after five minutes

log = structlog.get_logger()


class TopicSetBack(Exception):
    """A topic ends before the place where this consumer has to go on: what is written there now would be skipped."""


class Consumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads the topics of one consumer and gives every batch to the guard, each in one transaction.

    Offsets live in the database; what Kafka is told afterwards serves its lag tools only.

    FastStream drops an error and goes on with the next batch, and the offsets of a compacted topic have gaps, so nobody
    would miss the records between: whatever ends a batch early puts the reader back to where the database is.
    """

    def __init__(
        self,
        name: str,
        topics: Sequence[str],
        guard: Guard,
        transactions: Transactions,
        settings: Settings,
        required: RequiredTopics,
    ) -> None:
        self._name = name
        self._topics = list(topics)
        self._settings = settings
        self._required = required
        self._cluster_id = ""
        self._guard = guard
        self._applier = Applier(guard, transactions, Positions("", {}))
        self._working = asyncio.Lock()
        self._portions = Portions(self._applier)
        self._consumer: ReadingAhead | None = None
        self._lag = LagGauges(topics)
        self._reported = self._applier.positions
        self._reported_at = 0.0
        self._cluster_changed = asyncio.Event()
        self.failure: Exception | None = None

    @property
    def positions(self) -> Positions:
        """What is applied; another object after each batch that was committed."""
        return self._applier.positions

    @property
    def alive(self) -> bool:
        """Whether the consume loop turns: it has not failed and has polled or worked lately."""
        if self.failure is not None:
            return False
        return self._consumer is None or self._working.locked() or monotonic() - self._consumer.beat < STALLED_SECONDS

    @property
    def caught_up(self) -> bool:
        """Whether all is applied that Kafka holds, as far as the client has heard; never before it has heard of all of it."""
        if self._consumer is None:
            return False
        places = self._consumer.assignment()
        heard = bool(places) and all(self._consumer.highwater(place) is not None for place in places)
        return heard and not any(self._behind().values())

    async def run(self) -> None:
        """Work until cancelled; a broker that cannot be reached, also at the start, is waited for."""
        while True:
            broker = KafkaBroker(
                self._settings.kafka,
                consumer_only=True,
                allow_auto_create_topics=False,
                graceful_timeout=DRAIN_SECONDS,
                metadata_max_age_ms=METADATA_MILLISECONDS,
                logger=None,
            )
            try:
                await self._start(broker)
                await self._cluster_changed.wait()
                log.warning("Kafka is another cluster than before; starting at its beginning")
            except (KafkaError, TopicError, OSError, TimeoutError) as error:
                log.warning("Kafka cannot be used; trying again", reason=repr(error))
                await asyncio.sleep(1 + random.random())  # noqa: S311 - jitter
            finally:
                await _stop(broker)

    async def _start(self, broker: KafkaBroker) -> None:
        self._cluster_id = await self._required.for_reading()
        self._applier.positions = Positions(self._cluster_id, {})
        self._cluster_changed.clear()
        subscriber = broker.subscriber(
            *self._topics,
            batch=True,
            group_id=consumer_group(self._name),
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

    def _build(self, options: dict[str, Any]) -> ReadingAhead:
        self._consumer = ReadingAhead(
            read=self._guard.read, before_poll=self._before_poll, look_at_rights=self._look_at_rights, **options
        )
        return self._consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Let the batch in hand end before somebody else gets its partitions."""
        try:
            async with asyncio.timeout(DRAIN_SECONDS), self._working:
                pass
        except TimeoutError:
            log.warning("a batch still runs while its partitions are revoked; the offsets in the database fence it")

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Forget the positions; the consume loop asks the database before it applies anything.

        Not here: the client could not even stop while this waits for a database that is away.
        """
        self._applier.positions = Positions(self._cluster_id, {})

    async def _look_at_rights(self) -> None:
        """A right was taken away or granted while we read: say what is missing now. FastStream tries again by itself."""
        with suppress(KafkaError, TopicError, OSError, TimeoutError):
            await self._required.for_reading()

    async def _before_poll(self) -> None:
        assert self._consumer is not None
        async with self._working:
            known = self._applier.positions.next_offsets
            if not self._halted and any(
                (place.topic, place.partition) not in known for place in self._consumer.assignment()
            ):
                await self._reposition()
            await self._report()
        if self._halted:
            await asyncio.Event().wait()

    @property
    def _halted(self) -> bool:
        return self.failure is not None or self._cluster_changed.is_set()

    async def _reposition(self) -> None:
        """Go on where the database says, if Kafka is still the one of which it speaks."""
        assert self._consumer is not None
        await self._consumer.drop_ahead()
        self._applier.positions = Positions(self._cluster_id, {})
        rows: list[Any] = []
        ends: Mapping[TopicPartition, int] = {}
        places = None
        while places != self._consumer.assignment():  # it may change while database and Kafka are asked
            places = self._consumer.assignment()
            rows = await self._applier.in_transaction(partial(self._load_offsets, places))
            cluster_id, ends = await self._ask_kafka(places)
            if cluster_id != self._cluster_id:
                self._cluster_changed.set()
                return
        found = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        for (topic, partition), offset in found.items():
            if ends.get(TopicPartition(topic, partition), offset) < offset:
                self._stop_for_good(TopicSetBack(_set_back(self._name, topic, partition, ends, offset)))
                return
        for (topic, partition), offset in found.items():
            self._consumer.seek(TopicPartition(topic, partition), offset)
        self._applier.positions = Positions(self._cluster_id, found)

    async def _ask_kafka(self, places: Iterable[TopicPartition]) -> tuple[str, Mapping[TopicPartition, int]]:
        """Which cluster it is and where the partitions end; a Kafka that is away is waited for."""
        assert self._consumer is not None
        attempt = 0
        while True:
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    # Another cluster may lack the topics; asking for their ends would then only time out.
                    cluster_id = await self._required.for_reading()
                    return cluster_id, await self._consumer.end_offsets(list(places))
            except (KafkaError, TopicError, OSError, TimeoutError) as error:
                attempt += 1
                await pause("Kafka away", error, attempt)

    def _stop_for_good(self, error: Exception) -> None:
        self.failure = error
        CONSUMER_STOPPED.set(1)
        log.error("consumer stopped", reason=str(error))

    async def _load_offsets(self, places: Iterable[TopicPartition], work: UnitOfWork) -> list[Any]:
        return list(
            await work.connection.fetch(
                QUERIES["load_offsets"],
                self._name,
                self._cluster_id,
                [place.topic for place in places],
                [place.partition for place in places],
            )
        )

    async def _handle(self, raw: Any) -> None:
        async with self._working:
            try:
                if self._lie_behind(raw):
                    await self._reposition()
                    return
                await self._take(raw)
                observe_effects(raw, time())
                self._lag.applied(raw)
            except TooManyParked as error:
                self._stop_for_good(error)
            except Fenced:
                RETRIED.labels("fenced").inc()
                await self._reposition()
            except Exception as error:
                await pause("batch failed", error, ATTEMPTS)
                await self._reposition()

    async def _take(self, records: Sequence[Record]) -> None:
        """What portals post comes last; what is left of it where others must have their turn is read again later."""
        told = self._told(records)
        posted = [place for place, record in enumerate(records) if record.topic == INTAKE]
        if not posted:
            await self._applier.take(records, told)
            return
        ours = [place for place, record in enumerate(records) if record.topic != INTAKE]
        if ours:
            await self._applier.take(*_some(ours, records, told))
        if not await self._portions.take(*_some(posted, records, told), self._facts_wait):
            await self._reposition()

    def _told(self, records: Sequence[Record]) -> list[Accepted | Bad] | None:
        """What these records turned out to be, if they are those that were read last."""
        assert self._consumer is not None
        told = self._consumer.last.told
        return told if len(told) == len(records) and told and told[0].record is records[0] else None

    def _facts_wait(self) -> bool:
        """Whether Kafka holds facts or texts that are not yet applied, as far as the client has heard."""
        return any(behind for place, behind in self._behind().items() if place.topic != INTAKE)

    def _behind(self) -> dict[TopicPartition, int]:
        """How many records of each partition are not yet applied."""
        assert self._consumer is not None
        behind = {}
        for place in self._consumer.assignment():
            offset = self._applier.positions.next_offsets.get((place.topic, place.partition), 0)
            behind[place] = max(0, (self._consumer.highwater(place) or offset) - offset)
        return behind

    def _lie_behind(self, records: Sequence[Record]) -> bool:
        """Whether any lies before the place where we are: Kafka reads a topic that was set back from its beginning."""
        known = self._applier.positions.next_offsets
        return any(record.offset < known.get((record.topic, record.partition), 0) for record in records)

    async def _report(self) -> None:
        """Say how far we are, at most once a second: to the gauge, and to Kafka, where only lag tools read it."""
        if monotonic() - self._reported_at < REPORT_SECONDS or self._consumer is None:
            return
        self._reported_at = monotonic()
        positions = self._applier.positions
        self._lag.report(self._behind(), time())
        if positions is self._reported:
            return
        try:
            async with asyncio.timeout(COMMIT_SECONDS):
                await self._consumer.commit(
                    {TopicPartition(t, p): offset for (t, p), offset in positions.next_offsets.items()}
                )
            self._reported = positions
        except (KafkaError, TimeoutError) as error:
            log.debug("offsets not told to Kafka", reason=repr(error))


def _some(
    places: Sequence[int], records: Sequence[Record], told: Sequence[Accepted | Bad] | None
) -> tuple[list[Record], list[Accepted | Bad] | None]:
    return [records[place] for place in places], None if told is None else [told[place] for place in places]


async def _stop(broker: KafkaBroker) -> None:
    """Let the batch in hand end and leave the group; a Kafka that does not answer is not waited for."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS + LEAVE_SECONDS):
            await broker.stop()
    except Exception as error:
        log.warning("consumer did not stop in order", reason=repr(error))


def _set_back(consumer: str, topic: str, partition: int, ends: Mapping[TopicPartition, int], offset: int) -> str:
    return (
        f"{topic} partition {partition} ends at offset {ends[TopicPartition(topic, partition)]}, but {consumer} has read it "
        f"up to {offset}: the topic was created anew, or Kafka was restored from an older copy. Nothing is read, because new "
        "records below that offset would be skipped. Start Kafka as a new, empty cluster, or forget the stored offsets of this "
        "topic; then let the service that writes it run `impulswerk announce`. See docs/operations.md."
    )


async def _parse(raw: tuple[Any, ...]) -> KafkaMessage:
    """Leave headers and values alone: one header that is not UTF-8 would otherwise cost the whole batch."""
    return KafkaMessage(body=b"", headers={}, raw_message=raw, consumer=None)  # type: ignore[arg-type]


async def _decode(message: KafkaMessage) -> Any:
    return message.raw_message
