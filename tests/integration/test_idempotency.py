"""A repeated command gets the first answer; a key with another body is refused."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from shared.messaging.idempotency import IdempotencyKeyInvalid, IdempotencyKeyReused, OnceKey, forget_old_answers, once
from shared.messaging.service import JOURNAL, prepare_database
from shared.messaging.transactions import Transactions
from shared.runtime.database import open_pool
from tests.conftest import NewSettings

pytestmark = pytest.mark.servers

KEY = "0123456789abcdef"


@pytest.fixture(scope="module")
async def pool(new_settings: NewSettings) -> AsyncIterator[asyncpg.Pool]:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL)
    pool = await open_pool(settings)
    yield pool
    await pool.close()


class Counter:
    """A command that must happen once."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.transactions = Transactions(pool, "ideas", lambda: None)
        self.runs = 0

    async def call(self, key: str, body: bytes = b"{}", caller: str = "g.aydin") -> dict[str, Any]:
        once_key = OnceKey.of(b"secret" * 6, caller, "POST /things", key, body)
        async with self.transactions.begin() as work:
            return await once(once_key, work, self.run)

    async def run(self) -> dict[str, Any]:
        self.runs += 1
        return {"id": self.runs}


async def test_a_repeat_gets_the_first_answer(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    assert await counter.call(KEY) == await counter.call(KEY) == {"id": 1}
    assert counter.runs == 1


async def test_repeats_at_the_same_time_happen_once(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    answers = await asyncio.gather(*(counter.call("parallel-" + KEY) for _ in range(8)))
    assert answers == [{"id": 1}] * 8
    assert counter.runs == 1


async def test_a_key_belongs_to_its_caller(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    await counter.call("callers-" + KEY)
    await counter.call("callers-" + KEY, caller="p.roth")
    assert counter.runs == 2


async def test_another_body_is_refused(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    await counter.call("bodies-" + KEY)
    with pytest.raises(IdempotencyKeyReused):
        await counter.call("bodies-" + KEY, b'{"other": 1}')
    assert counter.runs == 1


async def test_after_a_day_the_key_is_forgotten(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    await counter.call("old-" + KEY)
    await pool.execute("UPDATE idempotency SET at = at - interval '25 hours'")
    assert await counter.call("old-" + KEY, b'{"other": 1}') == {"id": 2}


@pytest.mark.parametrize("key", ["", "short", "x" * 15, "x" * 201])
def test_a_key_has_16_to_200_characters(key: str) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        OnceKey.of(b"secret" * 6, "caller", "POST /things", key, b"")


async def test_neither_key_nor_body_is_stored(pool: asyncpg.Pool) -> None:
    await Counter(pool).call("plain-key-" + KEY, b"plain body")
    rows = await pool.fetch("SELECT key_mac, body_mac, answer::text FROM idempotency")
    assert all(b"plain" not in row["key_mac"] + row["body_mac"] for row in rows)
    assert all("plain" not in row["answer"] for row in rows)


async def test_old_answers_are_deleted_and_young_ones_stay(pool: asyncpg.Pool) -> None:
    counter = Counter(pool)
    await pool.execute("DELETE FROM idempotency")
    await counter.call("older-" + KEY)
    await pool.execute("UPDATE idempotency SET at = at - interval '25 hours'")
    await counter.call("young-" + KEY)
    assert await forget_old_answers(pool) == 1
    assert await pool.fetchval("SELECT count(*) FROM idempotency") == 1
