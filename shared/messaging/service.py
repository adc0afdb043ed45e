"""The event core of one running service: its database, its relay, its consumer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from shared.contracts.checkpoints import CHECKPOINTS
from shared.messaging.checkpoints import keep_checkpoints
from shared.messaging.consumer import Consumer
from shared.messaging.gauges import keep_gauges
from shared.messaging.guard import Guard
from shared.messaging.idempotency import keep_forgetting
from shared.messaging.lost_entries import refuse_lost_entries
from shared.messaging.parking import ParkingPlace
from shared.messaging.processor import Processor
from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.signing import Signer
from shared.messaging.slots import slots_of
from shared.messaging.topics import TopicError
from shared.messaging.transactions import Transactions, database_is_away
from shared.runtime.database import DATABASE_ERRORS, DEFAULT_SEARCH_PATH, connect, open_pool
from shared.runtime.migrations import Migrations, migrate
from shared.runtime.settings import ServiceName, Settings, secret_bytes
from shared.runtime.tracing import tracing

_HERE = Path(__file__).parent
JOURNAL = Migrations("messaging", _HERE / "migrations")
CONSUMER = Migrations("consumer", _HERE / "consumer_migrations")
TEXTS = Migrations("texts", _HERE / "text_migrations")
WAIT_FOR_DATABASE_SECONDS = 60
ASK_KAFKA_SECONDS = 5.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EventCore:
    """What a service uses while it runs."""

    pool: asyncpg.Pool
    transactions: Transactions
    consumer: Consumer
    required: RequiredTopics
    tasks: Sequence[asyncio.Task[None]]

    def live(self) -> bool:
        """Whether relay and consumer still work; follows the consume loop itself, not the cluster's good will."""
        return self.consumer.alive and not any(task.done() for task in self.tasks)

    async def ready(self) -> dict[str, bool]:
        """What requests need: the database. Kafka may be away; the outbox absorbs it."""
        try:
            async with asyncio.timeout(2), self.pool.acquire(timeout=1) as connection:
                await connection.fetchval("SELECT 1")
        except DATABASE_ERRORS:
            return {"database": False, "consumer": self.consumer.alive}
        return {"database": True, "consumer": self.consumer.alive}


async def prepare_database(settings: Settings, *components: Migrations) -> None:
    """Bring the database up to date; waits up to a minute for one that is still starting.

    Raises: MigrationError; OSError or asyncpg's errors when it cannot be reached.
    """
    for attempt in range(WAIT_FOR_DATABASE_SECONDS):
        try:
            connection = await connect(settings)
            break
        except DATABASE_ERRORS as error:
            if attempt == WAIT_FOR_DATABASE_SECONDS - 1 or not database_is_away(error):
                raise
            await asyncio.sleep(1)
    try:
        for applied in await migrate(connection, *components):
            log.info("migrated", migration=applied)
    finally:
        await connection.close()


@asynccontextmanager
async def event_core(
    service: ServiceName,
    settings: Settings,
    processor: Processor,
    topics: Sequence[str],
    migrations: Sequence[Migrations],
    search_path: str = DEFAULT_SEARCH_PATH,
    *,
    can_be_made_again: bool = False,
) -> AsyncIterator[EventCore]:
    """Run relay and consumer of a service until the block ends; its database is brought up to date before.

    `search_path` names the schemas of the service's tables for requests and the consumer, the first one first;
    `can_be_made_again` says that the consumer can fill them anew from the topics (see `open_pool`).
    Raises: EntriesLost when the journal was set back; what `prepare_database` raises.
    """
    required = RequiredTopics(service, settings, topics)
    await prepare_database(settings, *migrations)
    async with AsyncExitStack() as stack:
        stack.enter_context(tracing(f"impulswerk-{service}"))
        pool = await open_pool(settings, search_path, can_be_made_again=can_be_made_again)
        stack.push_async_callback(_close, pool)
        check = await _check_journal(service, settings)
        shards = settings.relay_shards
        relays = [Relay(settings, required, slots_of(shard, shards), check) for shard in range(shards)]
        transactions = Transactions(pool, service, partial(_wake, relays))
        parking = ParkingPlace(service, service, secret_bytes(settings.secrets.parked))
        signer = Signer(secret_bytes(settings.secrets.checkpoint))
        consumer = Consumer(service, topics, Guard(service, processor, parking), transactions, settings, required)
        tasks = [
            *(asyncio.create_task(relay.run(), name=f"relay {shard}") for shard, relay in enumerate(relays)),
            asyncio.create_task(consumer.run(), name="consumer"),
            asyncio.create_task(required.keep_looking(), name="look at topics"),
            asyncio.create_task(
                keep_gauges(pool, settings.checkpoint_seconds if service in CHECKPOINTS else None), name="gauges"
            ),
            asyncio.create_task(keep_forgetting(pool), name="forget answers"),
        ]
        if service in CHECKPOINTS:
            checkpoints = keep_checkpoints(
                service, transactions, signer, settings.checkpoint_seconds, settings.checkpoint_lists_hours
            )
            tasks.append(asyncio.create_task(checkpoints, name="checkpoints"))
        stack.push_async_callback(_cancel, tasks)
        yield EventCore(pool, transactions, consumer, required, tasks)


def _wake(relays: Sequence[Relay]) -> None:
    for relay in relays:
        relay.wake()


async def _check_journal(service: ServiceName, settings: Settings) -> Callable[[], Awaitable[None]] | None:
    """Refuse a journal that was set back; returns the check for the relay where Kafka cannot be asked now."""
    if service not in CHECKPOINTS or not settings.check_journal:
        return None
    check = partial(refuse_lost_entries, service, settings)
    try:
        async with asyncio.timeout(ASK_KAFKA_SECONDS):
            await check()
    except (KafkaError, TopicError, OSError, TimeoutError) as error:
        log.warning("Kafka cannot be asked what it holds; the relay will ask before it publishes", reason=repr(error))
        return check
    return None


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.error("task had failed", reason=repr(outcome))


async def _close(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
