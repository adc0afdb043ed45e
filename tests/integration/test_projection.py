"""The projector and its rebuild on real servers: rebuilt rows are the live ones."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import cast

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from services.ideas.cli import app as import_app
from services.ideas.main import ideas_app
from services.reporting.rebuild import rebuild, rollback, swap_tables
from services.reporting.refusals import BeforeTooOld, NothingBefore, Refused, ViewsOfAnotherVersion, ViewUnknown
from services.reporting.storage import BEFORE, NEXT, VIEWS, create_views, forget_before, note_aside, reporting_core
from shared.contracts.topics import TextTopic, dead_letter_topic
from shared.messaging.outbox import Outgoing, queue
from shared.messaging.records import Record
from shared.messaging.service import EventCore
from shared.messaging.topics import create_topics
from shared.runtime.database import connect
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import random_history
from tests.proposals import MAPPING, NUMBER, proposals_file, why_missing

pytestmark = pytest.mark.servers

IMPULSES = 120


async def publish(kafka: str, records: Sequence[Record]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=5)
    await producer.start()
    try:
        for record in records:
            await producer.send(
                record.topic, record.value, key=record.key, partition=record.partition, headers=list(record.headers)
            )
        await producer.flush()
    finally:
        await producer.stop()


def nothing(done: int, total: int) -> None:
    """Progress that nobody looks at."""


async def has(core: EventCore, number: int) -> bool:
    return await received(core) == number


async def waits_for(core: EventCore, table: str) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = $1::regclass AND NOT granted"
    return bool(await core.pool.fetchval(waiting, table))


async def in_transaction(connection: asyncpg.Connection, act: Callable[[], Awaitable[None]]) -> None:
    async with connection.transaction():
        await act()


@pytest.fixture(scope="module")
async def settings(settings_on_own_kafka: NewSettings, own_kafka: str) -> Settings:
    await create_topics(own_kafka, 3)
    return await settings_on_own_kafka()


@pytest.fixture(scope="module")
async def core(settings: Settings) -> AsyncIterator[EventCore]:
    async with reporting_core(settings) as core:
        yield core


async def received(core: EventCore) -> int:
    number = await core.pool.fetchval("SELECT number FROM totals WHERE what = 'received'")
    return int(number or 0)


async def test_rebuilt_views_are_the_live_ones_row_for_row(core: EventCore, settings: Settings, own_kafka: str) -> None:
    before = await received(core)
    records = random_history(IMPULSES, random.Random(20)).records()
    await publish(own_kafka, records)

    async def all_there() -> bool:
        return await received(core) >= before + IMPULSES

    await eventually(all_there)
    await eventually(lambda: at_the_end(core))
    seen: list[tuple[int, int]] = []
    compared = await rebuild(settings, lambda done, total: seen.append((done, total)))
    assert all(each.identical for each in compared), compared
    assert compared[0].rows >= IMPULSES
    assert seen[-1][0] == seen[-1][1]


@pytest.mark.skipif(why_missing() is not None, reason=str(why_missing()))
async def test_rebuilt_views_are_the_live_ones_after_the_real_proposals_and_5000_random_events(
    core: EventCore,
    settings: Settings,
    settings_on_own_kafka: NewSettings,
    own_kafka: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ideas = await settings_on_own_kafka()
    monkeypatch.delenv("IMPULSWERK_READY_FILE", raising=False)
    monkeypatch.setenv("IMPULSWERK_DATABASE_URL_IDEAS", ideas.database_url.get_secret_value())
    monkeypatch.setenv("IMPULSWERK_KAFKA", ideas.kafka)
    monkeypatch.setenv("IMPULSWERK_SECRETS_FILE", str(ideas.secrets_file))
    before = await received(core)
    arguments = [str(proposals_file()), "--mapping", str(MAPPING), "--release"]
    app = ideas_app(ideas)
    async with app.router.lifespan_context(app):
        imported = await asyncio.to_thread(lambda: CliRunner().invoke(import_app, arguments))
        assert imported.exit_code == 0, imported.output
        records = random_history(600, random.Random(5_000)).records()
        assert len(records) >= 5_000
        await publish(own_kafka, records)

        async def all_there() -> bool:
            return await received(core) == before + NUMBER + 600

        await eventually(all_there, seconds=120)
    compared = await rebuild(settings, lambda done, total: None)
    assert all(each.identical for each in compared), compared
    assert {each.view: each.rows for each in compared}["impulses"] >= NUMBER + 600


async def at_the_end(core: EventCore) -> bool:
    statuses = await core.pool.fetchval(
        "SELECT coalesce(sum(number), 0) FROM totals WHERE what = 'status' AND scope = ''"
    )
    decisions = await core.pool.fetchval("SELECT count(*) FROM impulses WHERE decision IS NOT NULL")
    return bool(statuses == await received(core) and decisions > 0)


async def test_a_difference_is_found(core: EventCore, settings: Settings) -> None:
    await core.pool.execute("UPDATE totals SET number = number + 1 WHERE what = 'received'")
    compared = {each.view: each for each in await rebuild(settings, nothing)}
    assert not compared["totals"].identical
    assert compared["impulses"].identical


async def test_what_is_left_of_erased_texts_makes_no_difference(core: EventCore, settings: Settings) -> None:
    erased = "SELECT count(*) FROM impulse_parts WHERE texts::jsonb ? 'gone'"
    await core.pool.execute(
        """UPDATE impulse_parts SET texts = (texts::jsonb || '{"gone": {"text_version": 1}}')::json"""
    )
    compared = {each.view: each for each in await rebuild(settings, nothing)}
    assert compared["impulse_parts"].identical
    assert await core.pool.fetchval(erased) == 0, "rebuilt from the topics"
    changed = """UPDATE impulse_parts SET texts = (texts::jsonb || '{"words": {"text_version": 1, "kind": "impulse"}}')::json"""
    await core.pool.execute(changed + " WHERE impulse_id = (SELECT impulse_id FROM impulse_parts LIMIT 1)")
    compared = {each.view: each for each in await rebuild(settings, nothing)}
    assert (compared["impulse_parts"].only_live, compared["impulse_parts"].only_rebuilt) == (1, 1)


async def test_a_record_that_the_live_projector_parked_is_parked_by_the_rebuild(
    core: EventCore, settings: Settings, own_kafka: str
) -> None:
    spoiled = replace(random_history(1, random.Random(7)).records()[0], value=b'{"impulse_id": "not an id"}')
    await publish(own_kafka, [spoiled])

    async def parked() -> bool:
        return bool(await core.pool.fetchval("SELECT state = 'bad' FROM parked WHERE key = $1", spoiled.key))

    await eventually(parked)
    await rebuild(settings, nothing)
    assert await parked()


async def test_the_live_projector_goes_on_after_a_swap(core: EventCore, settings: Settings, own_kafka: str) -> None:
    before = await received(core)
    await publish(own_kafka, random_history(5, random.Random(99)).records())

    async def more() -> bool:
        return await received(core) == before + 5

    await eventually(more)


async def test_the_projector_knows_whether_it_has_caught_up(core: EventCore, own_kafka: str) -> None:
    async def caught_up() -> bool:
        return core.consumer.caught_up

    async def lies_behind() -> bool:
        return not core.consumer.caught_up

    await eventually(caught_up)
    async with core.pool.acquire() as somebody, somebody.transaction():
        await somebody.execute("SELECT FROM last_batch FOR UPDATE")
        await publish(own_kafka, random_history(2, random.Random(95)).records())
        await eventually(lies_behind)
    await eventually(caught_up)


async def test_one_view_is_rebuilt_alone(core: EventCore, settings: Settings, own_kafka: str) -> None:
    before = await received(core)
    await core.pool.execute("UPDATE totals SET number = number + 1 WHERE what = 'received'")
    await core.pool.execute("UPDATE impulses SET title = 'falsch'")
    wrong = "SELECT count(*) FROM impulses WHERE title = 'falsch'"
    compared = await rebuild(settings, nothing, "totals")
    assert [(each.view, each.identical) for each in compared] == [("totals", False)]
    assert await received(core) == before
    assert await core.pool.fetchval(wrong) > 0
    before_it = "SELECT number FROM views_before.totals WHERE what = 'received'"
    assert await core.pool.fetchval(before_it) == before + 1

    compared = await rebuild(settings, nothing, "impulses")
    assert [each.view for each in compared] == ["impulses", "impulse_parts", "impulse_words", "title_words"]
    assert await core.pool.fetchval(wrong) == 0
    await publish(own_kafka, random_history(5, random.Random(98)).records())
    await eventually(lambda: has(core, before + 5))
    assert all(each.identical for each in await rebuild(settings, nothing))


async def test_a_view_is_swapped_under_people_who_read(core: EventCore, settings: Settings) -> None:
    """A page reads the tables in its own order; who swaps must not wait with a table in hand that the page needs next."""
    connection = await connect(settings)
    await create_views(connection, NEXT)
    async with core.pool.acquire() as pooled:
        reader = cast("asyncpg.Connection", pooled)
        async with reader.transaction():
            await reader.fetchval("SELECT count(*) FROM impulse_words")
            swapping = asyncio.create_task(
                in_transaction(connection, lambda: swap_tables(connection, VIEWS["impulses"]))
            )
            await eventually(lambda: waits_for(core, "impulse_words"))
            await reader.fetchval("SELECT count(*) FROM impulses")
        await swapping
    await rebuild(settings, nothing)
    await connection.close()


async def test_the_views_before_are_served_again_up_to_date(
    core: EventCore, settings: Settings, own_kafka: str
) -> None:
    wrong = "SELECT count(*) FROM catalogues WHERE catalogue_id = 'wrong'"
    await core.pool.execute("INSERT INTO catalogues VALUES ('wrong', '1', now(), '{}')")
    await rebuild(settings, nothing)
    before = await received(core)
    await publish(own_kafka, random_history(5, random.Random(97)).records())
    await eventually(lambda: has(core, before + 5))
    assert await core.pool.fetchval(wrong) == 0

    compared = {each.view: each for each in await rollback(settings, nothing)}
    assert await core.pool.fetchval(wrong) == 1
    assert await received(core) == before + 5
    assert (compared["totals"].identical, compared["catalogues"].only_rebuilt) == (True, 1)
    await publish(own_kafka, random_history(5, random.Random(96)).records())
    await eventually(lambda: has(core, before + 10))

    await rollback(settings, nothing)
    assert await core.pool.fetchval(wrong) == 0
    assert await received(core) == before + 10


@pytest.mark.parametrize(
    ("made", "refused"),
    [
        ("COMMENT ON TABLE views_before.last_batch IS '2026-01-01T00:00:00Z'", BeforeTooOld),
        ("COMMENT ON TABLE views_before.last_batch IS NULL", BeforeTooOld),
        ("COMMENT ON SCHEMA views_before IS 'another version'", ViewsOfAnotherVersion),
        ("DROP SCHEMA views_before CASCADE", NothingBefore),
    ],
)
async def test_views_that_cannot_be_served_again_are_refused_and_forgotten(
    core: EventCore, settings: Settings, made: str, refused: type[Refused]
) -> None:
    connection = await connect(settings)
    await create_views(connection, BEFORE)
    await note_aside(connection)
    await connection.execute(made)
    served = await core.pool.fetchval("SELECT 'totals'::regclass::oid")
    with pytest.raises(refused):
        await rollback(settings, nothing)
    assert await core.pool.fetchval("SELECT 'totals'::regclass::oid") == served
    await forget_before(connection)
    await connection.close()
    assert await core.pool.fetchval("SELECT to_regnamespace('views_before')") is None
    assert await core.pool.fetchval("SELECT 'totals'::regclass::oid") == served


async def test_a_view_that_is_none_is_refused_with_those_there_are(settings: Settings) -> None:
    with pytest.raises(ViewUnknown, match="impulses, totals, catalogues"):
        await rebuild(settings, nothing, "total")


async def test_a_malformed_text_is_parked_at_once_and_its_neighbours_show(core: EventCore, own_kafka: str) -> None:
    before = await received(core)
    records = random_history(3, random.Random(77)).records()
    text = next(record for record in records if record.topic == TextTopic.IMPULSE_TEXTS)
    await publish(own_kafka, [replace(text, value=b'{"impulse_id": "nobody"}') for _ in range(20)])
    await publish(own_kafka, records)

    async def shown() -> bool:
        return await received(core) == before + 3

    # Twenty times the pauses of a handler that is tried again would be more than a minute.
    await eventually(shown, seconds=15)
    reasons = await core.pool.fetch("SELECT DISTINCT reason FROM parked WHERE topic = $1", text.topic)
    assert "reporting.record_malformed" in {row["reason"] for row in reasons}


async def test_views_need_not_wait_for_the_disk_but_dead_letters_do(core: EventCore) -> None:
    waits = "SHOW synchronous_commit"
    async with core.pool.acquire() as pooled:
        connection = cast("asyncpg.Connection", pooled)
        transaction = connection.transaction()
        await transaction.start()
        assert await connection.fetchval(waits) == "off"
        await queue(connection, [Outgoing(dead_letter_topic("reporting"), "key", "key", {}, b"{}")])
        assert await connection.fetchval(waits) == "on"
        await transaction.rollback()
        assert await connection.fetchval(waits) == "off"
