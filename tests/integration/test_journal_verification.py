"""Whoever changes the journal in the database is found, and who only writes it is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner
from uuid6 import uuid7

from deploy.cli import app
from shared.contracts.checkpoints import ImpulsesCheckpointPublished
from shared.contracts.facts import ImpulseSupported
from shared.contracts.topics import FactTopic
from shared.messaging.chain import Finding
from shared.messaging.checkpoints import make_due_checkpoint, tree_of
from shared.messaging.handlers import Handlers
from shared.messaging.journal import chain_hash
from shared.messaging.service import CONSUMER, JOURNAL, TEXTS, event_core, prepare_database
from shared.messaging.signing import Signer, is_signed
from shared.messaging.transactions import Transactions
from shared.messaging.verification import Verified, verify_journal
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings, secret_bytes
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

IMPULSES = FactTopic.IMPULSES.value


class Written:
    """A journal without relay and consumer."""

    def __init__(self, pool: asyncpg.Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = settings
        self.transactions = Transactions(pool, "ideas", lambda: None)
        self.signer = Signer(secret_bytes(settings.secrets.checkpoint))

    async def support(self, impulse_id: UUID, *counts: int) -> None:
        async with self.transactions.begin() as work:
            for count in counts:
                work.record(ImpulseSupported(impulse_id=impulse_id, count=count))

    async def checkpoint(self, every_seconds: float = 0, signer: Signer | None = None) -> float:
        async with self.transactions.begin() as work:
            return await make_due_checkpoint("ideas", work, signer or self.signer, every_seconds)

    async def verify(self, *more_keys: Signer) -> tuple[Verified, list[Finding]]:
        found: list[Finding] = []
        keys = {each.key_id: each.public_key for each in (self.signer, *more_keys)}
        verified = await verify_journal(
            "ideas", self.settings, keys, found.append, lambda done, total: None, offline=True
        )
        return verified, found

    async def findings(self) -> list[tuple[str, str, int]]:
        return [(each.kind, each.subject, each.sequence) for each in (await self.verify())[1]]

    async def tamper(self, statement: str, *values: Any) -> None:
        """What the owner of the table can do."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("ALTER TABLE events DISABLE TRIGGER events_are_append_only")
            await connection.execute(statement, *values)
            await connection.execute("ALTER TABLE events ENABLE TRIGGER events_are_append_only")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Written]:
    await prepare_database(settings, JOURNAL)
    pool = await open_pool(settings)
    try:
        yield Written(pool, settings)
    finally:
        await pool.close()


@pytest.fixture
async def journal(new_settings: NewSettings) -> AsyncIterator[Written]:
    async with opened(await new_settings()) as written:
        yield written


@pytest.fixture
async def impulse(journal: Written) -> UUID:
    """An impulse with five entries, all known to a checkpoint, beside two others."""
    impulse_id = uuid7()
    for each in (uuid7(), impulse_id, uuid7()):
        await journal.support(each, 1, 2, 3, 4, 5)
    await journal.checkpoint()
    return impulse_id


async def test_an_untouched_journal_has_no_findings(journal: Written, impulse: UUID) -> None:
    verified, found = await journal.verify()
    assert found == []
    assert (verified.entries, verified.checkpoint) == (16, 1)


async def test_a_journal_verifies_while_writers_write(journal: Written) -> None:
    impulses = [uuid7() for _ in range(10)]
    done = asyncio.Event()

    async def write(impulse_id: UUID) -> None:
        count = 0
        while not done.is_set():
            count += 1
            await journal.support(impulse_id, count)

    writers = [asyncio.create_task(write(each)) for each in impulses[:5]]
    numbers: list[int] = []
    try:
        while len(numbers) < 10:
            await journal.checkpoint()
            verified, found = await journal.verify()
            assert found == []
            numbers.append(verified.entries)
    finally:
        done.set()
        await asyncio.gather(*writers)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0] + 10
    assert await journal.pool.fetchval("SELECT count(*) FROM checkpoints") == 2


