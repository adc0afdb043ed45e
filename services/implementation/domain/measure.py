"""The life of a measure: planned, in progress, then completed or abandoned for good."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, Self
from uuid import UUID

from services.implementation.domain.errors import (
    DueInPast,
    ImpulseNotAccepted,
    MeasureFinished,
    PercentInvalid,
    ReasonInvalid,
)
from services.implementation.domain.plan import Plan
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import Decision

MeasureState = Literal["planned", "in_progress", "completed", "abandoned"]

ACCEPTING: Final = frozenset[Decision]({"accepted", "accepted_with_conditions"})
RUNNING: Final = frozenset[MeasureState]({"planned", "in_progress"})


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a measure stands; `percent` is 0..100.

    `decision` is the last published one about its impulse: a newer one may have taken the acceptance back, and then the
    measure can only be abandoned. Source: lifecycle.md, "Appeal".
    """

    id: UUID
    impulse_id: UUID
    state: MeasureState
    percent: int
    decision: Decision | None

    @classmethod
    def planned(cls, measure_id: UUID, impulse_id: UUID, decision: Decision | None, plan: Plan, today: date) -> Self:
        """A new measure for an impulse. Raises: ImpulseNotAccepted, DueInPast."""
        _require_acceptance(decision)
        if plan.due_on < today:
            raise DueInPast
        return cls(measure_id, impulse_id, "planned", 0, decision)

    def progressed(self, percent: int) -> Self:
        """The measure after a report; a lower percentage corrects an earlier one.

        Raises: MeasureFinished, ImpulseNotAccepted, PercentInvalid.
        """
        self._require_running()
        _require_acceptance(self.decision)
        if not 0 <= percent <= 100:
            raise PercentInvalid
        return replace(self, state="in_progress", percent=percent)

    def completed(self) -> Self:
        """The measure when it is done. Raises: MeasureFinished, ImpulseNotAccepted."""
        self._require_running()
        _require_acceptance(self.decision)
        return replace(self, state="completed", percent=100)

    def abandoned(self, reason: str) -> Self:
        """The measure when it is given up; the percentage stays where it was. Raises: MeasureFinished, ReasonInvalid."""
        self._require_running()
        if not 0 < len(reason.strip()) <= TEXT_LIMIT:
            raise ReasonInvalid
        return replace(self, state="abandoned")

    def _require_running(self) -> None:
        if self.state not in RUNNING:
            raise MeasureFinished


def is_late(state: MeasureState, due_on: date, today: date) -> bool:
    """Whether a measure is still running after its due date. Asked when something is shown, never stored."""
    return state in RUNNING and due_on < today


def _require_acceptance(decision: Decision | None) -> None:
    if decision not in ACCEPTING:
        raise ImpulseNotAccepted
