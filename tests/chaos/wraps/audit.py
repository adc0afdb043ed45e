"""Writes down every application of a fact, in the transaction of its effect: what the invariants count."""

from collections.abc import Sequence
from typing import Any

from services.reporting.projector import Projector
from shared.messaging.handlers import Handlers

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS chaos;
CREATE TABLE IF NOT EXISTS chaos.applications (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL
)
"""

_INSERT = """
INSERT INTO chaos.applications (topic, subject, sequence)
SELECT topic, subject, sequence
FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS new (topic, subject, sequence, place)
ORDER BY place
"""


def audit() -> None:
    """Around both processors of the product: the services' handlers, and the projector of reporting."""
    for processor in (Handlers, Projector):
        _around(processor)


def _around(processor: type[Any]) -> None:
    process = processor.process

    async def process_and_note(self: Any, accepted: Sequence[Any], work: Any) -> None:
        await process(self, accepted, work)
        facts = [each for each in accepted if each.envelope.sequence is not None]
        if facts:
            await work.connection.execute(
                _INSERT,
                [each.record.topic for each in facts],
                [each.envelope.subject for each in facts],
                [each.envelope.sequence for each in facts],
            )

    processor.process = process_and_note
