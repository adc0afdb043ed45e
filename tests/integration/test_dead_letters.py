"""What operators do with parked records, beside a running consumer on real servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr
from uuid6 import uuid7

from shared.contracts.cloudevents import Envelope, encode
from shared.contracts.facts import ImpulseSupported
from shared.contracts.texts import TEXT_TYPE, Text, new_text, text_key
from shared.contracts.topics import FactTopic, TextTopic
from shared.messaging.dead_letters import DeadLetters, Parked, Selection, by_subject, list_parked, open_dead_letters
from shared.messaging.parking import CannotDecrypt
from shared.messaging.service import EventCore
from shared.messaging.texts import ErasedText
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.integration.test_messaging import (
    Counting,
    all_parked,
    envelope,
    has_seen,
    outbox_is_empty,
    parked,
    record,
    running,
    seen,
    send,
)

pytestmark = pytest.mark.servers

CASE_TEXTS = TextTopic.IMPULSE_CASE_TEXTS
BROKEN = 666


class Mending(Counting):
    """Counts; fails on the impulses in `refused`, on the count 666 until it is `mended`, and on every text."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers.on_text(CASE_TEXTS)(self.on_text)
        self.mended = False
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def on_supported(self, fact: ImpulseSupported, work: UnitOfWork) -> None:
        if fact.count == BROKEN and not self.mended:
            raise RuntimeError
        await super().on_supported(fact, work)
        self.reached.set()
        await self.go_on.wait()

    async def on_text(self, text: Text | ErasedText, work: UnitOfWork) -> None:
        if isinstance(text, Text) and not self.mended:
            raise RuntimeError


