"""Reads the fact topics from their beginning into a table of one session, where they can be put in order."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import orjson
from pydantic import ValidationError

from shared.contracts.checkpoints import CHECKPOINTS, CheckpointPublished
from shared.messaging.journal import JOURNALS
from shared.messaging.own_facts import OwnFacts, PublishedFact, own_topic
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

COLUMNS: Final = ("topic", "subject", "sequence", "type", "time", "value", "hash")

Progress = Callable[[int, int], None]
"""Is told how many records of how many are done."""


class NoCheckpointYet(Exception):
    """A service has not published a checkpoint yet: nothing could be proved."""

    def __init__(self, service: ServiceName) -> None:
        super().__init__(
            f"{service} has published no checkpoint yet; the first one comes some minutes after its first start"
        )


@dataclass(frozen=True, slots=True)
class Anchor:
    """The checkpoint that proves what the file has of a service."""

    fact: PublishedFact
    checkpoint: CheckpointPublished


async def read_facts(
    connection: asyncpg.Connection, settings: Settings, settled_ms: int, progress: Progress
) -> Mapping[ServiceName, Anchor]:
    """Fill the session's table `facts_read`; returns the last checkpoint of each service that was sent before `settled_ms`.

    `settled_ms` (milliseconds since 1970) lies a little back: what a list has may reach Kafka just after its checkpoint, by
    another relay. Raises: NoCheckpointYet, KafkaError, TopicError, asyncpg's errors.
    """
    await connection.execute(QUERIES["make_facts_read"])
    anchors: dict[ServiceName, Anchor] = {}
    async with AsyncExitStack() as stack:
        # All ends are noted first, so that facts which follow from each other are rarely torn apart.
        topics = {each: await stack.enter_async_context(OwnFacts.open(each, settings)) for each in JOURNALS}
        for service, topic in topics.items():
            async for facts in topic.all(progress):
                checkpoint_type = CHECKPOINTS[service].event_type
                await _keep(connection, service, [fact for fact in facts if fact.type != checkpoint_type])
                for fact in facts:
                    if fact.type == checkpoint_type and fact.published_ms <= settled_ms:
                        _remember(anchors, service, fact)
            if service not in anchors:
                raise NoCheckpointYet(service)
    return anchors


async def _keep(connection: asyncpg.Connection, service: ServiceName, facts: list[PublishedFact]) -> None:
    await connection.copy_records_to_table(
        "facts_read",
        columns=COLUMNS,
        records=[
            (own_topic(service), fact.subject, fact.sequence, fact.type, fact.time, fact.value, fact.hash)
            for fact in facts
        ],
    )


def _remember(anchors: dict[ServiceName, Anchor], service: ServiceName, fact: PublishedFact) -> None:
    known = anchors.get(service)
    if known is None or known.fact.sequence < fact.sequence:
        with suppress(ValidationError, ValueError):  # not written by us: the one before is as good
            anchors[service] = Anchor(fact, CHECKPOINTS[service].read(orjson.loads(fact.value)))
