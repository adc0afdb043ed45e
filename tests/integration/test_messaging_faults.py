"""The event core when something is wrong: with a record, with a handler, with the database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from pydantic import SecretStr
from uuid6 import uuid7

from shared.contracts.facts import ImpulseSupported
from shared.contracts.texts import Text, new_text
from shared.contracts.topics import FactTopic, TextTopic
from shared.messaging.guard import Fenced, Guard, Positions
from shared.messaging.metrics import DEAD_LETTERS, LAG
from shared.messaging.parking import ParkingPlace
from shared.messaging.partitioner import partition_of
from shared.messaging.records import Record
from shared.messaging.service import JOURNAL, TEXTS, EventCore, prepare_database
from shared.messaging.texts import ErasedText, store_texts
from shared.messaging.transactions import Transactions, database_is_away
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import open_pool
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.test_messaging import (
    Counting,
    Headers,
    all_parked,
    envelope,
    has_seen,
    parked,
    record,
    running,
    seen,
)

pytestmark = pytest.mark.servers

MEETS_A_WRONG_CALL = 665
REFUSED_BY_THE_DOMAIN = 666


class Faulty(Counting):
    """Counts, but fails on some facts as real handlers do."""

    async def on_supported(self, fact: ImpulseSupported, work: UnitOfWork) -> None:
        if fact.count == REFUSED_BY_THE_DOMAIN:
            ImpulseSupported(impulse_id=fact.impulse_id, count=-1)  # pydantic's ValidationError: can never be applied
        if fact.count == MEETS_A_WRONG_CALL:
            await work.connection.execute("SELECT $1::integer")  # asyncpg's InterfaceError, as for a closed connection
        await self.count(fact.impulse_id, fact.count, work)


@pytest.fixture(scope="module")
async def core(new_settings: NewSettings, kafka: str) -> AsyncIterator[EventCore]:
    """A consumer that has read what other tests of this run have left in the topic."""
    async with running(await new_settings(), Faulty(), "ideas") as core:
        newest = [await send_fact(kafka, supported(uuid7(), 1), 1, partition) for partition in range(3)]

        async def read() -> bool:
            return all([await has_passed(core, partition, offset) for partition, offset in enumerate(newest)])

        await eventually(read, seconds=90)
        yield core


async def has_passed(core: EventCore, partition: int, offset: int) -> bool:
    return bool(
        await core.pool.fetchval(
            "SELECT next_offset > $3 FROM consumer_offsets WHERE topic = $1 AND partition = $2",
            FactTopic.IMPULSES,
            partition,
            offset,
        )
    )


def supported(impulse: UUID, count: int) -> ImpulseSupported:
    return ImpulseSupported(impulse_id=impulse, count=count)


async def send(
    kafka: str, key: bytes, headers: Sequence[tuple[str, bytes | None]], value: bytes, partition: int
) -> int:
    """Returns the offset."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, max_request_size=1_048_000)
    await producer.start()
    try:
        sent = await producer.send_and_wait(
            FactTopic.IMPULSES, value, key=key, partition=partition, headers=list(headers)
        )
        return int(sent.offset)
    finally:
        await producer.stop()


async def send_fact(kafka: str, fact: ImpulseSupported, sequence: int, partition: int = 0) -> int:
    headers = list(envelope(fact, sequence))
    return await send(kafka, fact.subject.encode(), headers, orjson.dumps(fact.data()), partition)


async def test_a_handler_that_uses_the_database_wrongly_is_not_waited_for(core: EventCore) -> None:
    impulse, neighbour = uuid7(), uuid7()
    await record(core, supported(impulse, MEETS_A_WRONG_CALL), supported(neighbour, 1))
    await eventually(lambda: has_seen(core, neighbour, 1))
    await eventually(lambda: all_parked(core, impulse, ["bad"]))


async def test_offsets_that_are_set_back_leave_what_is_parked_as_it_is(settings_on_own_kafka: NewSettings) -> None:
    settings, counting = await settings_on_own_kafka(), Faulty()
    broken, neighbour = uuid7(), uuid7()

    async def kept(core: EventCore) -> list[asyncpg.Record]:
        return list(await core.pool.fetch("SELECT * FROM parked WHERE subject = $1 ORDER BY sequence", str(broken)))

    async with running(settings, counting, "ideas") as core:
        await record(core, supported(broken, REFUSED_BY_THE_DOMAIN), *(supported(broken, n) for n in (2, 3)))
        await eventually(lambda: all_parked(core, broken, ["bad", "waiting", "waiting"]))
        before, letters = await kept(core), dead_letters()
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute("DELETE FROM consumer_offsets")
    await connection.close()
    async with running(settings, counting, "ideas") as core:
        await record(core, supported(neighbour, 1))
        await eventually(lambda: has_seen(core, neighbour, 1))
        assert await kept(core) == before
        assert dead_letters() == letters


