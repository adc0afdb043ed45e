"""The relay on real servers: all that was committed reaches Kafka in the order of its key, whatever happens meanwhile."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise
from threading import Event, Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaTimeoutError
from aiokafka.producer.message_accumulator import BatchBuilder
from structlog.testing import capture_logs
from uuid6 import uuid7

from shared.contracts.facts import ImpulseSupported
from shared.contracts.topics import TextTopic, topic_config
from shared.contracts.topics import topic as topic_of
from shared.messaging import outbox
from shared.messaging import relay as relay_module
from shared.messaging.outbox import Outgoing, queue
from shared.messaging.partitioner import partition_of
from shared.messaging.publishing import BATCH_BYTES, LARGEST_BYTES, Sending, pack, start_producer
from shared.messaging.relay import Relay
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import JOURNAL, prepare_database
from shared.messaging.slots import ALL_SLOTS, SLOTS, hold_slots, slots_of
from shared.runtime.database import DATABASE_ERRORS, connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.test_messaging import Counting, has_seen, record, running, seen
from tests.integration.test_messaging_faults import gate_before

pytestmark = pytest.mark.servers

TOPIC = TextTopic.IMPULSE_TEXTS
SMALL_RECORDS_TOPIC = TextTopic.IMPULSE_CASE_TEXTS
SMALL_BYTES = 50_000


class At:
    """An outbox and what of it has reached Kafka."""

    def __init__(self, settings: Settings, connection: asyncpg.Connection) -> None:
        self.settings = settings
        self.connection = connection

    async def queue(self, *records: tuple[str, bytes], topic: TextTopic = TOPIC, header: str = "") -> None:
        await queue(
            self.connection,
            [Outgoing(topic, key, key, {"header": header}, value) for key, value in records],
        )

    async def is_empty(self) -> bool:
        return not await self.connection.fetchval("SELECT EXISTS (SELECT FROM outbox)")

    async def waiting(self) -> list[bytes]:
        return [row["value"] for row in await self.connection.fetch("SELECT value FROM outbox ORDER BY position")]

    async def published(self, *keys: str, topic: TextTopic = TOPIC) -> list[bytes]:
        """The values of these keys on a topic, in the order of each partition."""
        values = await published(self.settings.kafka, topic)
        return [value for key in keys for value in values[key]]

    @asynccontextmanager
    async def relay(self, slots: Sequence[int] = ALL_SLOTS) -> AsyncIterator[Relay]:
        relay = Relay(self.settings, RequiredTopics("ideas", self.settings, []), slots)
        task = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            task.cancel()
            await asyncio.wait([task])


async def published(kafka: str, topic: TextTopic) -> Mapping[str, list[bytes]]:
    places = [TopicPartition(topic.value, partition) for partition in range(3)]
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: dict[str, list[bytes]] = defaultdict(list)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=100)).values():
                for each in records:
                    found[each.key.decode()].append(each.value)
        return found
    finally:
        await consumer.stop()


@pytest.fixture
async def at(settings_on_own_kafka: NewSettings) -> AsyncIterator[At]:
    """On a Kafka of its own: what these tests publish is poison for every consumer."""
    settings = await settings_on_own_kafka()
    await prepare_database(settings, JOURNAL)
    connection = await connect(settings)
    yield At(settings, connection)
    await connection.close()


def keys(number: int) -> list[str]:
    return [str(uuid4()) for _ in range(number)]


def keys_of_one_partition(number: int) -> list[str]:
    return [key for key in keys(20 * number) if partition_of(key, 3) == 0][:number]


async def test_records_arrive_once_in_order_with_key_and_headers(at: At) -> None:
    impulses = keys(50)
    for version in range(40):
        await at.queue(*((key, b"%d" % version) for key in impulses), header="möglich")
    async with at.relay():
        await eventually(at.is_empty)
    values = await published(at.settings.kafka, TOPIC)
    assert all(values[key] == [b"%d" % version for version in range(40)] for key in impulses)


async def test_several_batches_of_a_partition_stay_in_order(at: At) -> None:
    (key,) = keys(1)
    values = [b"%03d" % number + bytes(BATCH_BYTES // 3) for number in range(20)]
    await at.queue(*((key, value) for value in values))
    async with at.relay():
        await eventually(at.is_empty)
    assert await at.published(key) == values


async def test_a_record_is_published_however_late_its_transaction_commits(at: At) -> None:
    late, early = keys(2)
    slow = await connect(at.settings)
    async with at.relay():
        async with slow.transaction():
            await queue(slow, [Outgoing(TOPIC, late, late, {}, b"late")])
            await at.queue((early, b"early"))
            await eventually(at.is_empty)
        await eventually(at.is_empty)
    assert await at.published(early, late) == [b"early", b"late"]
    await slow.close()


async def test_looks_pass_what_was_deleted_but_nothing_that_may_still_appear(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "RECORDS_UNTIL_HORIZON", 1)
    relayed = outbox.Outbox(at.connection, ALL_SLOTS)

    async def relay_one() -> list[bytes]:
        await at.queue((keys(1)[0], b"early"))
        rows = await relayed.next([])
        relayed.acknowledged([row["position"] for row in rows])
        return [row["value"] for row in rows]

    for _ in range(5):
        assert await relay_one() == [b"early"]
    passed = relayed.after
    assert passed > 0
    slow = await connect(at.settings)
    async with slow.transaction():
        await queue(slow, [Outgoing(TOPIC, "late", "late", {}, b"late")])
        for _ in range(10):
            assert await relay_one() == [b"early"]
        assert relayed.after <= passed + 5
    assert await relay_one() == [b"late", b"early"]
    for _ in range(5):
        assert await relay_one() == [b"early"]
    assert relayed.after > passed + 10
    await slow.close()


async def test_looks_do_not_pass_a_key_that_waits_for_an_operator(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "RECORDS_UNTIL_HORIZON", 1)
    relayed = outbox.Outbox(at.connection, ALL_SLOTS)
    await at.queue(("key", b"1"), ("key", b"2"))
    (first, _) = await relayed.next([])
    await relayed.park(first["position"], "it is too large")
    for _ in range(10):
        await at.queue((keys(1)[0], b""))
        relayed.acknowledged([row["position"] for row in await relayed.next([])])
    await at.connection.execute("UPDATE outbox SET parked_reason = NULL")
    assert [row["value"] for row in await relayed.next([])] == [b"1", b"2"]


async def test_a_second_relay_waits_and_says_so(at: At) -> None:
    first, second = keys(2)
    with capture_logs() as logs:
        async with at.relay():
            await at.queue((first, b"1"))
            await eventually(at.is_empty)
            async with at.relay() as waiting:

                async def said() -> bool:
                    return any("another relay" in entry["event"] for entry in logs)

                await eventually(said)
                await at.queue((second, b"2"))
                waiting.wake()
                await eventually(at.is_empty)
    assert await at.published(first, second) == [b"1", b"2"]


async def test_a_waiting_relay_takes_over(at: At) -> None:
    async with at.relay():
        await at.queue((keys(1)[0], b"1"))
        await eventually(at.is_empty)
        waiting = at.relay()
        await waiting.__aenter__()
    await at.queue((keys(1)[0], b"2"))
    await eventually(at.is_empty)
    await waiting.__aexit__(None, None, None)


async def test_two_shards_share_the_work_and_keep_the_order_of_each_key(at: At) -> None:
    impulses = keys(60)
    for version in range(20):
        await at.queue(*((key, b"%d" % version) for key in impulses))

    of_the_other = await at.connection.fetch("SELECT position FROM outbox WHERE slot % 2 = 1 ORDER BY position")
    assert 0 < len(of_the_other) < 20 * len(impulses)

    async def has_done_its_share() -> bool:
        return bool(await at.connection.fetch("SELECT position FROM outbox ORDER BY position") == of_the_other)

    async with at.relay(slots_of(0, 2)):
        await eventually(has_done_its_share)
        async with at.relay(slots_of(1, 2)):
            await eventually(at.is_empty)
    values = await published(at.settings.kafka, TOPIC)
    assert all(values[key] == [b"%d" % version for version in range(20)] for key in impulses)


async def test_relays_of_different_numbers_of_shards_never_share_a_slot(at: At) -> None:
    sessions = [await connect(at.settings) for _ in range(3)]
    assert await hold_slots(sessions[0], slots_of(0, 2))
    assert not await hold_slots(sessions[1], ALL_SLOTS)
    assert not await hold_slots(sessions[1], slots_of(2, 4))
    assert await hold_slots(sessions[2], slots_of(1, 2)), "who could not have all slots keeps none"
    for session in sessions[:1] + sessions[2:]:
        await session.close()
    assert await eventually(partial(hold_slots, sessions[1], ALL_SLOTS))
    await sessions[1].close()


@pytest.mark.parametrize("shards", [1, 2, 3, 8])
def test_shards_have_every_slot_once(shards: int) -> None:
    assert sorted(slot for shard in range(shards) for slot in slots_of(shard, shards)) == list(range(SLOTS))


async def test_a_key_is_in_the_same_slot_on_every_topic(at: At) -> None:
    for topic in TextTopic:
        await at.queue(*((str(number), b"") for number in range(200)), topic=topic)
    rows = await at.connection.fetch("SELECT partition_key, min(slot), max(slot) FROM outbox GROUP BY partition_key")
    assert all(row["min"] == row["max"] for row in rows)
    assert {row["min"] for row in rows} == set(ALL_SLOTS)


async def test_a_service_with_several_shards_publishes_all(new_settings: NewSettings) -> None:
    settings = (await new_settings()).model_copy(update={"relay_shards": 3})
    impulses = [uuid7() for _ in range(12)]
    async with running(settings, Counting(), "ideas") as core:
        for number in range(1, 4):
            await record(core, *(ImpulseSupported(impulse_id=impulse, count=number) for impulse in impulses))
        for impulse in impulses:
            await eventually(partial(has_seen, core, impulse, 3), seconds=60)
            assert await seen(core, impulse) == [1, 2, 3]


async def test_what_was_sent_but_not_deleted_is_sent_again(at: At) -> None:
    (key,) = keys(1)
    await at.queue((key, b"1"), (key, b"2"))
    blocker = await connect(at.settings)
    async with at.relay():
        async with blocker.transaction():
            await blocker.execute("SELECT FROM outbox FOR UPDATE")

            async def end_who_deletes() -> bool:
                return bool(
                    await at.connection.fetchval(
                        """
                        SELECT count(pg_terminate_backend(pid))
                        FROM pg_stat_activity
                        WHERE datname = current_database()
                        AND wait_event_type = 'Lock'
                        AND query LIKE '%DELETE FROM outbox%'
                        """
                    )
                )

            await eventually(end_who_deletes)
            assert await at.published(key) == [b"1", b"2"]
        await eventually(at.is_empty)
    assert await at.published(key) == [b"1", b"2"] * 2
    await blocker.close()


async def test_a_relay_goes_on_after_a_silence_of_its_database(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "CALL_SECONDS", 0.5)
    (key,) = keys(1)
    async with gate_before(at.settings) as (gate, settings):
        with capture_logs() as logs:
            async with At(settings, at.connection).relay():
                await at.queue((key, b"1"))
                await eventually(at.is_empty)
                gate.open.clear()

                async def said() -> bool:
                    return any(entry["event"] == "relay interrupted" for entry in logs)

                await eventually(said, seconds=5)
                await at.queue((key, b"2"))
                gate.open.set()
                await eventually(at.is_empty)
    assert await at.published(key) == [b"1", b"2"]


async def test_a_record_too_large_keeps_back_its_key_only(at: At) -> None:
    large, neighbour = keys(2)
    await at.queue((large, b"before"))
    await at.queue((large, bytes(800_000)), header="x" * (LARGEST_BYTES - 800_000))
    await at.queue((large, b"after"), (neighbour, b"1"))
    async with at.relay() as relay:
        await eventually(partial(parked_and_waiting, at, 1, 2))
        await at.queue((large, b"last"), (neighbour, b"2"))
        relay.wake()
        await eventually(partial(parked_and_waiting, at, 1, 3))
        assert await at.published(large, neighbour) == [b"before", b"1", b"2"]
        assert await records_at_depth(at, 1) is None, "what waits for an operator does not hold up an announcement"
        await at.connection.execute("DELETE FROM outbox WHERE parked_reason IS NOT NULL")
        await eventually(at.is_empty, seconds=90)
    assert await at.published(large) == [b"before", b"after", b"last"]


async def parked_and_waiting(at: At, parked: int, all_of_them: int) -> bool:
    row = await at.connection.fetchrow("SELECT count(parked_reason) AS parked, count(*) AS number FROM outbox")
    assert row is not None
    return bool(row["parked"] == parked and row["number"] == all_of_them)


async def records_at_depth(at: At, depth: int) -> int | None:
    queries = load_queries(JOURNAL.folder.parent / "sql")
    oldest: int | None = await at.connection.fetchval(queries["outbox_at_depth"], depth - 1, 2**62)
    return oldest


async def test_the_depth_of_the_outbox_counts_what_waits_for_the_relay(at: At) -> None:
    parked, *others = keys(4)
    await at.queue((parked, b""), *((key, b"") for key in others), (parked, b""))
    await at.connection.execute("UPDATE outbox SET parked_reason = 'x' WHERE position = 1")
    assert await records_at_depth(at, 3) == 2
    assert await records_at_depth(at, 4) is None


async def test_a_record_that_kafka_refuses_keeps_back_its_key_only(at: At) -> None:
    refused, *others = keys_of_one_partition(4)
    records = [(key, b"%d" % version) for version in range(3) for key in others]
    await at.queue(
        records[0], records[1], (refused, b"1"), (refused, bytes(2 * SMALL_BYTES)), topic=SMALL_RECORDS_TOPIC
    )
    await at.queue(*records[2:], (refused, b"3"), topic=SMALL_RECORDS_TOPIC)
    await RequiredTopics("ideas", at.settings, []).for_writing()
    async with only_small_records(at.settings.kafka), at.relay():
        await eventually(partial(parked_and_waiting, at, 1, 2), seconds=60)
    values = await published(at.settings.kafka, SMALL_RECORDS_TOPIC)
    assert list(dict.fromkeys(values[refused])) == [b"1"]
    assert all(list(dict.fromkeys(values[key])) == [b"0", b"1", b"2"] for key in others)


@asynccontextmanager
async def only_small_records(kafka: str) -> AsyncIterator[None]:
    """Kafka refuses larger ones on the topic: sizes as different as those of two brokers after a change of settings."""
    usual = dict(topic_config(topic_of(SMALL_RECORDS_TOPIC).kind))
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()

    async def configure(settings: Mapping[str, str]) -> None:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, SMALL_RECORDS_TOPIC.value, dict(settings))])

    try:
        await configure(usual | {"max.message.bytes": str(SMALL_BYTES)})
        yield
        await configure(usual)
    finally:
        await admin.close()


class ForgetfulKafka:
    """Does not answer for the first batch of one partition: a real one never loses just one when asked to."""

    def __init__(self, lost: int) -> None:
        self.lost: int | None = lost
        self.taken: list[int] = []

    async def partitions_for(self, topic: str) -> set[int]:
        return {0, 1, 2}

    def create_batch(self) -> BatchBuilder:
        return BatchBuilder(1_000, 0)

    async def send_batch(self, builder: BatchBuilder, topic: str, *, partition: int) -> asyncio.Future[Any]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if partition == self.lost:
            self.lost = None
            asyncio.get_running_loop().call_later(0.05, answer.set_exception, KafkaTimeoutError())
        else:
            self.taken.append(partition)
            answer.set_result(None)
        return answer


async def test_what_follows_a_lost_record_of_its_partition_stays_and_other_partitions_go_on(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_RECORDS", 300)
    impulses = keys(30)
    await at.queue(*((key, b"%s %d" % (key.encode(), version)) for version in range(30) for key in impulses))
    of_partition_1 = [value for value in await at.waiting() if partition_of(value.split()[0].decode(), 3) == 1]
    kafka = ForgetfulKafka(1)
    relay = Relay(at.settings, RequiredTopics("ideas", at.settings, []))
    with pytest.raises(KafkaTimeoutError):
        await relay._publish(outbox.Outbox(at.connection, ALL_SLOTS), kafka)
    assert set(kafka.taken) == {0, 2}, "nothing passes the lost one"
    waiting = await at.waiting()
    assert [value for value in waiting if value in of_partition_1] == of_partition_1
    assert len(waiting) < len(of_partition_1) + 900 - 2 * len(kafka.taken)


async def is_waiting_to_delete(connection: asyncpg.Connection) -> bool:
    """Whether a relay has Kafka's acknowledgement, and its deletion waits for somebody else's lock."""
    return bool(
        await connection.fetchval(
            """
            SELECT EXISTS (
                SELECT
                FROM pg_stat_activity
                WHERE datname = current_database()
                AND wait_event_type = 'Lock'
                AND query LIKE '%DELETE FROM outbox%'
            )
            """
        )
    )


async def test_a_cancelled_relay_deletes_what_kafka_has(at: At) -> None:
    (key,) = keys(1)
    await at.queue((key, b"1"), (key, b"2"))
    blocker = await connect(at.settings)
    relay = asyncio.create_task(Relay(at.settings, RequiredTopics("ideas", at.settings, [])).run())
    async with blocker.transaction():
        await blocker.execute("SELECT FROM outbox FOR UPDATE")
        await eventually(partial(is_waiting_to_delete, at.connection))
        relay.cancel()
        await asyncio.sleep(0)  # it is told before the lock is free
    await asyncio.wait([relay], timeout=10)
    assert relay.cancelled()
    assert await at.is_empty()
    assert await at.published(key) == [b"1", b"2"]
    await blocker.close()


async def test_a_cancel_ends_the_relay_though_its_database_is_silent(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "CALL_SECONDS", 1.0)
    (key,) = keys(1)
    await at.queue((key, b"1"))
    blocker = await connect(at.settings)
    async with gate_before(at.settings) as (gate, settings):
        relay = asyncio.create_task(Relay(settings, RequiredTopics("ideas", settings, [])).run())
        async with blocker.transaction():
            await blocker.execute("SELECT FROM outbox FOR UPDATE")
            await eventually(partial(is_waiting_to_delete, at.connection))
            gate.open.clear()
            relay.cancel()
            await asyncio.wait([relay], timeout=10)
            cancelled = relay.cancelled()
            relay.cancel()
        gate.open.set()
        await asyncio.wait([relay])
    assert cancelled
    await blocker.close()


async def test_waiting_relays_do_not_ask_in_step(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two with overlapping slots that ask at the same moment could take them from each other for ever."""
    monkeypatch.setattr(relay_module, "LOCK_POLL_SECONDS", 0.1)
    asked: list[float] = []

    async def noted(connection: asyncpg.Connection, slots: Sequence[int]) -> bool:
        asked.append(monotonic())
        return await hold_slots(connection, slots)

    monkeypatch.setattr(relay_module, "hold_slots", noted)
    holder = await connect(at.settings)
    assert await hold_slots(holder, ALL_SLOTS)

    async def has_asked_often() -> bool:
        return len(asked) > 15

    async with at.relay():
        await eventually(has_asked_often)
    pauses = [after - before for before, after in pairwise(asked)]
    assert len({round(pause / 0.02) for pause in pauses}) >= 3, pauses
    await holder.close()


