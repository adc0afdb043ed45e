"""Keeps the public download of facts fresh, and takes it away when something in it is no longer public."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import asyncpg
import structlog
from aiokafka.errors import KafkaError

from services.reporting.facts_download.making import MakingRunning, make_download
from services.reporting.facts_download.reading import NoCheckpointYet
from shared.messaging.topics import TopicError
from shared.runtime.database import DATABASE_ERRORS
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

LOOK_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 5.0

log = structlog.get_logger()


async def keep_publishing(settings: Settings, pool: asyncpg.Pool, caught_up: Callable[[], bool]) -> None:
    """Make the download whenever it is due, until cancelled; of several replicas one makes it.

    Not before the views have caught up: both would read the same topics at the same time, and people wait for the views.
    """
    while True:
        try:
            if await is_due(pool, settings) and caught_up():
                await make_download(settings, lambda done, total: None)
        except (MakingRunning, NoCheckpointYet) as reason:
            log.debug("facts are not published now", reason=str(reason))
        except (KafkaError, TopicError, *DATABASE_ERRORS) as error:
            log.warning("facts could not be published", reason=repr(error))
        await asyncio.sleep(LOOK_SECONDS if caught_up() else LOOK_AGAIN_SECONDS)


async def is_due(pool: asyncpg.Pool, settings: Settings) -> bool:
    """Whether there is none, or an old one only; one that names an impulse which is no longer public is taken away before."""
    await pool.execute(QUERIES["withdraw_downloads"])
    return bool(await pool.fetchval(QUERIES["download_is_due"], timedelta(hours=settings.facts_download_hours)))
