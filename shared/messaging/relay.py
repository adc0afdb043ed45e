"""Carries the outbox to Kafka: a queue, not a cursor, so that no record is missed however late its transaction commits."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from random import uniform

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from shared.messaging.metrics import RELAY_ACK, RELAY_BATCH, RELAY_RETRIES, RELAYED
from shared.messaging.outbox import Outbox
from shared.messaging.publishing import REFUSALS, Packed, Sending, pack, start_producer, stop_producer
from shared.messaging.record_spans import PublishSpans
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.slots import ALL_SLOTS, hold_slots
from shared.messaging.topics import TopicError
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.settings import Settings

BUSY = 200
"""So many records at once mean that more wait: the next look is at once."""
FIRST_POLL_SECONDS, LAST_POLL_SECONDS = 0.001, 0.05
"""Between two looks, twice as long each time unless one finds what nobody in this process has announced: other processes
(import, command line, a second instance) cannot wake this one."""
CALL_SECONDS = 10.0
"""Deadline of one database call."""
LOCK_POLL_SECONDS = 1.0
"""Between two tries to get the slots, up to half more or less: two relays in step could keep them from each other."""
LAST_DELETE_SECONDS = 2.0
SIGN_OF_LIFE_SECONDS = 2.0

_SESSION = {
    "statement_timeout": f"{CALL_SECONDS * 1000:.0f}",
    # A deletion lost in a crash means that a record is sent again; the relay need not wait for the disk.
    "synchronous_commit": "off",
    # Frees the slots of a relay that stands still or whose machine is gone.
    "idle_session_timeout": "30s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    # A plan made while the outbox is empty would read and sort all of it when it is full.
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_sort": "off",
}

SURE_SECONDS = 10.0
"""So long after its last answer the session surely holds its slots: less than half of what the limits above allow."""

log = structlog.get_logger()


class SlotsUncertain(OSError):
    """The database has not answered for so long that another relay may work on the slots."""


class Relay:
    """Publishes what the outbox holds, in order per key, again and again until Kafka has acknowledged it.

    Only one relay works on a slot at a time: it holds session advisory locks on a connection of its own, and a second
    one waits until that session ends. A record is deleted after its acknowledgement; whatever happens in between, it is
    sent again, and consumers drop what they have already applied.
    """

    def __init__(
        self,
        settings: Settings,
        required: RequiredTopics,
        slots: Sequence[int] = ALL_SLOTS,
        before_first: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`before_first` runs before anything is published; what it raises ends the relay unless Kafka is away."""
        self._settings = settings
        self._required = required
        self._slots = slots
        self._before_first = before_first
        self._wake = asyncio.Event()
        self._one_by_one = False
        self._spans = PublishSpans()

    def wake(self) -> None:
        """Something was queued in this process: look now instead of at the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; a lost database or broker is waited for."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type((KafkaError, TopicError, *DATABASE_ERRORS)),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            before_sleep=_tell,
        )
        async for attempt in attempts:
            with attempt, _cancel_prevails():
                await self._run_once()

    async def _run_once(self) -> None:
        # One missing topic would hold up all others, and a consumer, which makes them, too, may have none to read.
        await self._required.for_writing()
        if self._before_first is not None:
            await self._before_first()
            self._before_first = None
        connection = await connect(self._settings.model_copy(update={"batch_seconds": CALL_SECONDS}))
        try:
            await self._hold_slots(connection)
            producer = await start_producer(self._settings.kafka)
            try:
                await self._publish(Outbox(connection, self._slots), producer)
            finally:
                await stop_producer(producer)
        finally:
            await _close(connection)

    async def _hold_slots(self, connection: asyncpg.Connection) -> None:
        """Asked again and again: a session that waits inside the database does not notice when the network breaks."""
        await connection.execute(
            "SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS setting (name, value)",
            list(_SESSION),
            list(_SESSION.values()),
        )
        waits = False
        while not await hold_slots(connection, self._slots):
            if not waits:
                log.info("another relay works on this database; waiting until it ends", slots=list(self._slots))
                waits = True
            await asyncio.sleep(LOCK_POLL_SECONDS * uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def _publish(self, outbox: Outbox, producer: AIOKafkaProducer) -> None:
        """Send again and again what the outbox holds; the next records are read and packed while Kafka acknowledges.

        They go only after all before them are acknowledged: what follows a failed record of its key must not pass it, or
        the older one, sent again, would come last, and it is the last one of a key that compaction keeps.
        """

        def send(packed: Packed) -> Sending:
            started = Sending(
                packed,
                producer,
                lambda: self._ended(started, outbox),
                lambda: outbox.silent_seconds() < SURE_SECONDS,
            )
            return started

        sending = send(Packed())
        found = BUSY
        pause = 0.0
        try:
            while True:
                pause = await self._pause(found, pause)
                announced = self._wake.is_set()
                self._wake.clear()
                if sending.done():
                    await self._settle(sending, outbox)
                    sending = send(Packed())
                rows = await outbox.next(sending.positions)
                self._spans.begin(rows)
                packed = await pack(rows, producer, one_by_one=self._one_by_one)
                await self._settle(sending, outbox)
                sending = send(packed)
                if packed.too_large:  # parked only when all before is there, or that would wait for an operator, too
                    await self._settle(sending, outbox)
                    sending = send(Packed())
                    for position in packed.too_large:
                        await _park(position, "it is too large", outbox)
                found = 0 if announced and len(rows) < BUSY else len(rows)  # whoever announces will do so again
        finally:
            await sending.give_up()
            self._hand_over(sending, outbox)
            with suppress(*DATABASE_ERRORS):  # what is not deleted is sent again, which harms nobody
                async with asyncio.timeout(LAST_DELETE_SECONDS):
                    await outbox.delete_acknowledged()

    async def _pause(self, found: int, before: float) -> float:
        """Wait until it is worth looking again, by what the last look has found unannounced; returns for how long at most."""
        if found >= BUSY:
            return 0.0
        seconds = FIRST_POLL_SECONDS if found else min(max(2 * before, FIRST_POLL_SECONDS), LAST_POLL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        return seconds

    async def _settle(self, sending: Sending, outbox: Outbox) -> None:
        """Wait until all are acknowledged, and raise what keeps any from it.

        Looks after the locks meanwhile: Kafka may be away for long, and so may the session have ended.
        """
        while not await sending.wait(SIGN_OF_LIFE_SECONDS):
            await outbox.still_there()
        if not sending.positions:
            return
        self._hand_over(sending, outbox)
        RELAY_BATCH.observe(len(sending.positions))
        RELAY_ACK.observe(sending.seconds())
        sending.check()
        self._one_by_one = False
        for batch, error in sending.failures:
            if isinstance(error, REFUSALS) and len(batch.positions) == 1:
                await _park(batch.positions[0], repr(error), outbox)
            elif isinstance(error, REFUSALS):
                self._one_by_one = True
        if sending.failures:
            raise sending.failures[0][1]
        if sending.held_back:
            raise SlotsUncertain(f"the database has not answered for {outbox.silent_seconds():.0f} s")

    def _ended(self, sending: Sending, outbox: Outbox) -> None:
        """What Kafka has is deleted with the next look, which need not come sooner for that; a failure cannot wait."""
        self._hand_over(sending, outbox)
        if not sending.succeeded():
            self._wake.set()

    def _hand_over(self, sending: Sending, outbox: Outbox) -> None:
        acknowledged = sending.take_acknowledged()
        outbox.acknowledged(acknowledged)
        self._spans.end(acknowledged)
        RELAYED.inc(len(acknowledged))


async def _park(position: int, reason: str, outbox: Outbox) -> None:
    await outbox.park(position, reason)
    log.error("record cannot be published; its key waits for an operator", position=position, reason=reason)


@contextmanager
def _cancel_prevails() -> Iterator[None]:
    """A cancelled relay ends, whatever goes wrong while it tidies up: that error would else be a reason to begin anew."""
    try:
        yield
    except Exception as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError from error
        raise


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    RELAY_RETRIES.labels("kafka" if isinstance(error, KafkaError | TopicError) else "database").inc()
    log.warning("relay interrupted", reason=repr(error))


async def _close(connection: asyncpg.Connection) -> None:
    """End the session, and with it the locks; a server that does not answer is not waited for."""
    try:
        await connection.close(timeout=1)
    except DATABASE_ERRORS:
        connection.terminate()