def dead_letters() -> float:
    """So many were written by this process."""
    return sum(
        sample.value for family in DEAD_LETTERS.collect() for sample in family.samples if "_total" in sample.name
    )


def with_subject(subject: bytes) -> Callable[[Headers], list[tuple[str, bytes | None]]]:
    return lambda headers: [(name, subject if name == "ce_subject" else value) for name, value in headers]


HARD_TO_STORE: dict[str, tuple[bytes | None, Callable[[Headers], list[tuple[str, bytes | None]]], bytes]] = {
    "a key with a NUL": (b"\0\0\0\x07", list, b"{not json"),
    "a subject with a NUL": (None, with_subject(b"a\0b"), b"{}"),
    "a subject longer than an index takes": (None, with_subject("äöüß".join(map(str, range(900))).encode()), b"{}"),
    "a header without a value": (None, lambda headers: [*headers, ("x", None)], b"{not json"),
    "a value that is too large for a dead letter": (None, list, b"x" * 900_000),
}


@pytest.mark.parametrize("poison", HARD_TO_STORE)
async def test_poison_that_is_hard_to_store_is_parked_all_the_same(core: EventCore, kafka: str, poison: str) -> None:
    impulse, neighbour = uuid7(), uuid7()
    key, spoil, value = HARD_TO_STORE[poison]
    headers = spoil(envelope(supported(impulse, 1), 1))
    offset = await send(kafka, key or str(impulse).encode(), headers, value, 0)
    await send_fact(kafka, supported(neighbour, 1), 1)
    await eventually(lambda: has_seen(core, neighbour, 1))
    state = await core.pool.fetchval(
        'SELECT state FROM parked WHERE topic = $1 AND partition = 0 AND "offset" = $2', FactTopic.IMPULSES, offset
    )
    assert state == "bad"


async def test_a_connection_lost_while_parking_loses_no_record(core: EventCore, kafka: str) -> None:
    impulse = uuid7()
    blocker = await core.pool.acquire()
    try:
        async with blocker.transaction():
            # The dead letter goes to the outbox: the consumer hangs exactly between failing and parking.
            await blocker.execute("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE")
            await send_fact(kafka, supported(impulse, REFUSED_BY_THE_DOMAIN), 1)
            await eventually(lambda: end_who_queues(core))
    finally:
        await core.pool.release(blocker)
    await eventually(lambda: all_parked(core, impulse, ["bad"]))


async def end_who_queues(core: EventCore) -> bool:
    ended = await core.pool.fetchval(
        """
        SELECT count(pg_terminate_backend(pid))
        FROM pg_stat_activity
        WHERE datname = current_database()
        AND wait_event_type = 'Lock'
        AND query LIKE '%INSERT INTO outbox%'
        """
    )
    return bool(ended)


async def test_a_bad_record_that_had_waited_is_parked_not_the_one_that_fills_the_gap(
    core: EventCore, kafka: str
) -> None:
    impulse = uuid7()
    await send_fact(kafka, supported(impulse, 1), 1)
    await send_fact(kafka, supported(impulse, 3), 3)
    await send_fact(kafka, supported(impulse, REFUSED_BY_THE_DOMAIN), 4)
    await send_fact(kafka, supported(impulse, 5), 5)
    await eventually(lambda: all_parked(core, impulse, ["waiting"] * 3))
    await send_fact(kafka, supported(impulse, 2), 2)
    await eventually(lambda: all_parked(core, impulse, ["bad", "waiting"]))
    assert await seen(core, impulse) == [1, 2, 3]
    await send_fact(kafka, supported(impulse, 4), 4)
    await eventually(lambda: has_seen(core, impulse, 5))
    assert await seen(core, impulse) == [1, 2, 3, 4, 5]
    assert await parked(core, impulse) == []


async def test_kafka_and_the_gauge_learn_of_the_last_batch(core: EventCore, kafka: str) -> None:
    impulse = uuid7()
    for number in range(3):
        await record(core, supported(impulse, number))
        await eventually(partial(has_seen, core, impulse, number + 1))
    place = TopicPartition(FactTopic.IMPULSES.value, partition_of(str(impulse), 3))
    reader = AIOKafkaConsumer(bootstrap_servers=kafka, group_id="impulswerk.ideas", enable_auto_commit=False)
    await reader.start()
    try:
        reader.assign([place])

        async def told() -> bool:
            return bool(await reader.committed(place) == (await reader.end_offsets([place]))[place])

        await eventually(told)
    finally:
        await reader.stop()
    assert LAG.labels(FactTopic.IMPULSES.value)._value.get() == 0


