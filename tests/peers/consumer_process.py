"""Our consumer with a small projection, as a process of its own: the event core of a service, as every service runs it."""

import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from shared.messaging.records import Accepted
from shared.messaging.service import CONSUMER, JOURNAL, event_core
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.logging import configure_logging
from shared.runtime.queries import load_queries
from shared.runtime.settings import Settings
from tests.peers.child import answer, orders
from tests.peers.records import COLUMNS

QUERIES = load_queries(Path(__file__).parent / "sql")


class KeepNewest:
    """Keeps the newest state of every subject: one statement per batch."""

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        """Records of one subject come in order, so the last one of the batch stands."""
        newest: dict[str, dict[str, Any]] = {
            each.envelope.subject: each.data for each in accepted if each.data is not None
        }
        await work.connection.execute(
            QUERIES["upsert_read_model"], *([data[column] for data in newest.values()] for column in COLUMNS)
        )


async def main(topic: str) -> None:
    """Do as told until the input ends."""
    settings = Settings()
    configure_logging(settings, "reporting")
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute(QUERIES["create_read_model"])
    await connection.close()
    async with AsyncExitStack() as stack:
        async for order in orders():
            match order:
                case {"do": "start"}:
                    core = event_core("reporting", settings, KeepNewest(), [topic], [JOURNAL, CONSUMER])
                    await stack.enter_async_context(core)
                case {"do": "stop"}:
                    await stack.pop_all().aclose()
            answer()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
