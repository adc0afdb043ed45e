"""Commands that arrive together share a transaction, and none of them suffers for another."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from time import monotonic
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.contracts.errors import DomainError
from shared.messaging.group_commit import GroupCommit, Overloaded
from shared.messaging.idempotency import IdempotencyKeyReused, OnceKey
from shared.messaging.service import JOURNAL, prepare_database
from shared.messaging.transactions import Transactions, database_is_away
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import open_pool
from tests.conftest import NewSettings
from tests.eventually import eventually

pytestmark = pytest.mark.servers

Before = Callable[[Sequence[str], UnitOfWork], Awaitable[None]]


class NotThisOne(DomainError):
    """What the guilty member of a group raises."""

    code = "test.not_this_one"

    def __init__(self) -> None:
        super().__init__("Diesen nicht.")


async def nothing(names: Sequence[str], work: UnitOfWork) -> None:
    """Nothing happens before the names are stored."""


class Names:
    """Stores names, in groups; `groups` tells which were carried out together, `wait` holds a group before its commit."""

    def __init__(self, pool: asyncpg.Pool, before: Before = nothing, **limits: Any) -> None:
        self.pool = pool
        self.groups: list[list[str]] = []
        self.under_way = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self._before = before
        self._group = GroupCommit(
            Transactions(pool, "ideas", lambda: None),
            self._store,
            aggregate=lambda name: name.partition("/")[0] if "/" in name else None,
            **({"deadline_seconds": 10.0, "groups_at_once": 1} | limits),
        )

    async def submit(self, name: str, key: str | None = None, body: bytes = b"{}") -> dict[str, Any]:
        once_key = None if key is None else OnceKey.of(b"secret" * 6, "", "POST /names", key, body)
        return await self._group.submit(name, once_key)

    async def _store(self, names: Sequence[str], work: UnitOfWork) -> list[dict[str, Any]]:
        self.groups.append(list(names))
        self.under_way.set()
        await self.may_go_on.wait()
        await self._before(names, work)
        if "guilty" in names:
            raise NotThisOne
        rows = await work.connection.fetch(
            "INSERT INTO names SELECT unnest($1::text[]), pg_current_xact_id()::text RETURNING name, transaction", names
        )
        return [{"name": row["name"], "transaction": row["transaction"]} for row in rows]

    async def stored(self) -> list[str]:
        return [row["name"] for row in await self.pool.fetch("SELECT name FROM names ORDER BY name")]


@pytest.fixture(scope="module")
async def pool(new_settings: NewSettings) -> AsyncIterator[asyncpg.Pool]:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL)
    pool = await open_pool(settings)
    await pool.execute("CREATE TABLE names (name text, transaction text)")
    await pool.execute("ALTER TABLE names ADD CONSTRAINT short CHECK (length(name) < 100)")
    yield pool
    await pool.close()


@pytest.fixture(autouse=True)
async def empty(pool: asyncpg.Pool) -> None:
    await pool.execute("TRUNCATE names")


async def behind(names: Names, *waiting: Awaitable[Any]) -> list[Any]:
    """The outcomes of what comes in while the group before is held, so that it gathers."""
    names.may_go_on.clear()
    first = asyncio.create_task(names.submit("first"))
    await names.under_way.wait()
    gathered = [asyncio.ensure_future(each) for each in waiting]
    await asyncio.sleep(0)
    names.may_go_on.set()
    await first
    return await asyncio.gather(*gathered, return_exceptions=True)


async def test_what_arrives_together_shares_a_transaction_and_is_answered_after_its_commit(pool: asyncpg.Pool) -> None:
    names = Names(pool)
    answers = await behind(names, *(names.submit(f"n{number}") for number in range(20)))
    assert names.groups == [["first"], [f"n{number}" for number in range(20)]]
    assert len({answer["transaction"] for answer in answers}) == 1
    assert [answer["name"] for answer in answers] == [f"n{number}" for number in range(20)]
    assert len(await names.stored()) == 21


async def test_nobody_waits_for_company(pool: asyncpg.Pool) -> None:
    names = Names(pool)
    for name in ("one", "two", "three"):
        await names.submit(name)
    assert names.groups == [["one"], ["two"], ["three"]]


async def test_a_group_has_a_bound(pool: asyncpg.Pool) -> None:
    names = Names(pool, most_together=8)
    await behind(names, *(names.submit(f"n{number}") for number in range(20)))
    assert [len(group) for group in names.groups] == [1, 8, 8, 4]


async def test_two_commands_of_one_aggregate_are_never_in_one_group_and_keep_their_order(pool: asyncpg.Pool) -> None:
    names = Names(pool)
    await behind(names, *map(names.submit, ["a/1", "a/2", "b/1", "a/3", "free", "b/2"]))
    assert names.groups == [["first"], ["a/1", "b/1", "free"], ["a/2", "b/2"], ["a/3"]]


async def test_while_one_group_is_under_way_another_one_begins_and_the_next_gathers(pool: asyncpg.Pool) -> None:
    names = Names(pool, groups_at_once=2)
    await behind(names, names.submit("second"), names.submit("second, too"))
    assert names.groups == [["first"], ["second", "second, too"]]


async def test_what_shares_an_aggregate_with_a_group_under_way_waits_for_it(pool: asyncpg.Pool) -> None:
    names = Names(pool, groups_at_once=2)
    names.may_go_on.clear()
    first = asyncio.create_task(names.submit("a/1"))
    await names.under_way.wait()
    later = [asyncio.create_task(names.submit(name)) for name in ("a/2", "b/1", "a/3", "c/1")]

    async def the_others_have_begun() -> bool:
        return len(names.groups) == 2

    await eventually(the_others_have_begun)
    names.may_go_on.set()
    await asyncio.gather(first, *later)
    assert names.groups[:2] == [["a/1"], ["b/1", "c/1"]]
    assert names.groups[2:] == [["a/2"], ["a/3"]]


async def test_the_same_key_in_one_group_happens_once(pool: asyncpg.Pool) -> None:
    names, key = Names(pool), uuid4().hex
    once, again, other = await behind(
        names, names.submit("once", key), names.submit("once", key), names.submit("other", uuid4().hex)
    )
    assert once == again
    assert other["transaction"] == once["transaction"]
    assert await names.stored() == ["first", "once", "other"]


async def test_the_same_key_with_another_body_is_refused_and_its_neighbours_are_not(pool: asyncpg.Pool) -> None:
    names, key = Names(pool), uuid4().hex
    await names.submit("before", key)
    outcomes = await behind(names, names.submit("n", uuid4().hex), names.submit("changed", key, b"other"))
    assert outcomes[0]["name"] == "n"
    assert isinstance(outcomes[1], IdempotencyKeyReused)
    assert await names.stored() == ["before", "first", "n"]


@pytest.mark.parametrize("bad", ["guilty", "x" * 200])
async def test_only_the_guilty_one_fails_and_its_answer_is_not_kept(pool: asyncpg.Pool, bad: str) -> None:
    names, key = Names(pool), uuid4().hex
    wanted = [f"n{number}" for number in range(6)]
    outcomes = await behind(
        names, *map(names.submit, wanted[:3]), names.submit(bad, key), *map(names.submit, wanted[3:])
    )
    assert isinstance(outcomes.pop(3), NotThisOne | asyncpg.CheckViolationError)
    assert [outcome["name"] for outcome in outcomes] == wanted
    assert await names.stored() == ["first", *wanted]
    assert (await names.submit("again", key))["name"] == "again"


async def test_a_lost_database_fails_all_at_once(pool: asyncpg.Pool) -> None:
    async def lose(names: Sequence[str], work: UnitOfWork) -> None:
        if "n0" in names:
            await work.connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    names = Names(pool, lose)
    outcomes = await behind(names, *(names.submit(f"n{number}") for number in range(5)))
    assert all(isinstance(outcome, Exception) and database_is_away(outcome) for outcome in outcomes)
    assert len(names.groups) == 2
    assert (await names.submit("after"))["name"] == "after"


async def test_who_gives_up_waiting_hurts_nobody_and_is_not_carried_out(pool: asyncpg.Pool) -> None:
    names = Names(pool)
    names.may_go_on.clear()
    first = asyncio.create_task(names.submit("first"))
    await names.under_way.wait()
    gone, stays = asyncio.create_task(names.submit("gone")), asyncio.create_task(names.submit("stays"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    names.may_go_on.set()
    await asyncio.gather(first, stays)
    assert await names.stored() == ["first", "stays"]


async def test_who_gives_up_in_the_middle_does_not_stop_the_others(pool: asyncpg.Pool) -> None:
    names = Names(pool)
    names.may_go_on.clear()
    leads, follows = asyncio.create_task(names.submit("leads")), asyncio.create_task(names.submit("follows"))
    await names.under_way.wait()
    leads.cancel()
    await asyncio.gather(leads, return_exceptions=True)
    names.may_go_on.set()
    assert (await follows)["name"] == "follows"


async def test_too_many_waiting_are_refused_at_once(pool: asyncpg.Pool) -> None:
    names = Names(pool, most_waiting=3)
    outcomes = await behind(names, *(names.submit(f"n{number}") for number in range(5)))
    assert [isinstance(outcome, Overloaded) for outcome in outcomes] == [False, False, False, True, True]


async def test_nobody_waits_longer_than_the_deadline_however_many_groups_are_before(pool: asyncpg.Pool) -> None:
    names = Names(pool, deadline_seconds=0.4)
    names.may_go_on.clear()
    begin = monotonic()
    outcomes = await asyncio.gather(*(names.submit(f"one/{number}") for number in range(6)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [TimeoutError] * 6
    assert monotonic() - begin < 1.5
    names.may_go_on.set()
    assert await names.stored() == []


async def test_another_process_with_the_same_key_is_noticed(pool: asyncpg.Pool) -> None:
    key = uuid4().hex
    both = [Names(pool), Names(pool)]
    for names in both:
        names.may_go_on.clear()
    tasks = [asyncio.create_task(names.submit("same", key)) for names in both]
    for names in both:
        await names.under_way.wait()
    for names in both:
        names.may_go_on.set()
    first, second = await asyncio.gather(*tasks)
    assert first == second
    assert await both[0].stored() == ["same"]


@pytest.mark.parametrize("groups_at_once", [1, 2])
@pytest.mark.parametrize("seed", range(5))
async def test_no_wake_up_is_lost(pool: asyncpg.Pool, seed: int, groups_at_once: int) -> None:
    """Commands come at every moment of a group's life: each step of the loop is a moment, the last one above all.

    Some share an aggregate, so that one leader leaves them to the other.
    """
    chance = random.Random(seed)
    names = Names(pool, groups_at_once=groups_at_once)

    async def person(number: int) -> None:
        for turn in range(10):
            await names.submit(f"{chance.choice(['a/', 'b/', ''])}{number}-{turn}")
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)

    async with asyncio.timeout(30):
        await asyncio.gather(*(person(number) for number in range(5)))
    assert len(await names.stored()) == 50
