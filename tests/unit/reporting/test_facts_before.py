"""A state ends with its day: given facts at some times, when they are replayed, then those of before midnight are left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

import pytest

from services.reporting.facts_before import FactsBefore
from shared.contracts.cloudevents import Envelope
from shared.contracts.days import end_of_day
from shared.messaging.records import Accepted, Record
from shared.messaging.unit_of_work import UnitOfWork

NOBODY = cast("UnitOfWork", None)
MIDNIGHT = end_of_day(date(2026, 3, 31))
"""In summer time: 22:00 UTC."""


class Seen:
    def __init__(self) -> None:
        self.sequences: list[int | None] = []

    async def process(self, accepted: Sequence[Accepted], work: UnitOfWork) -> None:
        assert accepted
        self.sequences += [each.envelope.sequence for each in accepted]


def fact(sequence: int, time: str) -> Accepted:
    envelope = Envelope("id", "type", "/test", "subject", datetime.fromisoformat(f"2026-{time}Z"), sequence=sequence)
    return Accepted(Record("topic", 0, 0, b"", b"", (), 0), envelope, {})


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ([], []),
        (["03-31T21:59", "03-31T22:00", "03-31T22:01"], [1]),
        (["04-01T08:00", "04-02T08:00"], []),
        (["03-01T08:00", "04-01T08:00", "03-02T08:00"], [1, 3]),  # a clock that was set back
    ],
)
async def test_facts_of_before_midnight(given: list[str], then: list[int]) -> None:
    seen = Seen()
    facts = FactsBefore(seen, MIDNIGHT)
    told = [fact(number, time) for number, time in enumerate(given, start=1)]
    for each in told:
        await facts.process([each], NOBODY)
    assert seen.sequences == then
    assert facts.first == min((each.envelope.time for each in told), default=None)
