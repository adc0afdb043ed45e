"""The two outbox tables: ours, and the one that the event router expects. Both are filled with the same records."""

from collections.abc import Sequence
from pathlib import Path

import asyncpg

from shared.contracts.topics import FactTopic
from shared.messaging.outbox import Outgoing, queue
from shared.runtime.queries import load_queries
from tests.peers.records import Sample

QUERIES = load_queries(Path(__file__).parent / "sql")
OUR_TOPIC = FactTopic.IMPULSES
ROUTE = "impulses"
THEIR_TOPIC = f"peers.{ROUTE}.v1"

HEADER_COLUMNS = {
    "type": "ce_type",
    "aggregateid": "ce_subject",
    "ce_specversion": "ce_specversion",
    "ce_source": "ce_source",
    "ce_time": "ce_time",
    "ce_dataschema": "ce_dataschema",
    "ce_partitionkey": "ce_partitionkey",
    "content_type": "content-type",
    "ce_sequence": "ce_sequence",
}
"""Column -> header. `ce_id` is missing: the router always writes the id of the event into a header `id`."""


async def queue_ours(connection: asyncpg.Connection, samples: Sequence[Sample]) -> None:
    """As a unit of work does it."""
    await queue(connection, [Outgoing(OUR_TOPIC, each.key, each.key, _texts(each), each.value) for each in samples])


async def queue_theirs(connection: asyncpg.Connection, samples: Sequence[Sample]) -> None:
    """The same statement in the shape of their table. The payload is text: bytes would be decoded twice as long."""
    headers = [_texts(each) for each in samples]
    await connection.execute(
        QUERIES["queue_for_router"],
        ROUTE,
        [each["ce_id"] for each in headers],
        [sample.value.decode() for sample in samples],
        *([each[header] for each in headers] for header in HEADER_COLUMNS.values()),
    )


def _texts(sample: Sample) -> dict[str, str]:
    return {name: value.decode() for name, value in sample.headers}
