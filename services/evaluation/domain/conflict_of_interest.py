"""Somebody declares not to be impartial. Source: assessment-method.md, "Several evaluators" (declared, and blocks)."""

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case


def declare_conflict(case: Case, person_id: str, *, declares: bool) -> Case:
    """The case for which the person is barred, in every round; a place of the person is free again, its draft gone.

    Raises: AlreadySubmitted, CaseNotOpen, ConflictUndeclared.
    """
    seat = case.seat_of(person_id)
    if seat is not None and seat.is_in:
        raise errors.AlreadySubmitted
    case.refuse_unless_open()
    if not declares:
        raise errors.ConflictUndeclared("conflict")
    return case.without_seat(person_id)
