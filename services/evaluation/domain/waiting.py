"""How late a case is and what it waits for. Computed when it is shown; nothing stores it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.runtime.working_days import working_days_after


class WaitsFor(StrEnum):
    """What is missing before an open case goes on."""

    FIRST_CLAIM = "first_claim"
    MORE_CLAIMS = "more_claims"
    SUBMISSION = "submission"
    THIRD_OPINION = "third_opinion"


@dataclass(frozen=True, slots=True)
class Lateness:
    """So many working days after the due date (0: in time), and what the case waits for."""

    working_days: int
    waits_for: WaitsFor


def lateness(
    due_on: date, today: date, state: str, *, taken: int, required: int, third_opinion: Sequence[str]
) -> Lateness:
    """Of an open case with so many of its required places taken; `state` is the German state of the holidays."""
    late = working_days_after(due_on, today, state)
    if taken >= required:
        return Lateness(late, WaitsFor.SUBMISSION)
    if third_opinion:
        return Lateness(late, WaitsFor.THIRD_OPINION)
    return Lateness(late, WaitsFor.MORE_CLAIMS if taken else WaitsFor.FIRST_CLAIM)
