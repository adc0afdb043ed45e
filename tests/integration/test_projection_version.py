"""When kept pages are forgotten: with every change of the views, whoever made it."""

import random
from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.reporting.queries.projection_version import ProjectionVersion
from services.reporting.rebuild import _swap
from services.reporting.storage import LIVE, NEXT, create_views, search_path
from shared.runtime.database import connect, open_pool
from shared.runtime.settings import Settings
from tests.conftest import NewSettings
from tests.eventually import eventually
from tests.histories import random_history
from tests.integration.reporting_site import Site, reporting_site

pytestmark = pytest.mark.servers

ADVANCE = """
INSERT INTO consumer_offsets (consumer, cluster_id, topic, partition, next_offset)
VALUES ('reporting', 'test', 'test', 0, 1)
ON CONFLICT (consumer, cluster_id, topic, partition) DO UPDATE
SET next_offset = consumer_offsets.next_offset + 1
"""
PARK = """
INSERT INTO parked (consumer, state, cluster_id, topic, partition, "offset", headers, encrypted, timestamp, reason)
VALUES ('reporting', 'bad', 'test', 'test', 0, 0, '[]', false, 0, 'fault')
"""


class Progress:
    """What this process has applied."""

    def __init__(self) -> None:
        self.reached = object()

    def __call__(self) -> object:
        return self.reached


@pytest.fixture
async def settings(new_settings: NewSettings) -> Settings:
    settings = await new_settings()
    connection = await connect(settings)
    await create_views(connection, LIVE)
    await connection.close()
    return settings


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    pool = await open_pool(settings, search_path(LIVE))
    yield pool
    await pool.close()


async def test_the_own_batches_are_seen_at_once(pool: asyncpg.Pool) -> None:
    progress = Progress()
    version = ProjectionVersion(lambda: pool, progress)
    assert version.known() is None
    before = await version.ask()
    assert version.known() == before is not None
    await pool.execute(ADVANCE)
    progress.reached = object()
    assert version.known() is None
    assert await version.ask() != before


async def test_those_of_others_are_seen_soon_without_asking_each_time(pool: asyncpg.Pool) -> None:
    version = ProjectionVersion(lambda: pool, Progress())
    before = await version.ask()
    await pool.execute(ADVANCE)
    assert version.known() == before

    async def seen() -> bool:
        return await version.ask() != before

    await eventually(seen, seconds=2)


@pytest.mark.parametrize("change", [ADVANCE, PARK, "DELETE FROM parked"])
async def test_every_way_to_change_the_views_changes_the_version(pool: asyncpg.Pool, change: str) -> None:
    version = ProjectionVersion(lambda: pool, object)
    if change.startswith("DELETE"):
        await pool.execute(PARK)
    before = await version.ask()
    assert await version.ask() == before
    await pool.execute(change)
    assert await version.ask() != before


async def test_rebuilt_views_are_another_version_though_as_much_was_applied(
    settings: Settings, pool: asyncpg.Pool
) -> None:
    version = ProjectionVersion(lambda: pool, object)
    before = await version.ask()
    connection = await connect(settings)
    await create_views(connection, NEXT)
    await _swap(connection)
    await connection.close()
    assert await version.ask() != before


async def test_a_database_that_is_away_tells_no_version(settings: Settings) -> None:
    pool = await open_pool(settings, search_path(LIVE))
    version = ProjectionVersion(lambda: pool, object)
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
