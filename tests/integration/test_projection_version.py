"""When kept pages are forgotten: with every change of the views, whoever made it."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import asyncpg
import pytest

from services.reporting.queries.projection_version import ProjectionVersion
from services.reporting.rebuild import swap, swap_tables
from services.reporting.storage import LIVE, NEXT, VIEWS, create_views, search_path
from shared.messaging.service import JOURNAL, prepare_database
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import random_history
from tests.integration.reporting_site import Site, reporting_site

pytestmark = pytest.mark.servers

CHANGE = """
WITH written AS (UPDATE last_batch SET number = number + 1 RETURNING number)
INSERT INTO changed_rows SELECT number, ARRAY['a'] FROM written
"""
PARK = """
INSERT INTO parked (consumer, state, cluster_id, topic, partition, "offset", headers, encrypted, timestamp, reason)
VALUES ('reporting', 'bad', 'test', 'test', 0, 0, '[]', false, 0, 'fault')
"""
NOTHING = "SELECT"
STATE = "CREATE SCHEMA state_2026_03_02"


@pytest.fixture
async def settings(new_settings: NewSettings) -> Settings:
    settings = await new_settings()
    await prepare_database(settings, JOURNAL)
    connection = await connect(settings)
    await create_views(connection, LIVE)
    await connection.close()
    return settings


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    pool = await open_pool(settings, search_path(LIVE))
    yield pool
    await pool.close()


async def test_a_change_is_seen_soon_without_asking_each_time(pool: asyncpg.Pool) -> None:
    version = ProjectionVersion(lambda: pool)
    assert version.known() is None
    before = await version.ask()
    assert version.known() == before is not None
    await pool.execute(CHANGE)
    assert version.known() == before

    async def seen() -> bool:
        return await version.ask() != before

    await eventually(seen, seconds=2)
    assert before is not None
    assert version.changed_since(before) == {"a"}


async def test_all_that_wait_share_one_question() -> None:
    asked = 0

    def pool() -> asyncpg.Pool:
        nonlocal asked
        asked += 1
        raise TimeoutError

    version = ProjectionVersion(pool, trusted_seconds=60)
    assert set(await asyncio.gather(*(version.ask() for _ in range(50)))) == {None}
    assert asked == 1


@pytest.mark.parametrize(
    ("before_it", "change"),
    [
        (NOTHING, CHANGE),
        (NOTHING, PARK),
        (PARK, "DELETE FROM parked"),
        (NOTHING, STATE),
        (STATE, f"DROP SCHEMA state_2026_03_02; {STATE}"),
        (STATE, "DROP SCHEMA state_2026_03_02"),
    ],
)
async def test_every_way_to_change_the_views_changes_the_version(
    pool: asyncpg.Pool, before_it: str, change: str
) -> None:
    version = ProjectionVersion(lambda: pool, trusted_seconds=0)
    await pool.execute(before_it)
    before = await version.ask()
    assert before is not None
    assert await version.ask() == before
    await pool.execute(change)
    assert await version.ask() != before
    assert version.changed_since(before) == ({"a"} if change == CHANGE else None)


async def test_a_gap_in_what_is_remembered_means_that_anything_may_have_changed(pool: asyncpg.Pool) -> None:
    version = ProjectionVersion(lambda: pool, trusted_seconds=0)
    before = await version.ask()
    for _ in range(2):
        await pool.execute(CHANGE)
    await pool.execute("DELETE FROM changed_rows WHERE batch = 1")
    await version.ask()
    assert before is not None
    assert version.changed_since(before) is None


async def test_a_bad_record_tells_since_when_the_report_is_incomplete(pool: asyncpg.Pool) -> None:
    version = ProjectionVersion(lambda: pool, trusted_seconds=0)
    await version.ask()
    assert version.incomplete_since is None
    await pool.execute(PARK)
    await version.ask()
    assert version.incomplete_since == await pool.fetchval("SELECT parked_at FROM parked")


@pytest.mark.parametrize("exchange", [swap, partial(swap_tables, tables=VIEWS["totals"])])
async def test_rebuilt_views_are_another_version_though_as_much_was_applied(
    settings: Settings, pool: asyncpg.Pool, exchange: Callable[[asyncpg.Connection], Awaitable[None]]
) -> None:
    version = ProjectionVersion(lambda: pool, trusted_seconds=0)
    before = await version.ask()
    connection = await connect(settings)
    await create_views(connection, NEXT)
    async with connection.transaction():
        await exchange(connection)
    await connection.close()
    assert await version.ask() != before
    assert before is not None
    assert version.changed_since(before) is None


async def test_a_database_that_is_away_tells_no_version(settings: Settings) -> None:
    pool = await open_pool(settings, search_path(LIVE))
    version = ProjectionVersion(lambda: pool, trusted_seconds=0)
    assert await version.ask() is not None
    await pool.close()
    assert await version.ask() is None


@pytest.fixture(scope="module")
async def site(new_settings: NewSettings) -> AsyncIterator[Site]:
    async with reporting_site(await new_settings()) as site:
        yield site


async def test_pages_and_answers_follow_the_views(site: Site) -> None:
    for impulses in (0, 3):
        if impulses:
            await site.project(random_history(impulses, random.Random(1)))
        for path in ("/", "/impulse", "/api/v1/overview", "/api/v1/impulses"):
            answers = [await site.caller.get(path) for _ in range(2)]
            assert answers[0].content == answers[1].content
            assert answers[0].headers == answers[1].headers
        overview = (await site.caller.get("/api/v1/overview")).json()
        assert overview["received"] == impulses
        tag = answers[0].headers["etag"]
        again = await site.caller.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["etag"]) == (304, tag)
        assert again.headers["access-control-allow-origin"] == "*"


async def test_a_page_stays_until_what_it_shows_changes(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        await site.project(random_history(20, random.Random(4)))
        shown, other = await site.pool.fetch(
            "SELECT impulse_id::text, number FROM impulses WHERE listed AND title IS NOT NULL LIMIT 2"
        )
        path = f"/impulse/{shown['number']}"
        first = await site.page(path)
        assert "Der Text dieses Impulses ist nicht öffentlich" not in first
        await site.pool.execute("UPDATE impulse_parts SET texts = '{}'")
        for changed, same in ((other["impulse_id"], True), (shown["impulse_id"], False)):
            await site.pool.execute(CHANGE.replace("'a'", f"'{changed}'"))
            assert (await site.page(path) == first) is same


async def test_every_page_says_since_when_the_report_is_incomplete(new_settings: NewSettings) -> None:
    async with reporting_site(await new_settings()) as site:
        assert "nicht vollständig" not in await site.page("/")
        await site.pool.execute(PARK)
        for path in ("/", "/impulse", "/methode", "/impressum"):
            assert "Der Bericht ist gerade nicht vollständig" in await site.page(path)