class Operator:
    """A core with its consumer, and the commands' way to its parked records."""

    def __init__(self, core: EventCore, letters: DeadLetters, handlers: Mending, settings: Settings) -> None:
        self.core = core
        self.letters = letters
        self.handlers = handlers
        self.settings = settings

    async def listed(self, subject: UUID, **more: Any) -> list[Parked]:
        async with self.core.pool.acquire() as connection:
            return await list_parked(connection, "ideas", Selection(subject=str(subject), **more))  # type: ignore[arg-type]

    async def journal(self, entry: Parked) -> list[tuple[str, dict[str, Any]]]:
        rows = await self.core.pool.fetch(
            "SELECT type, data FROM events WHERE stream = 'internal' AND subject = $1 ORDER BY sequence", entry.place
        )
        return [(row["type"], row["data"]) for row in rows]

    async def everything(self) -> list[list[Any]]:
        await eventually(lambda: outbox_is_empty(self.core))
        tables = ("seen", "parked", "applied", "events", "heads", "outbox")
        return [await self.core.pool.fetch(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    async def failing(self, impulse: UUID, *counts: int) -> list[Parked]:
        """Facts of which the first cannot be applied."""
        self.handlers.refused.add(impulse)
        await record(self.core, *(ImpulseSupported(impulse_id=impulse, count=count) for count in counts))
        await eventually(lambda: all_parked(self.core, impulse, ["bad"] + ["waiting"] * (len(counts) - 1)))
        return await self.listed(impulse)


@pytest.fixture(scope="module")
async def operator(new_settings: NewSettings) -> AsyncIterator[Operator]:
    async with opened(await new_settings()) as found:
        yield found


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Operator]:
    handlers = Mending()
    async with (
        running(settings, handlers, "ideas") as core,
        open_dead_letters("ideas", settings, handlers.handlers, "public") as letters,
    ):
        yield Operator(core, letters, handlers, settings)


async def test_the_list_tells_what_is_parked_and_what_waits(operator: Operator) -> None:
    impulse = uuid7()
    bad, *waiting = await operator.failing(impulse, 1, 2, 3)
    assert (bad.state, bad.type, bad.sequence, bad.reason) == ("bad", ImpulseSupported.event_type, 1, "RuntimeError")
    assert [(each.state, each.sequence) for each in waiting] == [("waiting", 2), ("waiting", 3)]
    assert [each.behind for each in (bad, *waiting)] == [2, 1, 0]
    assert await operator.listed(impulse, state="bad", reason="runtime", topic=FactTopic.IMPULSES.value) == [bad]
    assert await operator.listed(impulse, since=bad.parked_at, ids=(bad.id,)) == [bad]
    assert await operator.listed(impulse, since=bad.parked_at + timedelta(minutes=1)) == []
    assert await operator.listed(impulse, reason="no such reason") == []
    assert await operator.listed(impulse, topic=FactTopic.MEASURES.value) == []


async def test_a_replay_applies_the_record_and_what_waited_in_order_and_once(operator: Operator) -> None:
    impulse = uuid7()
    bad, *waiting = await operator.failing(impulse, 1, 2, 3, 4)
    operator.handlers.refused.clear()
    outcome = await operator.letters.replay(bad, "Ada")
    assert (outcome.result, outcome.followed, outcome.well) == ("applied", 3, True)
    assert await seen(operator.core, impulse) == [1, 2, 3, 4]
    assert await parked(operator.core, impulse) == []
    ((kind, data),) = await operator.journal(bad)
    assert kind == "parked.replayed"
    assert (data["by"], data["outcome"], data["reason"], data["sequence"]) == ("Ada", "applied", "RuntimeError", "1")
    before = await operator.everything()
    assert [(await operator.letters.replay(each, "Ada")).result for each in (bad, *waiting)] == ["gone"] * 4
    assert await operator.everything() == before
    await record(operator.core, ImpulseSupported(impulse_id=impulse, count=5))
    await eventually(lambda: has_seen(operator.core, impulse, 5))


async def test_a_record_that_fails_again_stays_parked_with_the_new_reason(operator: Operator, kafka: str) -> None:
    impulse = uuid7()
    fact = ImpulseSupported(impulse_id=impulse, count=1)
    operator.handlers.refused.add(impulse)
    await send(kafka, [(str(impulse), envelope(fact, 1), orjson.dumps({**fact.data(), "count": -1}))])
    await eventually(lambda: all_parked(operator.core, impulse, ["bad"]))
    (bad,) = await operator.listed(impulse)
    await operator.core.pool.execute("UPDATE parked SET reason = 'KeyError' WHERE id = $1", bad.id)
    outcome = await operator.letters.replay(bad, "Ada")
    assert (outcome.result, outcome.reason, outcome.well) == ("failed", "count: greater_than_equal", False)
    (still,) = await operator.listed(impulse)
    assert (still.id, still.state, still.reason) == (bad.id, "bad", "count: greater_than_equal")
    assert [data["outcome"] for _, data in await operator.journal(bad)] == ["failed"]


async def test_one_that_waited_and_fails_is_bad_then_and_holds_up_the_rest(operator: Operator) -> None:
    impulse = uuid7()
    bad, *_ = await operator.failing(impulse, 1, 2, BROKEN, 4)
    operator.handlers.refused.clear()
    outcome = await operator.letters.replay(bad, "Ada")
    assert (outcome.result, outcome.followed, outcome.stopped_by, outcome.well) == ("applied", 1, "RuntimeError", False)
    assert await seen(operator.core, impulse) == [1, 2]
    assert await parked(operator.core, impulse) == ["bad", "waiting"]
    second, last = await operator.listed(impulse)
    assert (await operator.letters.replay(last, "Ada")).result == "waits"
    assert (await operator.letters.discard(second, "Ada", "a test")).followed == 1
    assert await seen(operator.core, impulse) == [1, 2, 4]


async def test_a_rehearsal_tells_what_would_happen_and_changes_nothing(operator: Operator) -> None:
    good, broken = uuid7(), uuid7()
    first, *_ = await operator.failing(good, 1, 2, 3)
    second, *_ = await operator.failing(broken, BROKEN, 2)
    operator.handlers.refused.clear()
    before = await operator.everything()
    async with operator.letters.rehearsal() as stage:
        replayed, failed = await stage.replay(first, "Ada"), await stage.replay(second, "Ada")
        discarded = await stage.discard(second, "Ada", "a test")
    assert (replayed.result, replayed.followed) == ("applied", 2)
    assert (failed.result, failed.reason) == ("failed", "RuntimeError")
    assert (discarded.result, discarded.followed) == ("discarded", 1)
    assert await operator.everything() == before


async def test_a_discard_passes_the_record_by_and_lets_the_waiting_run(operator: Operator) -> None:
    impulse = uuid7()
    bad, *_ = await operator.failing(impulse, 1, 2, 3)
    operator.handlers.refused.clear()
    outcome = await operator.letters.discard(bad, "Ada", "a test of ours")
    assert (outcome.result, outcome.followed) == ("discarded", 2)
    assert await seen(operator.core, impulse) == [2, 3]
    assert await parked(operator.core, impulse) == []
    ((kind, data),) = await operator.journal(bad)
    assert (kind, data["by"], data["why"]) == ("parked.discarded", "Ada", "a test of ours")
    assert (await operator.letters.discard(bad, "Ada", "again")).result == "gone"
    assert len(await operator.journal(bad)) == 1


async def send_numbered(kafka: str, impulse: UUID, *numbers: int, value: bytes | None = None) -> None:
    facts = [(number, ImpulseSupported(impulse_id=impulse, count=number)) for number in numbers]
    await send(kafka, [(str(impulse), envelope(f, n), value or orjson.dumps(f.data())) for n, f in facts])


async def test_nothing_is_discarded_while_an_earlier_one_is_missing(operator: Operator, kafka: str) -> None:
    impulse = uuid7()
    await send_numbered(kafka, impulse, 1, 4)
    await send_numbered(kafka, impulse, 5, value=b"{not json")
    await send_numbered(kafka, impulse, 6)
    await eventually(lambda: all_parked(operator.core, impulse, ["waiting", "bad", "waiting"]))
    waiting, bad, last = sorted(await operator.listed(impulse), key=lambda entry: entry.sequence or 0)
    for entry in (bad, waiting):
        refused = await operator.letters.discard(entry, "Ada", "a test")
        assert refused.result == "refused"
        assert "number 2 of its subject has not come yet" in (refused.reason or "")
    # What is missing can be given up, but never a record that is here.
    over_others = await operator.letters.give_up_missing(last, "Ada", "lost")
    assert (over_others.result, over_others.reason) == ("refused", f"record {waiting.id} comes before it")
    assert (await operator.letters.give_up_missing(bad, "Ada", "lost")).result == "refused"
    assert await parked(operator.core, impulse) == ["waiting", "bad", "waiting"]
    given_up = await operator.letters.give_up_missing(waiting, "Ada", "lost")
    assert (given_up.result, given_up.followed) == ("given up", 1)
    ((kind, data),) = await operator.journal(waiting)
    assert (kind, data["first_missing"], data["why"]) == ("parked.missing_given_up", "2", "lost")
    assert (await operator.letters.discard(last, "Ada", "a test")).reason == (
        f"record {bad.id} comes before it; replay or discard that one first"
    )
    assert (await operator.letters.discard(bad, "Ada", "a test")).followed == 1
    assert await seen(operator.core, impulse) == [1, 4, 6]
    await send_numbered(kafka, impulse, 2, 7)  # what was given up and comes late changes nothing
    await eventually(lambda: has_seen(operator.core, impulse, 4))
    assert await seen(operator.core, impulse) == [1, 4, 6, 7]


async def test_parallel_replays_apply_once(operator: Operator) -> None:
    impulse = uuid7()
    entries = await operator.failing(impulse, 1, 2, 3)
    operator.handlers.refused.clear()
    outcomes = await asyncio.gather(*(operator.letters.replay(each, "Ada") for each in entries for _ in range(6)))
    assert await seen(operator.core, impulse) == [1, 2, 3]
    assert sum(each.followed + (each.result == "applied") for each in outcomes) == 3


async def test_a_replay_and_the_consumer_never_apply_the_same_fact(operator: Operator, kafka: str) -> None:
    impulse = uuid7()
    bad, _ = await operator.failing(impulse, 1, 2)
    operator.handlers.refused.clear()
    operator.handlers.reached.clear()
    operator.handlers.go_on.clear()
    replaying = asyncio.create_task(operator.letters.replay(bad, "Ada"))
    try:
        await asyncio.wait_for(operator.handlers.reached.wait(), 10)
        await send_numbered(kafka, impulse, 1, 2, 3)  # as a relay does that has lost an answer
        await eventually(lambda: consumer_stands_still(operator))
    finally:
        operator.handlers.go_on.set()
    assert (await replaying).result == "applied"
    await eventually(lambda: has_seen(operator.core, impulse, 3))
    assert await seen(operator.core, impulse) == [1, 2, 3]
    assert operator.core.live()


async def consumer_stands_still(operator: Operator) -> bool:
    found = await operator.core.pool.fetchval(
        """
        SELECT count(*)
        FROM pg_stat_activity
        WHERE datname = current_database()
        AND wait_event_type = 'Lock'
        AND query LIKE '%UPDATE consumer_offsets%'
        """
    )
    return bool(found)


async def test_a_fact_of_another_copy_was_applied_meanwhile(operator: Operator, kafka: str) -> None:
    impulse = uuid7()
    await send_numbered(kafka, impulse, 1, value=b"{not json")
    await send_numbered(kafka, impulse, 2, value=b"{not json")
    await eventually(lambda: all_parked(operator.core, impulse, ["bad", "bad"]))
    (first, second) = await operator.listed(impulse)
    assert [[each.id for each in group] for group in by_subject([second, first])] == [[first.id, second.id]]
    await send_numbered(kafka, impulse, 1, 2, 3)
    await eventually(lambda: has_seen(operator.core, impulse, 3))
    assert await parked(operator.core, impulse) == []
    assert (await operator.letters.replay(first, "Ada")).result == "gone"


async def send_text(kafka: str, text: Text, value: bytes | None) -> None:
    envelope = Envelope(
        id=str(uuid7()),
        type=TEXT_TYPE,
        source="/impulswerk/ideas",
        subject=str(text.impulse_id),
        time=datetime.now(UTC),
        text_version=text.text_version,
    )
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    try:
        key = text_key(text.impulse_id, text.text_id).encode()
        await producer.send_and_wait(CASE_TEXTS, value, key=key, partition=0, headers=encode(envelope))
    finally:
        await producer.stop()


async def parked_text(operator: Operator, kafka: str) -> tuple[Text, Parked]:
    text = new_text(uuid7(), "impulse", title="Bänke am Fluss")
    await send_text(kafka, text, orjson.dumps(text.data()))
    await eventually(lambda: all_parked(operator.core, text.impulse_id, ["bad"]))
    (entry,) = await operator.listed(text.impulse_id)
    return text, entry


async def test_an_encrypted_text_is_replayed(operator: Operator, kafka: str) -> None:
    text, entry = await parked_text(operator, kafka)
    assert (entry.encrypted, entry.type, entry.sequence) == (True, None, None)
    operator.handlers.mended = True
    try:
        assert (await operator.letters.replay(entry, "Ada")).result == "applied"
    finally:
        operator.handlers.mended = False
    title = await operator.core.pool.fetchval("SELECT content->>'title' FROM texts WHERE text_id = $1", text.text_id)
    assert title == "Bänke am Fluss"


async def test_an_erased_text_is_not_parked_any_more(operator: Operator, kafka: str) -> None:
    text, entry = await parked_text(operator, kafka)
    other, _ = await parked_text(operator, kafka)
    await send_text(kafka, text, None)
    await eventually(lambda: all_parked(operator.core, text.impulse_id, []))
    assert (await operator.letters.replay(entry, "Ada")).result == "gone"
    assert await parked(operator.core, other.impulse_id) == ["bad"]


async def test_a_lost_key_changes_nothing_but_still_allows_to_discard(
    operator: Operator, kafka: str, tmp_path: Path
) -> None:
    _, entry = await parked_text(operator, kafka)
    keys = orjson.loads(operator.settings.secrets_file.read_bytes()) | {"parked": "ab" * 32}
    file = tmp_path / "secrets.json"
    file.write_bytes(orjson.dumps(keys))
    other = Settings(
        mode="laptop",
        database_url=SecretStr(operator.settings.database_url.get_secret_value()),
        kafka=kafka,
        secrets_file=file,
    )
    before = await operator.everything()
    async with open_dead_letters("ideas", other, operator.handlers.handlers, "public") as letters:
        with pytest.raises(CannotDecrypt):
            await letters.replay(entry, "Ada")
        with pytest.raises(CannotDecrypt):
            await letters.reveal(entry, "Ada")
        assert await operator.everything() == before
        assert (await letters.discard(entry, "Ada", "the key is lost")).result == "discarded"
    assert await operator.listed(UUID(entry.subject)) == []
