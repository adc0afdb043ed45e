"""For which units somebody answers: the own one, and those it deputises for once their answer is late."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskedUnits:
    """The ids of the units; a deputised one counts from the day after its due date on."""

    own: frozenset[str]
    deputised: frozenset[str]

    def include(self, unit: str, due_on: date, today: date) -> bool:
        """Whether what this unit is asked until `due_on` may be answered today."""
        return unit in self.own or (unit in self.deputised and is_late(due_on, today))


def is_late(due_on: date, today: date) -> bool:
    """Whether the due date is over; the day itself still counts."""
    return due_on < today