class Frozen:
    """A relay on a thread of its own, whose first acknowledgement stops all of it: loop, producer and session.

    It does not begin anew: `error` is why it ended when it moved on.
    """

    def __init__(self, settings: Settings) -> None:
        self.thaw = Event()
        self.stopped = Event()
        self.error: Exception | None = None
        self._settings = settings
        self._thread = Thread(target=self._run)

    async def start_producer(self, kafka: str) -> AIOKafkaProducer:
        producer = await start_producer(kafka)
        send_batch = producer.send_batch

        async def send_and_freeze(builder: BatchBuilder, topic: str, *, partition: int) -> asyncio.Future[Any]:
            answer: asyncio.Future[Any] = await send_batch(builder, topic, partition=partition)
            if not self.stopped.is_set():
                answer.add_done_callback(self._freeze)
            return answer

        producer.send_batch = send_and_freeze
        return producer

    def _freeze(self, _: asyncio.Future[Any]) -> None:
        self.stopped.set()
        self.thaw.wait(60)

    def _run(self) -> None:
        try:
            asyncio.run(Relay(self._settings, RequiredTopics("ideas", self._settings, []))._run_once())
        except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, the test looks at it
            self.error = error

    async def __aenter__(self) -> "Frozen":
        self._thread.start()
        await eventually(self.is_frozen)
        return self

    async def is_frozen(self) -> bool:
        return self.stopped.is_set()

    async def moves_on(self) -> None:
        self.thaw.set()
        await asyncio.to_thread(self._thread.join)

    async def __aexit__(self, *_: object) -> None:
        await self.moves_on()


