"""What may become of a draft: saved, submitted, given back with the case, taken over by somebody else.

Every function takes the place that the person holds with a valid token and returns it as it is afterwards, or refuses.
Source: issue "Assess", items 5 and 6; lifecycle.md, "Submitter is never evaluator".
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, Draft, Seat, SeatState


class ReleaseCause(StrEnum):
    """Why a coordinator lets somebody else go on with a draft: a key, because words about a colleague stand nowhere."""

    ABSENT = "absent"
    LEFT = "left"
    RELIEVED = "relieved"


def save(seat: Seat, draft: Draft, based_on: int, expires_at: datetime) -> Seat:
    """The place with a newer draft; working on it prolongs the claim, never shortens it.

    Raises: DraftOutdated when the draft was saved since, unless it says the same: then nothing would be lost.
    """
    if draft == seat.draft:
        return replace(seat, expires_at=max(seat.expires_at, expires_at))
    _refuse_outdated(seat, based_on)
    return replace(seat, draft=draft, draft_version=seat.draft_version + 1, expires_at=max(seat.expires_at, expires_at))


def submit(seat: Seat, based_on: int, *, took_part: bool) -> Seat:
    """The place with its draft made final. `took_part` is asked again: who submitted may have come out since the claim.

    Raises: TookPart, DraftOutdated, DraftUnconfirmed.
    """
    if took_part:
        raise errors.TookPart
    _refuse_outdated(seat, based_on)
    if seat.unconfirmed:
        raise errors.DraftUnconfirmed("adoption")
    return replace(seat, state=SeatState.SUBMITTED)


def hand_back(seat: Seat, *, passes_on: bool) -> Seat:
    """The place given back; the draft stays for the same evaluator, and for others if the evaluator agrees."""
    return replace(seat, state=SeatState.HANDED_BACK, passes_on=passes_on)


def expired_drafts(case: Case, now: datetime) -> tuple[Seat, ...]:
    """Places whose claim ended by itself with a draft in it that nobody else may take over yet."""
    return tuple(
        seat
        for seat in _left(case, now)
        if seat.state is SeatState.CLAIMED and seat.draft_version > 0 and not seat.passes_on
    )


def offered_draft(case: Case, holder: Seat, now: datetime) -> Seat | None:
    """The draft that the holder of a place may take over: as long as nothing of the own is saved, the one left first."""
    if holder.draft_version > 0 or not holder.is_taken(now) or holder.is_in:
        return None
    left = (seat for seat in _left(case, now) if seat.passes_on and seat.draft_version > 0)
    return min(left, key=lambda seat: seat.token, default=None)


def take_over(case: Case, holder: Seat, expires_at: datetime, now: datetime, *, took_part: bool) -> tuple[Seat, Seat]:
    """The holder's place with the offered draft in it, and the place that it came from.

    The draft is the holder's only from then on: who wrote it can never assess the case again (`Case.without_seat`), because
    two assessments that began as one would not be independent. Raises: TookPart, NoDraftOffered.
    """
    if took_part:
        raise errors.TookPart
    left = offered_draft(case, holder, now)
    if left is None:
        raise errors.NoDraftOffered
    return replace(
        holder,
        draft=left.draft,
        draft_version=holder.draft_version + 1,
        unconfirmed=True,
        expires_at=max(holder.expires_at, expires_at),
    ), left


def confirm(seat: Seat, based_on: int, *, confirms: bool) -> Seat:
    """The place whose draft the holder has made the own one. Raises: DraftOutdated, DraftUnconfirmed."""
    _refuse_outdated(seat, based_on)
    if not confirms:
        raise errors.DraftUnconfirmed("adoption")
    return replace(seat, unconfirmed=False)


def _left(case: Case, now: datetime) -> tuple[Seat, ...]:
    return tuple(seat for seat in case.seats if not seat.is_taken(now))


def _refuse_outdated(seat: Seat, based_on: int) -> None:
    if based_on != seat.draft_version:
        raise errors.DraftOutdated(seat.draft_version)
