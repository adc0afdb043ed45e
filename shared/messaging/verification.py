"""Verifies the journal of a service: each chain, each head, the kept checkpoints, and what the topic knows of them."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
from pydantic import ValidationError

from shared.contracts.checkpoints import CHECKPOINTS, CheckpointPublished
from shared.messaging.chain import Chain, Finding
from shared.messaging.checkpoint_topic import CheckpointTopic
from shared.messaging.checkpoints import tree_of
from shared.messaging.signing import is_signed
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

ENTRIES_AT_ONCE = 500
A_DAY = 86_400.0  # deadline of one database call: comparing all heads is a single one, and a journal may be large

Report = Callable[[Finding], None]
Progress = Callable[[int, int], None]
"""Called with the entries verified so far and their number."""
Keys = Mapping[str, bytes]
"""Public keys by key id."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: `checkpoint` is the number of the newest intact checkpoint that the heads were compared with."""

    entries: int
    checkpoint: int | None
    checkpoint_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int
    fact: CheckpointPublished


async def verify_journal(
    service: ServiceName, settings: Settings, keys: Keys, report: Report, progress: Progress, *, offline: bool = False
) -> Verified:
    """Compare the whole journal, as of one moment, with its hashes, heads, checkpoints and, unless `offline`, the topic.

    Needs memory for some hundred entries, and locks nothing. `keys` are the public keys that are trusted.
    Raises: OSError, asyncpg's errors; KafkaError.
    """
    if offline:
        async with _snapshot(settings) as connection:
            return await _verify(service, connection, None, keys, report, progress)
    # Opened before the snapshot is taken: what the topic holds by then, the journal must hold, too.
    async with CheckpointTopic.open(service, settings) as topic, _snapshot(settings) as connection:
        return await _verify(service, connection, topic, keys, report, progress)


