"""Takes up portals' events from Kafka, or inserts the rows that follow from them, in a process of its own as a service has it.

`intake take_up` reads all events into the empty database of the settings, `intake insert DATABASE` inserts the rows of another
one, which has taken them up, into it. Both print events per second. Settings come from the environment.
"""

import asyncio
import sys
from dataclasses import dataclass
from itertools import islice
from time import perf_counter
from typing import Any, Final

import uvloop
from pydantic import SecretStr

from services.ideas.consumers import ideas_handlers
from services.ideas.main import MIGRATIONS
from services.ideas.setup import Setup
from shared.contracts.topics import INTAKE
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.parking import ParkingPlace
from shared.messaging.required_topics import RequiredTopics
from shared.messaging.service import prepare_database
from shared.messaging.transactions import Transactions
from shared.runtime.database import connect, open_pool
from shared.runtime.garbage import look_for_garbage_less_often
from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings, secret_bytes
from tests.eventually import eventually

EVENTS: Final = 20_000
TOGETHER: Final = 2_000
LOOK_SECONDS: Final = 0.005
TABLES: Final = ("impulses", "impulse_status", "heads", "events", "outbox")
"""Every table in which the intake writes a row for each event."""


async def take_up(settings: Settings) -> float:
    """Events per second."""
    await prepare_database(settings, *MIGRATIONS)
    pool = await open_pool(settings)
    handlers = ideas_handlers(Setup.of(settings))
    parking = ParkingPlace("ideas", "ideas", secret_bytes(settings.secrets.parked))
    transactions = Transactions(pool, "ideas", wake=lambda: None)
    required = RequiredTopics("ideas", settings, [INTAKE])
    consumer = Consumer("ideas", [INTAKE], Guard("ideas", handlers, parking), transactions, settings, required)

    async def knows_its_place() -> bool:
        return bool(consumer.positions.next_offsets)

    async def took_all() -> bool:
        return sum(consumer.positions.next_offsets.values()) >= EVENTS

    running = asyncio.create_task(consumer.run())
    try:
        await eventually(knows_its_place, seconds=60, every=LOOK_SECONDS)
        begin = perf_counter()
        await eventually(took_all, seconds=120, every=LOOK_SECONDS)
        return EVENTS / (perf_counter() - begin)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await pool.close()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of all tables as columns, in batches, and the statement that inserts a batch of all of them."""

    statement: str
    batches: list[list[list[Any]]]


async def _rows_of(settings: Settings) -> Rows:
    connection = await connect(settings)
    try:
        parts: list[str] = []
        columns: list[list[Any]] = []
        for table in TABLES:
            names = await connection.fetch(
                """
                SELECT attname AS name, format_type(atttypid, atttypmod) AS type
                FROM pg_attribute
                WHERE attrelid = $1::text::regclass AND attnum > 0 AND attidentity = '' AND attgenerated = ''
                """,
                table,
            )
            # jsonb goes as text, so that nothing is left to write or to parse on our side.
            sent = {row["name"]: "text" if row["type"] == "jsonb" else row["type"] for row in names}
            parameters = ", ".join(
                f"${place}::{type_}[]" for place, type_ in enumerate(sent.values(), start=len(columns) + 1)
            )
            values = ", ".join(f"new.{row['name']}::{row['type']}" for row in names)
            parts.append(
                f"INSERT INTO {table} ({', '.join(sent)}) SELECT {values} "
                f"FROM unnest({parameters}) AS new ({', '.join(sent)})"
            )
            read = ", ".join(f"{name}::{type_}" for name, type_ in sent.items())
            found = await connection.fetch(f"SELECT {read} FROM {table} ORDER BY ctid")
            assert len(found) == EVENTS
            columns += [[row[name] for row in found] for name in sent]
        statement = "WITH " + ", ".join(f"part_{n} AS ({part})" for n, part in enumerate(parts[:-1])) + " " + parts[-1]
        iterators = [iter(column) for column in columns]
        batches = [[list(islice(each, TOGETHER)) for each in iterators] for _ in range(0, EVENTS, TOGETHER)]
        return Rows(statement, batches)
    finally:
        await connection.close()


async def insert(settings: Settings, database: str) -> float:
    """Events per second."""
    rows = await _rows_of(settings.model_copy(update={"database_url": SecretStr(database)}))
    await prepare_database(settings, *MIGRATIONS)
    connection = await connect(settings)
    try:
        begin = perf_counter()
        for batch in rows.batches:
            await connection.execute(rows.statement, *batch)
        return EVENTS / (perf_counter() - begin)
    finally:
        await connection.close()


def main() -> None:
    """Do it and print the figure."""
    settings = Settings()
    configure_logging(settings, "ideas")
    look_for_garbage_less_often()
    work = take_up(settings) if sys.argv[1] == "take_up" else insert(settings, sys.argv[2])
    print(uvloop.run(work))  # noqa: T201


if __name__ == "__main__":
    main()
