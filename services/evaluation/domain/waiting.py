"""What an open case waits for. Computed when it is shown; nothing stores it."""

from collections.abc import Sequence
from enum import StrEnum


class WaitsFor(StrEnum):
    """What is missing before an open case goes on."""

    FIRST_CLAIM = "first_claim"
    MORE_CLAIMS = "more_claims"
    SUBMISSION = "submission"
    THIRD_OPINION = "third_opinion"


def waits_for(taken: int, required: int, third_opinion: Sequence[str]) -> WaitsFor:
    """What an open case with so many of its required places taken waits for."""
    if taken >= required:
        return WaitsFor.SUBMISSION
    if third_opinion:
        return WaitsFor.THIRD_OPINION
    return WaitsFor.MORE_CLAIMS if taken else WaitsFor.FIRST_CLAIM