@pytest.mark.parametrize(
    ("statement", "kind", "sequence"),
    [
        ("UPDATE events SET data = jsonb_set(data, '{count}', '9') WHERE subject = $1 AND sequence = 2", "changed", 2),
        ("UPDATE events SET type = 'another' WHERE subject = $1 AND sequence = 5", "changed", 5),
        ("UPDATE events SET time = time + '1 us' WHERE subject = $1 AND sequence = 1", "changed", 1),
        ("UPDATE events SET time = 'infinity' WHERE subject = $1 AND sequence = 3", "changed", 3),
        ("DELETE FROM events WHERE subject = $1 AND sequence = 1", "missing", 1),
        ("DELETE FROM events WHERE subject = $1 AND sequence BETWEEN 3 AND 4", "missing", 3),
        ("DELETE FROM events WHERE subject = $1 AND sequence > 3", "tail cut", 5),
        ("DELETE FROM events WHERE subject = $1", "tail cut", 5),
        ("UPDATE heads SET sequence = 4 WHERE subject = $1", "head", 4),
        ("UPDATE heads SET hash = sha256('') WHERE subject = $1", "head", 5),
        ("DELETE FROM heads WHERE subject = $1", "head", 5),
        ("UPDATE heads SET sequence = 7 WHERE subject = $1", "tail cut", 7),
    ],
)
async def test_one_change_is_one_finding_that_names_the_row(
    journal: Written, impulse: UUID, statement: str, kind: str, sequence: int
) -> None:
    await journal.tamper(statement, str(impulse))
    assert await journal.findings() == [(kind, str(impulse), sequence)]


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE events SET hash = sha256('') WHERE subject = $1 AND sequence = 2", ("changed", 2)),
        ("UPDATE events SET hash = sha256('') WHERE subject = $1 AND sequence = 5", ("changed", 5)),
        ("UPDATE events SET subject = 'another' WHERE subject = $1 AND sequence = 5", ("tail cut", 5)),
        ("UPDATE events SET stream = 'another' WHERE subject = $1 AND sequence = 3", ("missing", 3)),
        (
            "INSERT INTO events SELECT stream, subject, 6, gen_random_uuid(), type, time, data, hash, actor FROM events "
            "WHERE subject = $1 AND sequence = 5",
            ("changed", 6),
        ),
    ],
    ids=["hash", "last hash", "to another aggregate", "to another stream", "invented"],
)
async def test_a_change_with_more_than_one_trace_names_the_row(
    journal: Written, impulse: UUID, statement: str, finding: tuple[str, int]
) -> None:
    await journal.tamper(statement, str(impulse))
    kind, sequence = finding
    assert (kind, str(impulse), sequence) in await journal.findings()


async def test_entries_in_another_order_are_found(journal: Written, impulse: UUID) -> None:
    await journal.tamper(
        "UPDATE events SET sequence = CASE sequence WHEN 2 THEN 30 ELSE 20 END WHERE subject = $1 AND sequence IN (2, 3)",
        str(impulse),
    )
    await journal.tamper("UPDATE events SET sequence = sequence / 10 WHERE subject = $1 AND sequence > 5", str(impulse))
    assert await journal.findings() == [("changed", str(impulse), each) for each in (2, 3, 4)]


async def test_a_truncated_journal_is_found_with_the_last_sequence_of_each_aggregate(
    journal: Written, impulse: UUID
) -> None:
    known = await journal.pool.fetch("SELECT subject, sequence FROM heads")
    await journal.tamper("TRUNCATE events")
    found = await journal.findings()
    assert {("tail cut", row["subject"], row["sequence"]) for row in known} == set(found)
    assert len(known) == 4


async def cut_tail(journal: Written, impulse_id: UUID, after: int) -> None:
    """A thorough forger: the head says what is left, too."""
    await journal.tamper("DELETE FROM events WHERE subject = $1 AND sequence > $2", str(impulse_id), after)
    await journal.tamper(
        "UPDATE heads SET sequence = $2, hash = (SELECT hash FROM events WHERE subject = $1 AND sequence = $2) "
        "WHERE subject = $1",
        str(impulse_id),
        after,
    )


async def test_a_tail_cut_that_mends_the_head_is_found_by_the_kept_list(journal: Written, impulse: UUID) -> None:
    await cut_tail(journal, impulse, 3)
    _, found = await journal.verify()
    assert [(each.kind, each.stream, each.subject, each.sequence) for each in found] == [
        ("tail cut", IMPULSES, str(impulse), 5)
    ]
    assert "entries from 4 on are missing" in found[0].detail


async def test_an_aggregate_that_vanishes_altogether_is_found(journal: Written, impulse: UUID) -> None:
    await journal.tamper("DELETE FROM events WHERE subject = $1", str(impulse))
    await journal.tamper("DELETE FROM heads WHERE subject = $1", str(impulse))
    assert await journal.findings() == [("tail cut", str(impulse), 5)]


