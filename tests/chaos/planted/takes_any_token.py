"""An unfenced lease: who holds a claim may write, with whatever token.

Written by who checks that the claim is valid and takes that for the same: a page that was opened under an earlier claim
still writes under the next one of the same person.
"""

from datetime import datetime

from services.evaluation.domain.case import Case, Seat


def plant() -> None:
    """The token is not compared."""
    held_seat = Case.held_seat

    def held_seat_of(self: Case, person_id: str, token: str, now: datetime) -> Seat:
        seat = self.seat_of(person_id)
        return held_seat(self, person_id, token if seat is None else str(seat.token), now)

    Case.held_seat = held_seat_of  # type: ignore[method-assign]