async def test_a_relay_that_stood_still_sends_nothing_after_its_successor(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(relay_module._SESSION, "idle_session_timeout", "2s")
    monkeypatch.setattr(relay_module, "SURE_SECONDS", 1.0)
    erased = keys_of_one_partition(6)
    await at.queue(*((key, bytes(BATCH_BYTES * 3 // 5)) for key in erased))
    frozen = Frozen(at.settings)
    with monkeypatch.context() as only_here:
        only_here.setattr(relay_module, "start_producer", frozen.start_producer)
        async with frozen:
            only_here.undo()
            await queue(at.connection, [Outgoing(TOPIC, key, key, {}, None) for key in erased])
            async with at.relay():
                await eventually(at.is_empty)
                await frozen.moves_on()
    assert isinstance(frozen.error, DATABASE_ERRORS)
    values = await published(at.settings.kafka, TOPIC)
    assert [key for key in erased if values[key][-1] is not None] == []


async def test_a_relay_that_gives_up_sends_no_further_batch(at: At) -> None:
    kafka = SlowKafka()
    (key,) = keys(1)
    await at.queue((key, bytes(800)), (key, bytes(800)))
    rows = await outbox.Outbox(at.connection, ALL_SLOTS).next([])
    sending = Sending(await pack(rows, kafka), kafka, lambda: None, lambda: True)
    await kafka.asked.wait()
    giving_up = asyncio.create_task(sending.give_up())
    await asyncio.sleep(0)  # it has begun
    kafka.answer.set_result(None)
    await giving_up
    assert sending.take_acknowledged() == [rows[0]["position"]]
    assert kafka.batches == 1


class SlowKafka(ForgetfulKafka):
    """Answers when told to."""

    def __init__(self) -> None:
        super().__init__(-1)
        self.asked = asyncio.Event()
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.batches = 0

    async def send_batch(self, builder: BatchBuilder, topic: str, *, partition: int) -> asyncio.Future[Any]:
        self.batches += 1
        self.asked.set()
        return self.answer