async def test_later_checkpoints_and_entries_do_not_hide_a_tail_cut(journal: Written, impulse: UUID) -> None:
    await cut_tail(journal, impulse, 3)
    for _ in range(3):
        await journal.checkpoint()
    assert await journal.findings() == [("tail cut", str(impulse), 5)]
    await journal.support(impulse, 10, 11, 12)
    for _ in range(3):
        await journal.checkpoint()
    assert await journal.findings() == [("rewritten", str(impulse), 5)]


async def test_a_chain_written_anew_is_found_by_the_kept_list(journal: Written, impulse: UUID) -> None:
    previous = b""
    for row in await journal.pool.fetch("SELECT * FROM events WHERE subject = $1 ORDER BY sequence", str(impulse)):
        data = row["data"] | {"count": 100}
        previous = chain_hash(previous, row["type"], str(impulse), row["sequence"], row["time"], data)
        await journal.tamper(
            "UPDATE events SET data = $3, hash = $4 WHERE subject = $1 AND sequence = $2",
            str(impulse),
            row["sequence"],
            data,
            previous,
        )
    await journal.tamper("UPDATE heads SET hash = $2 WHERE subject = $1", str(impulse), previous)
    assert await journal.findings() == [("rewritten", str(impulse), 5)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checkpoints SET root = repeat('0', 64)",
        "UPDATE checkpoints SET at = at + interval '1 second'",
        "UPDATE checkpoints SET signature = 'AAAA'",
        "UPDATE checkpoints SET signature = 'A', root = 'none'",
        "UPDATE checkpoint_heads SET hash = sha256('') WHERE sequence = 5 AND subject <> $1",
        "DELETE FROM checkpoint_heads WHERE subject <> $1",
        "DELETE FROM checkpoints WHERE $1 <> ''",
    ],
)
async def test_a_changed_checkpoint_is_found(journal: Written, impulse: UUID, statement: str) -> None:
    await journal.tamper(statement, *([str(impulse)] if "$1" in statement else []))
    found = await journal.findings()
    assert found
    assert {(kind, subject, sequence) for kind, subject, sequence in found} == {("checkpoint", "ideas", 1)}


async def test_a_checkpoint_signed_with_another_key_is_found_unless_that_key_is_trusted(journal: Written) -> None:
    other = Signer(bytes(32))
    await journal.checkpoint(signer=other)
    assert await journal.findings() == [("checkpoint", "ideas", 1)]
    assert (await journal.verify(other))[1] == []
    # A new key makes a checkpoint at once, so that the old one is soon not needed any more.
    await journal.checkpoint(every_seconds=3600)
    await journal.checkpoint()
    assert await journal.findings() == []


async def test_the_journal_of_checkpoints_cannot_lose_its_tail(journal: Written, impulse: UUID) -> None:
    await journal.checkpoint()
    await journal.tamper("DELETE FROM events WHERE subject = 'ideas' AND sequence = 2")
    await journal.tamper(
        "UPDATE heads SET sequence = 1, hash = (SELECT hash FROM events WHERE subject = 'ideas') WHERE subject = 'ideas'"
    )
    assert await journal.findings() == [("tail cut", "ideas", 2)]


async def test_the_published_checkpoint_is_signed_and_its_root_recomputes(journal: Written, impulse: UUID) -> None:
    await journal.support(impulse, 6)
    await journal.checkpoint()
    data = await journal.pool.fetchval("SELECT data FROM events WHERE subject = 'ideas' AND sequence = 2")
    published = ImpulsesCheckpointPublished.read(data)
    assert is_signed(published, journal.signer.public_key)
    assert not is_signed(published.model_copy(update={"aggregates": 5}), journal.signer.public_key)
    assert (published.key_id, published.aggregates) == (journal.signer.key_id, 4)
    connection = await connect(journal.settings)
    async with connection.transaction():
        for number in (1, 2):
            root = await connection.fetchval("SELECT root FROM checkpoints WHERE number = $1", number)
            assert (await tree_of(connection, number)).root().hex() == root
    await connection.close()


async def test_internal_aggregates_are_in_the_list_but_cannot_be_guessed(journal: Written) -> None:
    async with journal.transactions.begin() as work:
        work.record_internal("parked", "dead_letter.replayed", {"n": 1})
    await journal.checkpoint()
    blind = await journal.pool.fetchval("SELECT blind FROM checkpoint_heads WHERE stream = 'internal'")
    assert len(blind) == 16
    assert await journal.findings() == []
    await journal.tamper("DELETE FROM events WHERE stream = 'internal'")
    await journal.tamper("DELETE FROM heads WHERE stream = 'internal'")
    assert await journal.findings() == [("tail cut", "parked", 1)]