@asynccontextmanager
async def _snapshot(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(settings.model_copy(update={"batch_seconds": A_DAY}))
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection
    finally:
        await connection.close()


async def _verify(
    service: ServiceName,
    connection: asyncpg.Connection,
    topic: CheckpointTopic | None,
    keys: Keys,
    report: Report,
    progress: Progress,
) -> Verified:
    entries = await _check_chains(connection, report, progress)
    checkpoints = await _load_checkpoints(service, connection, report)
    intact = [each for each in checkpoints if await _is_intact(each, connection, keys, report)]
    await _check_newest(service, checkpoints, connection, report)
    await _check_heads(connection, intact[0].number if intact else None, report)
    if topic is not None:
        await _check_topic(topic, checkpoints[0] if checkpoints else None, connection, keys, report)
    return Verified(entries, intact[0].number, intact[0].fact.at) if intact else Verified(entries, None, None)


async def _check_chains(connection: asyncpg.Connection, report: Report, progress: Progress) -> int:
    total = await connection.fetchval("SELECT count(*) FROM events")
    chain, done = Chain(), 0
    async for row in connection.cursor(QUERIES["journal_entries"], prefetch=ENTRIES_AT_ONCE):
        finding = chain.problem(*row)
        if finding is not None:
            report(finding)
        done += 1
        if done % ENTRIES_AT_ONCE == 0:
            progress(done, total)
    progress(done, total)
    return done


async def _load_checkpoints(service: ServiceName, connection: asyncpg.Connection, report: Report) -> list[_Kept]:
    """The last two checkpoints, newest first; what is no checkpoint at all is reported.

    Older lists are kept for the public, which verifies them by itself.
    """
    model = CHECKPOINTS[service]
    kept: list[_Kept] = []
    for row in await connection.fetch("SELECT * FROM checkpoints ORDER BY number DESC LIMIT 2"):
        fields = {name: row[name] for name in ("at", "aggregates", "root", "signature", "key_id")}
        try:
            kept.append(_Kept(row["number"], model(service=service, **fields)))
        except ValidationError:
            report(Finding("checkpoint", model.topic, service, row["number"], "its row in checkpoints was changed"))
    return kept


async def _is_intact(each: _Kept, connection: asyncpg.Connection, keys: Keys, report: Report) -> bool:
    problem = None
    if each.fact.key_id not in keys:
        problem = f"it is signed with the key {each.fact.key_id}, which is not trusted"
    elif not is_signed(each.fact, keys[each.fact.key_id]):
        problem = "its row in checkpoints was changed: the signature does not fit"
    else:
        tree = await tree_of(connection, each.number)
        if (tree.entries, tree.root().hex()) != (each.fact.aggregates, each.fact.root):
            problem = (
                f"its list in checkpoint_heads was changed: {tree.entries} aggregates with another root "
                f"than the signed one over {each.fact.aggregates}"
            )
    if problem is not None:
        report(Finding("checkpoint", each.fact.topic, each.fact.service, each.number, problem))
    return problem is None


async def _check_newest(
    service: ServiceName, checkpoints: list[_Kept], connection: asyncpg.Connection, report: Report
) -> None:
    """The last fact about checkpoints and the newest kept one are the same; each gives the other's loss away."""
    stream = CHECKPOINTS[service].topic
    last = await connection.fetchrow(
        "SELECT sequence, data FROM events WHERE stream = $1 AND subject = $2 ORDER BY sequence DESC LIMIT 1",
        stream,
        service,
    )
    published = 0 if last is None else last["sequence"]
    kept = checkpoints[0].number if checkpoints else 0
    if published < kept:
        detail = f"entries from {published + 1} on are missing; checkpoint {kept} is kept"
        report(Finding("tail cut", stream, service, kept, detail))
    elif published > kept:
        detail = f"the checkpoint of this entry is not kept in checkpoints; the last one there is {kept}"
        report(Finding("checkpoint", stream, service, published, detail))
    elif last is not None and last["data"] != checkpoints[0].fact.data():
        report(Finding("checkpoint", stream, service, kept, "the kept checkpoint differs from the one in the journal"))


async def _check_heads(connection: asyncpg.Connection, checkpoint: int | None, report: Report) -> None:
    async for row in connection.cursor(QUERIES["compare_heads"], checkpoint, prefetch=ENTRIES_AT_ONCE):
        aggregate, last = (row["stream"], row["subject"]), row["last"]
        head, kept = row["head"], row["kept"]
        known = max(head or 0, kept or 0)
        if known > last:
            witness = f"checkpoint {checkpoint}" if known == kept else "its head"
            detail = f"entries from {last + 1} on are missing; {known} is the last one known, from {witness}"
            report(Finding("tail cut", *aggregate, known, detail))
        if head is None:
            if last:
                report(Finding("head", *aggregate, last, "its row in heads is missing"))
        elif head < last:
            report(Finding("head", *aggregate, head, f"its row in heads says {head}, the entries go on to {last}"))
        elif head == last and not row["head_fits"]:
            report(Finding("head", *aggregate, head, "the hash in its row in heads is not that of the entry"))
        if row["kept_found"] and not row["kept_fits"]:
            detail = f"it is not the entry that checkpoint {checkpoint} saw: this one or earlier ones were written anew"
            report(Finding("rewritten", *aggregate, kept, detail))


async def _check_topic(
    topic: CheckpointTopic, newest: _Kept | None, connection: asyncpg.Connection, keys: Keys, report: Report
) -> None:
    """Every signed checkpoint that was ever published is still in the journal, and the newest kept one was published."""
    newest_found = False
    async for found in topic.read():
        newest_found |= any(newest is not None and each.number == newest.number for each in found)
        early = [each for each in found if each.early]
        rows = await connection.fetch(
            "SELECT sequence, data FROM events WHERE stream = $1 AND subject = $2 AND sequence = ANY($3::bigint[])",
            *topic.aggregate,
            [each.number for each in early],
        )
        journal = {row["sequence"]: row["data"] for row in rows}
        for each in early:
            if journal.get(each.number) != each.fact.data() and _is_trusted(each.fact, keys):
                what = "is missing here" if each.number not in journal else "is another one here"
                detail = f"the checkpoint on the topic with {each.fact.aggregates} aggregates {what}"
                report(Finding("tail cut", *topic.aggregate, each.number, detail))
    if newest is not None and not newest_found and not await _is_in_outbox(newest, connection):
        report(Finding("checkpoint", *topic.aggregate, newest.number, "it is neither on its topic nor in the outbox"))


def _is_trusted(fact: CheckpointPublished, keys: Keys) -> bool:
    return fact.key_id in keys and is_signed(fact, keys[fact.key_id])


async def _is_in_outbox(each: _Kept, connection: asyncpg.Connection) -> bool:
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM outbox WHERE topic = $1 AND key = $2)", each.fact.topic, each.fact.service
        )
    )
