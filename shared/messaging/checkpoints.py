"""Checkpoints: every ten minutes one signed hash over the heads of all aggregates, published as a fact."""

import asyncio
from datetime import timedelta
from pathlib import Path

import asyncpg
import structlog

from shared.contracts.checkpoints import CHECKPOINTS
from shared.messaging.journal import INTERNAL
from shared.messaging.merkle import MerkleTree
from shared.messaging.metrics import JOURNAL_ALARM
from shared.messaging.signing import UNSIGNED, Signer
from shared.messaging.transactions import Transactions
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName

QUERIES = load_queries(Path(__file__).parent / "sql")

LOCK = 0x434850  # one checkpoint at a time in a database
RETRY_SECONDS = 5.0
LEAVES_AT_ONCE = 500  # about a millisecond of hashing between two turns of the event loop

log = structlog.get_logger()


async def keep_checkpoints(
    service: ServiceName, transactions: Transactions, signer: Signer, every_seconds: float, lists_hours: float
) -> None:
    """Make a checkpoint whenever one is due, until cancelled; of several replicas one makes it.

    Its list is kept for `lists_hours`, at least until the second one after it.
    """
    while True:
        try:
            async with transactions.begin() as work:
                wait = await make_due_checkpoint(service, work, signer, every_seconds, lists_hours)
            JOURNAL_ALARM.labels("failed").set(0)
        except DATABASE_ERRORS as error:
            log.warning("no checkpoint could be made", reason=repr(error))
            JOURNAL_ALARM.labels("failed").set(1)
            wait = RETRY_SECONDS
        await asyncio.sleep(wait)


async def make_due_checkpoint(
    service: ServiceName, work: UnitOfWork, signer: Signer, every_seconds: float, lists_hours: float = 0
) -> float:
    """Make a checkpoint if the last one is old enough or has another key; returns the seconds until the next look."""
    if not await work.connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LOCK):
        return min(RETRY_SECONDS, every_seconds)
    model = CHECKPOINTS[service]
    state = await work.connection.fetchrow(QUERIES["checkpoint_state"], model.topic, service)
    assert state is not None
    another_key = state["key_id"] not in (None, signer.key_id)
    # An age below 0 means that the machine's clock was set back: better one checkpoint too many.
    if not another_key and 0 <= state["age_seconds"] < every_seconds:
        return float(every_seconds - state["age_seconds"])
    await _make(service, state["next_number"], work, signer, lists_hours)
    return every_seconds


async def _make(service: ServiceName, number: int, work: UnitOfWork, signer: Signer, lists_hours: float) -> None:
    changed = await work.connection.fetchval(QUERIES["keep_heads"], number, INTERNAL)
    JOURNAL_ALARM.labels("changed").set(1 if changed else 0)
    if changed:
        log.error("the journal was changed; run: impulswerk journal verify", aggregates=changed)
    tree = await tree_of(work.connection, number)
    fact = signer.signed(
        CHECKPOINTS[service](
            service=service,
            at=work.now,
            aggregates=tree.entries,
            root=tree.root().hex(),
            signature=UNSIGNED,
            key_id=signer.key_id,
        )
    )
    await work.connection.execute(
        QUERIES["save_checkpoint"],
        number,
        fact.at,
        fact.aggregates,
        fact.root,
        fact.signature,
        fact.key_id,
        timedelta(hours=lists_hours),
    )
    work.record(fact)


async def tree_of(connection: asyncpg.Connection, number: int) -> MerkleTree:
    """The tree over the kept list of a checkpoint, in the caller's transaction."""
    tree = MerkleTree()
    async for row in connection.cursor(QUERIES["list_heads"], number, prefetch=LEAVES_AT_ONCE):
        tree.add(row["leaf"])
    return tree
