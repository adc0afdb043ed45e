"""No applied-sequence guard: whatever comes is applied, also what was applied before or comes too early."""

from typing import Any

from shared.messaging import guard


def plant() -> None:
    """The guard takes every fact for the next one of its subject."""

    def place(batch: Any, each: Any, sequence: int) -> None:
        subject = (each.record.topic, each.envelope.subject)
        batch.applied[subject] = max(sequence, batch.applied.get(subject, 0))
        batch.advanced.add(subject)
        batch.accepted.append(each)

    guard._place = place
