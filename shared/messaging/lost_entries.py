"""Whether the journal lacks what is already on the topic, as after its database was restored from an older copy."""

from pathlib import Path

import structlog

from shared.messaging.own_facts import OwnFacts, own_topic
from shared.runtime.database import connect
from shared.runtime.queries import load_queries
from shared.runtime.settings import ServiceName, Settings

QUERIES = load_queries(Path(__file__).parent / "sql")

log = structlog.get_logger()

NEWEST = 200
"""Records looked at per partition. A journal that was set back lacks the newest facts first."""


class EntriesLost(Exception):
    """The topic holds facts that the journal does not hold: their numbers would be given a second time."""


async def refuse_lost_entries(service: ServiceName, settings: Settings) -> None:
    """Compare the newest facts on the service's own topic with its journal.

    An entry is committed before it is published, so the journal is never behind unless it was set back.
    Raises: EntriesLost; KafkaError, TopicError, asyncpg's errors where Kafka or the database is away.
    """
    newest: dict[str, tuple[int, bytes]] = {}
    async with OwnFacts.open(service, settings) as topic:
        async for facts in topic.newest(NEWEST):
            for fact in facts:
                if fact.sequence >= newest.get(fact.subject, (0, b""))[0]:
                    newest[fact.subject] = (fact.sequence, fact.hash)
    connection = await connect(settings)
    try:
        lost = await connection.fetch(
            QUERIES["compare_newest"],
            own_topic(service),
            list(newest),
            [sequence for sequence, _ in newest.values()],
            [link for _, link in newest.values()],
        )
    finally:
        await connection.close()
    if not lost:
        return
    subject, sequence, known = lost[0]
    topic_name = own_topic(service)
    if known < sequence:
        what = f"{topic_name} holds fact {sequence} of {subject}, the journal of {service} ends at {known}"
    else:
        what = f"fact {sequence} of {subject} on {topic_name} is another one than in the journal of {service}"
    sentence = (
        f"{what} ({len(lost)} aggregates differ). Its database was restored from an older copy or emptied; the service does "
        f"not start, because it would give these numbers a second time and every reader would drop the new facts. "
        f"Run `impulswerk journal recover {service}` or restore a newer copy; see docs/operations.md."
    )
    log.error("the service must not write", reason=sentence)
    raise EntriesLost(sentence)