async def test_no_record_is_applied_from_an_unknown_position(core: EventCore) -> None:
    parking = ParkingPlace("ideas", "ideas", b"k" * 32)
    guard = Guard("ideas", Counting().handlers, parking)
    unknown = Record(FactTopic.IMPULSES, 0, 5, b"key", b"{}", (), 0)
    async with core.transactions.begin() as work:
        with pytest.raises(Fenced):
            await guard.take([unknown], Positions("cluster", {}), work)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.AdminShutdownError(),
        asyncpg.CrashShutdownError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.DiskFullError(),
        asyncpg.ReadOnlySQLTransactionError(),
        asyncpg.InterfaceError("connection is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_the_database_is_to_blame(error: Exception) -> None:
    assert database_is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.DataError("invalid input for query argument $1"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.QueryCanceledError(),
        asyncpg.UniqueViolationError(),
        asyncpg.DeadlockDetectedError(),
        KeyError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_the_record_or_its_handler_is_to_blame(error: Exception) -> None:
    assert not database_is_away(error)


class Gate:
    """A TCP way to the database that can stop carrying anything, as a broken network does."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.open = asyncio.Event()
        self.open.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(self._host, self._port)
        await asyncio.gather(self._one_way(reader, there_writer), self._one_way(there_reader, writer))

    async def _one_way(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                await self.open.wait()
                target.write(data)
                await target.drain()
        target.close()


@asynccontextmanager
async def gate_before(settings: Settings) -> AsyncIterator[tuple[Gate, Settings]]:
    address = urlsplit(settings.database_url.get_secret_value())
    gate = Gate(address.hostname or "", address.port or 0)
    server = await asyncio.start_server(gate.carry, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    user = address.netloc.rpartition("@")[0]
    url = urlunsplit(address._replace(netloc=f"{user}@127.0.0.1:{port}"))
    try:
        yield gate, settings.model_copy(update={"database_url": SecretStr(url)})
    finally:
        gate.open.set()
        server.close()


async def test_a_request_past_its_deadline_ends_though_the_database_is_silent(new_settings: NewSettings) -> None:
    async with gate_before(await new_settings()) as (gate, settings):
        await prepare_database(settings, JOURNAL)
        pool = await open_pool(settings)
        transactions = Transactions(pool, "ideas", lambda: None)

        async def ask_until_the_deadline() -> None:
            async with asyncio.timeout(0.2), transactions.begin() as work:
                gate.open.clear()
                await work.connection.fetchval("SELECT 1")

        asked = asyncio.create_task(ask_until_the_deadline())
        done, _ = await asyncio.wait([asked], timeout=5)
        gate.open.set()
        assert done
        assert isinstance(asked.exception(), TimeoutError)
        async with transactions.begin() as work:
            assert await work.connection.fetchval("SELECT 1") == 1
        await pool.close()


async def test_an_erasure_holds_though_an_older_version_follows_in_the_batch(new_settings: NewSettings) -> None:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL, TEXTS)
    pool = await open_pool(settings)
    transactions = Transactions(pool, "ideas", lambda: None)
    first = new_text(uuid7(), "impulse", title="Bänke")
    second = first.model_copy(update={"text_version": 2, "title": "Bänke am Fluss"})
    erased = ErasedText(first.impulse_id, first.text_id, 2)
    topic = TextTopic.IMPULSE_TEXTS.value
    async with transactions.begin() as work:
        await store_texts([(topic, second)], work)
    async with transactions.begin() as work:
        await store_texts([(topic, erased), (topic, first)], work)
    assert await pool.fetchval("SELECT count(*) FROM texts WHERE content IS NOT NULL") == 0
    await pool.close()


async def test_only_a_newer_version_comes_after_an_erasure(new_settings: NewSettings) -> None:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL, TEXTS)
    pool = await open_pool(settings)
    transactions = Transactions(pool, "ideas", lambda: None)
    one = new_text(uuid7(), "impulse", title="Bänke")
    versions = [one.model_copy(update={"text_version": number}) for number in range(6)]
    erased = [ErasedText(one.impulse_id, one.text_id, number) for number in range(6)]

    async def after(*texts: Text | ErasedText) -> int | None:
        """The version that is here after the texts, each delivered alone."""
        for text in texts:
            async with transactions.begin() as work:
                await store_texts([(TextTopic.IMPULSE_TEXTS, text)], work)
        version: int | None = await pool.fetchval("SELECT text_version FROM texts WHERE content IS NOT NULL")
        return version

    async def after_all_at_once(*texts: Text | ErasedText) -> int | None:
        async with transactions.begin() as work:
            await store_texts([(TextTopic.IMPULSE_TEXTS, text) for text in texts], work)
        return await after()

    for deliver in (after, after_all_at_once):
        assert await deliver(erased[3], versions[1], versions[3]) is None, "one that never was here, either"
        assert await deliver(erased[2], versions[3]) is None, "a late erasure does not lower a newer one's version"
        assert await deliver(versions[4], versions[2]) == 4
        assert await deliver(erased[4], versions[4]) is None
        assert await deliver(versions[5], erased[5], versions[5]) is None
        await pool.execute("TRUNCATE texts")
    await pool.close()
