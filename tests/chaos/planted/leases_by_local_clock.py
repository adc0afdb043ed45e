"""A local clock in the lease: the process itself tells until when a claim lasts, and whether it still does.

Written as `datetime.now(UTC)` where the time was not at hand: two processes whose clocks differ do not agree about who holds
a case.
"""

from datetime import UTC, date, datetime

from services.evaluation import surroundings
from services.evaluation.domain.case import Seat
from shared.contracts.days import city_day


def plant() -> None:
    """Both ends of a lease are judged by the clock of this machine."""
    is_taken = Seat.is_taken

    def is_taken_now(self: Seat, now: datetime) -> bool:
        return is_taken(self, datetime.now(UTC))

    def today(moment: datetime) -> date:
        return city_day(datetime.now(UTC))

    Seat.is_taken = is_taken_now  # type: ignore[method-assign]
    surroundings.city_day = today  # type: ignore[attr-defined]