async def test_only_one_replica_makes_a_checkpoint_and_only_when_one_is_due(journal: Written) -> None:
    waits = await asyncio.gather(*(journal.checkpoint(every_seconds=3600) for _ in range(5)))
    assert all(0 < wait <= 3600 for wait in waits)
    assert await journal.pool.fetchval("SELECT count(*) FROM checkpoints") == 0  # none is due right after the start
    await journal.pool.execute("UPDATE migrations SET applied_at = applied_at - interval '1 hour'")
    await asyncio.gather(*(journal.checkpoint(every_seconds=3600) for _ in range(5)))
    assert await journal.pool.fetchval("SELECT count(*) FROM checkpoints") == 1


async def test_a_checkpoint_waits_for_no_writer_and_no_writer_for_it(journal: Written, impulse: UUID) -> None:
    async with journal.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM heads WHERE subject = $1 FOR UPDATE", str(impulse))
        async with asyncio.timeout(5):
            async with journal.transactions.begin() as work:
                await make_due_checkpoint("ideas", work, journal.signer, 0)
                await journal.support(uuid7(), 1)
    assert await journal.findings() == []


@pytest.fixture(scope="module")
async def with_kafka(new_settings: NewSettings) -> AsyncIterator[Written]:
    """A running service that has published two checkpoints of a journal with one impulse."""
    settings = (await new_settings()).model_copy(update={"checkpoint_seconds": 1.0})
    handlers = Handlers()
    async with event_core("ideas", settings, handlers, [IMPULSES], [JOURNAL, CONSUMER, TEXTS]) as core:
        written = Written(core.pool, settings)
        await written.support(uuid7(), 1, 2, 3)

        async def published() -> bool:
            return bool(
                await core.pool.fetchval(
                    "SELECT (SELECT count(*) FROM checkpoints) = 2 AND NOT EXISTS (SELECT FROM outbox)"
                )
            )

        await eventually(published)
        assert core.live()
    async with opened(settings) as written:
        yield written


async def command(journal: Written, *arguments: str) -> tuple[int, str]:
    settings = journal.settings
    environment = {
        "IMPULSWERK_DATABASE_URL": settings.database_url.get_secret_value(),
        "IMPULSWERK_KAFKA": settings.kafka,
        "IMPULSWERK_SECRETS_FILE": str(settings.secrets_file),
    }
    result = await asyncio.to_thread(CliRunner().invoke, app, ["journal", *arguments], env=environment)
    return result.exit_code, result.output


async def test_the_command_ends_with_0_and_a_count_or_with_1_and_the_rows(with_kafka: Written) -> None:
    code, text = await command(with_kafka, "verify", "ideas")
    assert (code, "0 findings; compared with checkpoint" in text) == (0, True), text
    await with_kafka.tamper("UPDATE events SET data = data || '{\"count\": 9}' WHERE sequence = 2 AND data ? 'count'")
    code, text = await command(with_kafka, "verify", "ideas")
    assert (code, "ideas: changed: impulswerk.impulses.v1" in text, "1 findings" in text) == (1, True, True), text
    await with_kafka.tamper("UPDATE events SET data = data || '{\"count\": 2}' WHERE sequence = 2 AND data ? 'count'")


async def test_a_journal_set_back_together_with_its_checkpoints_is_found_by_the_topic(with_kafka: Written) -> None:
    await with_kafka.tamper("TRUNCATE events, heads, checkpoints, checkpoint_heads")
    code, text = await command(with_kafka, "verify", "ideas", "--offline")
    assert (code, "0 entries, 0 findings; no intact checkpoint" in text) == (0, True), text
    code, text = await command(with_kafka, "verify", "ideas")
    assert (code, "tail cut: impulswerk.impulses.v1 ideas 2" in text) == (1, True), text


async def test_a_journal_that_cannot_be_verified_ends_with_2(with_kafka: Written) -> None:
    lost = with_kafka.settings.model_copy(update={"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/x")})
    code, text = await command(Written(with_kafka.pool, lost), "verify", "ideas")
    assert (code, "ideas: cannot be verified" in text) == (2, True), text


async def test_the_public_key_can_be_shown(with_kafka: Written) -> None:
    seed, signer = with_kafka.settings.secrets.checkpoint.get_secret_value(), with_kafka.signer
    code, text = await command(with_kafka, "key", "ideas")
    assert (code, text) == (0, f"ideas {signer.key_id} {signer.public_key.hex()}\n")
    assert seed not in text
