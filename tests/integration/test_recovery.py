"""Disaster recovery: Kafka lost and empty again, a topic set back, a database restored from an older dump."""

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from typer.testing import CliRunner, Result
from uuid6 import uuid7

from deploy.cli import app
from deploy.local.kafka import EmbeddedKafka
from deploy.local.postgres_programs import postgres_programs
from services.evaluation.main import MIGRATIONS as EVALUATION
from services.ideas.main import MIGRATIONS as IDEAS
from services.implementation.main import MIGRATIONS as IMPLEMENTATION
from services.reporting.projector import TOPICS
from services.reporting.rebuild import rebuild
from services.reporting.storage import TABLES, reporting_core
from shared.contracts.facts import Fact, ImpulseReceived, ImpulseRedacted, ImpulseSupported, ImpulseWithdrawn, Text
from shared.contracts.topics import FactTopic, TextTopic, topic
from shared.messaging.consumer import TopicSetBack
from shared.messaging.handlers import Handlers
from shared.messaging.lost_entries import EntriesLost
from shared.messaging.service import EventCore, event_core, prepare_database
from shared.messaging.texts import ErasedText, store_texts
from shared.messaging.topics import create_topics
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.settings import SERVICES, ServiceName, Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import History, random_history
from tests.integration.test_messaging import Counting, has_seen, outbox_is_empty, record, running, seen

pytestmark = pytest.mark.servers

MIGRATIONS = {"ideas": IDEAS, "evaluation": EVALUATION, "implementation": IMPLEMENTATION}
WRITERS: tuple[ServiceName, ...] = ("ideas", "evaluation", "implementation")
IMPULSES = 40
LATE = uuid7()
ADMINISTRATOR = "Ada (Bereitschaft)"

Command = Callable[..., Any]


@pytest.fixture
async def folder() -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="impulswerk-recovery-") as name:
        yield Path(name)


@asynccontextmanager
async def own_kafka(folder: Path, port: int | None = None) -> AsyncIterator[EmbeddedKafka]:
    broker = EmbeddedKafka(folder, port)
    try:
        await broker.start()
        yield broker
    finally:
        await broker.stop()


async def impulswerk(settings: dict[ServiceName, Settings], *words: str) -> Result:
    """Run a command as an operator does, on the services of these settings."""
    first = next(iter(settings.values()))
    environment = {
        "IMPULSWERK_KAFKA": first.kafka,
        "IMPULSWERK_PARTITIONS": "3",
        "IMPULSWERK_SECRETS_FILE": str(first.secrets_file),
    } | {f"IMPULSWERK_DATABASE_URL_{each.upper()}": dsn(settings[each]) for each in settings}
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, list(words), env=environment))


