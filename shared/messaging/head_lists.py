"""The lists of heads that checkpoints were made of, as everybody may fetch them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from shared.contracts.checkpoints import CHECKPOINTS, CheckpointPublished
from shared.messaging.checkpoints import LEAVES_AT_ONCE
from shared.messaging.transactions import Transactions
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName

QUERIES = load_queries(Path(__file__).parent / "sql")

CSV_HEAD = "hashed_id,head\n"
HASH_BYTES = 32
LEAF_BYTES = 2 * HASH_BYTES
HASH_DIGITS = 2 * HASH_BYTES
CSV_ROW_BYTES = 2 * (HASH_DIGITS + 1)
ROWS_AT_ONCE = 2_000


class ListLost(Exception):
    """A kept list has not as many rows as its checkpoint says, or is no longer kept."""


async def latest_checkpoint(
    service: ServiceName, connection: asyncpg.Connection
) -> tuple[int, CheckpointPublished] | None:
    """Number and content of the last checkpoint; None before the first one."""
    return _checkpoint(service, await connection.fetchrow("SELECT * FROM checkpoints ORDER BY number DESC LIMIT 1"))


async def kept_checkpoint(
    service: ServiceName, connection: asyncpg.Connection, number: int
) -> tuple[int, CheckpointPublished] | None:
    """The same of any checkpoint whose list is still kept."""
    return _checkpoint(service, await connection.fetchrow("SELECT * FROM checkpoints WHERE number = $1", number))


def _checkpoint(service: ServiceName, row: asyncpg.Record | None) -> tuple[int, CheckpointPublished] | None:
    if row is None:
        return None
    fields = {name: row[name] for name in ("at", "aggregates", "root", "signature", "key_id")}
    return row["number"], CHECKPOINTS[service](service=service, **fields)


class HeadLists:
    """Remembers the list that was asked for last: a slow reader holds no connection, many readers ask the database once.

    It takes 64 bytes an aggregate; one list is read at a time.
    """

    def __init__(self) -> None:
        self._number = 0
        self._leaves = b""
        self._reading = asyncio.Lock()

    async def leaves(self, transactions: Transactions, number: int, aggregates: int) -> bytes:
        """All rows of a list in its order, 64 bytes each, as of one statement. Raises: ListLost, asyncpg's errors."""
        async with self._reading:
            if self._number != number:
                self._leaves = await _read(transactions, number)
                self._number = number
            leaves = self._leaves
        if len(leaves) != aggregates * LEAF_BYTES:
            raise ListLost(number)
        return leaves


async def _read(transactions: Transactions, number: int) -> bytes:
    leaves = bytearray()
    async with transactions.begin() as work:
        async for row in work.connection.cursor(QUERIES["list_heads"], number, prefetch=LEAVES_AT_ONCE):
            leaves += row["leaf"]
    return bytes(leaves)


def csv_bytes(aggregates: int) -> int:
    """The length of a list of so many rows as CSV."""
    return len(CSV_HEAD) + aggregates * CSV_ROW_BYTES


def csv_portions(leaves: bytes) -> Iterator[bytes]:
    """The list as CSV: a line of names, then hashed id and head in hexadecimal, a line each."""
    yield CSV_HEAD.encode()
    for start in range(0, len(leaves), ROWS_AT_ONCE * LEAF_BYTES):
        some = leaves[start : start + ROWS_AT_ONCE * LEAF_BYTES].hex()
        yield "".join(
            f"{some[at : at + HASH_DIGITS]},{some[at + HASH_DIGITS : at + 2 * HASH_DIGITS]}\n"
            for at in range(0, len(some), 2 * HASH_DIGITS)
        ).encode()