def dsn(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


class City:
    """The four services as far as Kafka sees them: their cores, without pages."""

    def __init__(self, cores: dict[ServiceName, EventCore], settings: dict[ServiceName, Settings]) -> None:
        self.cores = cores
        self.settings = settings

    async def live(self, history: History) -> None:
        """Publish a history as its services do: a text in one transaction with the fact that names it; erasures kept."""
        texts: dict[str, list[tuple[TextTopic, Text]]] = {}
        for name, what in history.published:
            (writer,) = topic(name).written_by
            if isinstance(what, Text):
                texts.setdefault(writer, []).append((TextTopic(name), what))
            elif isinstance(what, Fact):
                async with self.cores[writer].transactions.begin() as work:  # type: ignore[index]
                    await publish(texts.pop(writer, []), what, work)
                if isinstance(what, ImpulseRedacted | ImpulseWithdrawn):
                    await self.erase(what.impulse_id)

    async def erase(self, impulse_id: UUID) -> None:
        for service in WRITERS:
            async with self.cores[service].transactions.begin() as work:
                rows = await work.connection.fetch("SELECT * FROM texts WHERE impulse_id = $1", impulse_id)
                for row in rows:
                    work.erase_text(TextTopic(row["topic"]), impulse_id, row["text_id"], row["text_version"])
                erased = [ErasedText(impulse_id, row["text_id"], row["text_version"]) for row in rows]
                await store_texts([(row["topic"], text) for row, text in zip(rows, erased, strict=True)], work)
                if service == "evaluation":
                    await work.connection.execute(
                        "INSERT INTO impulses (impulse_id, erased_up_to) VALUES ($1, 1)", impulse_id
                    )
                if service == "implementation":
                    await work.connection.execute(
                        "INSERT INTO impulses (impulse_id, redacted_up_to) VALUES ($1, 1)", impulse_id
                    )

    async def views(self) -> dict[str, list[str]]:
        """Every row that the public sees, as text, but for the impulse that is new after the disaster.

        What is left of erased texts is not seen: an announcement erases on every topic, whichever they were on.
        """
        rows: dict[str, list[str]] = {}
        for view in TABLES:
            found = [row[0] for row in await self.cores["reporting"].pool.fetch(f"SELECT to_jsonb({view}) FROM {view}")]
            for row in found:
                if "texts" in row:
                    row["texts"] = {text_id: text for text_id, text in row["texts"].items() if "kind" in text}
            rows[view] = sorted(text for row in found if str(LATE) not in (text := str(row)))
        return rows

    async def at_rest(self) -> bool:
        """Outboxes empty, and reporting has read everything that there is on this cluster."""
        if not all([await outbox_is_empty(self.cores[each]) for each in WRITERS]):
            return False
        settings = self.settings["reporting"]
        cluster_id = await create_topics(settings.kafka, 3)
        rows = await self.cores["reporting"].pool.fetch(
            "SELECT topic, partition, next_offset FROM consumer_offsets WHERE cluster_id = $1", cluster_id
        )
        places = {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        return len(places) == 3 * len(TOPICS) and places == await ends(settings.kafka, list(places))


async def publish(texts: list[tuple[TextTopic, Text]], fact: Fact, work: UnitOfWork) -> None:
    for name, text in texts:
        work.publish_text(name, text)
    await store_texts(texts, work)
    work.record(fact)


async def ends(kafka: str, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka)
    await consumer.start()
    try:
        found: dict[TopicPartition, int] = await consumer.end_offsets(places)
        return found
    finally:
        await consumer.stop()


async def everything(kafka: str, name: str) -> list[Any]:
    """All records of a topic, from its beginning."""
    consumer = AIOKafkaConsumer(name, bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        there = sum((await consumer.end_offsets(consumer.assignment())).values())
        records: list[Any] = []
        async with asyncio.timeout(30):
            while len(records) < there:
                for batch in (await consumer.getmany(timeout_ms=1000)).values():
                    records += batch
        return records
    finally:
        await consumer.stop()


def as_published(records: list[Any]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """What identifies a fact, per subject and number; a second copy must be the same."""
    facts: dict[tuple[str, int], tuple[Any, ...]] = {}
    for each in records:
        headers = dict(each.headers)
        headers.pop("traceparent", None)
        place = (headers["ce_subject"].decode(), int(headers["ce_sequence"]))
        fact = (each.partition, each.key, each.value, tuple(sorted(headers.items())))
        assert facts.setdefault(place, fact) == fact
    return facts


async def start_city(stack: AsyncExitStack, new_settings: NewSettings, kafka: str) -> City:
    settings = {
        each: (await new_settings()).model_copy(update={"kafka": kafka, "check_journal": True}) for each in SERVICES
    }
    cores: dict[ServiceName, EventCore] = {}
    for each in WRITERS:
        handlers = Handlers()
        handlers.on(ImpulseReceived)(note)
        core = event_core(each, settings[each], handlers, handlers.topics, MIGRATIONS[each])
        cores[each] = await stack.enter_async_context(core)
    cores["reporting"] = await stack.enter_async_context(reporting_core(settings["reporting"]))
    return City(cores, settings)


async def note(fact: ImpulseReceived, work: UnitOfWork) -> None:
    """An effect that a second application would double."""
    await work.connection.execute("CREATE TABLE IF NOT EXISTS noted (impulse_id uuid)")
    await work.connection.execute("INSERT INTO noted VALUES ($1)", fact.impulse_id)


async def noted(core: EventCore, number: int) -> bool:
    found: int = await core.pool.fetchval("SELECT count(*) FROM noted")
    assert found <= number
    return found == number


async def test_services_go_on_with_an_empty_kafka_and_reporting_is_rebuilt_row_for_row(
    new_settings: NewSettings, folder: Path
) -> None:
    history = random_history(IMPULSES, random.Random(4))
    async with AsyncExitStack() as stack:
        async with own_kafka(folder / "lost") as lost:
            city = await start_city(stack, new_settings, lost.bootstrap_servers)
            await city.live(history)
            await eventually(city.at_rest, seconds=60, every=0.5)
            before = await city.views()
            facts = {name: as_published(await everything(lost.bootstrap_servers, name)) for name in FactTopic}
            port = int(lost.bootstrap_servers.rpartition(":")[2])
            await lost.kill()
        new = await stack.enter_async_context(own_kafka(folder / "new", port))
        kafka = new.bootstrap_servers
        async with city.cores["ideas"].transactions.begin() as work:
            work.record(ImpulseSupported(impulse_id=LATE, count=1))

        dry = await impulswerk(city.settings, "announce", "--dry-run")
        assert dry.exit_code == 0, dry.output
        assert f"ideas: would announce {len(facts[FactTopic.IMPULSES]) + 1} facts" in dry.output
        done = await impulswerk(city.settings, "announce", "--by", ADMINISTRATOR)
        assert done.exit_code == 0, done.output
        lacking = [line for line in done.output.splitlines() if "cannot be announced" in line]
        assert [line.partition(":")[0] for line in lacking] == ["ideas"]  # case sheets, which the histories only name
        await eventually(city.at_rest, seconds=60, every=0.5)

        for name in FactTopic:
            again = as_published(await everything(kafka, name))
            again.pop((str(LATE), 1), None)
            assert again == facts[name]
        assert await city.views() == before
        assert all([await noted(city.cores[each], IMPULSES) for each in WRITERS])
        compared = await rebuild(city.settings["reporting"], lambda done, total: None)
        assert all(each.identical for each in compared), compared
        assert await city.views() == before
        await erased_words_stay_erased(city, history, kafka)

        refused = await impulswerk(city.settings, "announce", "ideas")
        assert refused.exit_code == 1
        assert "already holds the facts of ideas" in refused.output
        assert (await impulswerk(city.settings, "announce", "--again")).exit_code == 0
        await eventually(city.at_rest, seconds=60, every=0.5)
        assert await city.views() == before
        await its_announcers_are_known(city)


async def erased_words_stay_erased(city: City, history: History, kafka: str) -> None:
    gone = {what.impulse_id for _, what in history.published if isinstance(what, ImpulseRedacted | ImpulseWithdrawn)}
    assert gone
    for name in TextTopic:
        records = await everything(kafka, name)
        assert not [each.key for each in records if each.value and UUID(each.key.decode().split("/")[0]) in gone]
    tombstones = {each.key.decode() for each in await everything(kafka, TextTopic.IMPULSE_TEXTS) if each.value is None}
    texts = {what.key for name, what in history.published if isinstance(what, Text) and name == TextTopic.IMPULSE_TEXTS}
    assert {key for key in texts if UUID(key.partition("/")[0]) in gone} <= tombstones


async def its_announcers_are_known(city: City) -> None:
    rows = await city.cores["ideas"].pool.fetch(
        "SELECT actor, data FROM events WHERE stream = 'internal' AND type = 'journal.announced' ORDER BY sequence"
    )
    assert [row["actor"] == ADMINISTRATOR for row in rows] == [True, False]
    assert rows[0]["data"]["by"] == ADMINISTRATOR


async def recreate_impulses(kafka: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        await admin.delete_topics([FactTopic.IMPULSES.value])

        async def is_gone() -> bool:
            return FactTopic.IMPULSES not in await admin.list_topics()

        await eventually(is_gone)
        await create_topics(kafka, 3)
    finally:
        await admin.close()


@pytest.mark.parametrize("meanwhile", ["the consumer runs", "the consumer is stopped"])
async def test_a_topic_created_anew_stops_its_consumer_and_names_what_to_do(
    new_settings: NewSettings, folder: Path, meanwhile: str
) -> None:
    impulse = uuid7()
    async with own_kafka(folder) as broker, AsyncExitStack() as stack:
        settings = (await new_settings()).model_copy(update={"kafka": broker.bootstrap_servers})
        first = await stack.enter_async_context(AsyncExitStack())
        core = await first.enter_async_context(running(settings, Counting(), "ideas"))
        await record(core, *(ImpulseSupported(impulse_id=impulse, count=n) for n in range(5)))
        await eventually(partial(has_seen, core, impulse, 5))
        if meanwhile == "the consumer is stopped":
            await first.aclose()
            await recreate_impulses(broker.bootstrap_servers)
            core = await stack.enter_async_context(running(settings, Counting(), "ideas"))
        else:
            await recreate_impulses(broker.bootstrap_servers)
        await eventually(partial(has_stopped, core), seconds=60)
        assert isinstance(core.consumer.failure, TopicSetBack)
        reason = str(core.consumer.failure)
        assert FactTopic.IMPULSES in reason
        assert "impulswerk announce" in reason
        assert await seen(core, impulse) == list(range(5))


async def has_stopped(core: EventCore) -> bool:
    return not core.consumer.alive


def program(name: str, settings: Settings, *words: str) -> None:
    """Run one of PostgreSQL's own programs, as docs/operations.md says."""
    place = urlsplit(dsn(settings))
    assert place.hostname
    subprocess.run(
        [str(postgres_programs() / name), "--dbname", dsn(settings), *words], check=True, capture_output=True
    )


async def test_a_restored_database_reads_back_what_it_had_published(new_settings: NewSettings, folder: Path) -> None:
    impulse, dump = uuid7(), str(folder / "ideas.dump")
    counts = [ImpulseSupported(impulse_id=impulse, count=n) for n in range(5)]
    async with own_kafka(folder / "kafka") as broker:
        changed = {"kafka": broker.bootstrap_servers, "check_journal": True}
        settings, reader = [(await new_settings()).model_copy(update=changed) for _ in range(2)]
        await prepare_database(settings, *IDEAS)  # what `recover` does to its tables, too
        async with running(reader, Counting(), "evaluation") as evaluation:
            async with running(settings, Counting(), "ideas") as ideas:
                await record(ideas, *counts[:2])
                await eventually(partial(has_seen, ideas, impulse, 2))
                await asyncio.to_thread(program, "pg_dump", settings, "--format", "custom", "--file", dump)
                await record(ideas, *counts[2:4])
                await eventually(partial(has_seen, evaluation, impulse, 4))
                running_still = await impulswerk({"ideas": settings}, "journal", "recover", "ideas")
                assert running_still.exit_code == 2
                assert "stop it first" in running_still.output
            await asyncio.to_thread(program, "pg_restore", settings, "--clean", "--if-exists", "--exit-on-error", dump)

            with pytest.raises(EntriesLost, match=f"holds fact 4 of {impulse}, the journal of ideas ends at 2"):
                async with running(settings, Counting(), "ideas"):
                    pass
            recovered = await impulswerk({"ideas": settings}, "journal", "recover", "ideas", "--by", ADMINISTRATOR)
            assert recovered.exit_code == 0, recovered.output
            assert "ideas: 2 entries recovered" in recovered.output
            async with running(settings, Counting(), "ideas") as ideas:
                await record(ideas, counts[4])
                await eventually(partial(has_seen, evaluation, impulse, 5))
                await eventually(partial(has_seen, ideas, impulse, 5))
                assert await seen(evaluation, impulse) == await seen(ideas, impulse) == list(range(5))
                verified = await impulswerk({"ideas": settings}, "journal", "verify", "ideas", "--offline")
                assert "0 findings" in verified.output


async def test_a_forged_fact_is_not_read_back(new_settings: NewSettings, folder: Path) -> None:
    impulse = uuid7()
    async with own_kafka(folder / "kafka") as broker:
        changed = {"kafka": broker.bootstrap_servers, "check_journal": True}
        settings = (await new_settings()).model_copy(update=changed)
        async with running(settings, Counting(), "ideas") as ideas:
            await record(ideas, *(ImpulseSupported(impulse_id=impulse, count=n) for n in range(3)))
            await eventually(partial(has_seen, ideas, impulse, 3))
        connection = await asyncpg.connect(dsn(settings))
        try:
            await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_append_only")
            await connection.execute("DELETE FROM events WHERE subject = $1 AND sequence > 1", str(impulse))
            await connection.execute(
                "UPDATE heads SET sequence = 1, hash = sha256('other') WHERE subject = $1", str(impulse)
            )
        finally:
            await connection.close()
        refused = await impulswerk({"ideas": settings}, "journal", "recover", "ideas")
        assert refused.exit_code == 2
        assert f"fact 2 of {impulse}" in refused.output
        assert "does not continue its chain" in refused.output
