"""Who declares a conflict of interest is out of the case for good."""

from typing import Any

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState, SeatState
from services.evaluation.domain.conflict_of_interest import declare_conflict
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LATER, NOW, case, seat


def claim(of: Case, **changes: Any) -> None:
    options: dict[str, Any] = {
        "declares_no_part": True,
        "took_part": False,
        "in_pool": True,
        "expires_at": LATER,
        "now": NOW,
    }
    of.claim(ADA, **options | changes)


@pytest.mark.parametrize("before", [case(), case(seats=(seat(ADA),)), case(seats=(seat(ADA, SeatState.HANDED_BACK),))])
def test_it_can_be_declared_before_and_after_claiming_and_bars_for_ever(before: Case) -> None:
    after = declare_conflict(before, ADA.id, declares=True)
    assert after.seat_of(ADA.id) is None
    with pytest.raises(errors.TookPart) as refused:
        claim(after)
    with pytest.raises(errors.TookPart) as of_submitter:
        claim(case(), took_part=True)
    assert (str(refused.value), refused.value.code) == (str(of_submitter.value), "evaluation.took_part")


def test_the_place_is_free_for_others_and_theirs_stay() -> None:
    full = case(claims=2, seats=(seat(ADA), seat(BEN, token=2)))
    after = declare_conflict(full, ADA.id, declares=True)
    assert after.seats == (seat(BEN, token=2),)
    claimed = after.claim(CEM, declares_no_part=True, took_part=False, in_pool=True, expires_at=LATER, now=NOW)
    assert claimed.token == 3


def test_an_old_token_writes_nothing_any_more() -> None:
    after = declare_conflict(case(seats=(seat(ADA),)), ADA.id, declares=True)
    with pytest.raises(errors.StaleClaim):
        after.held_seat(ADA.id, "1", NOW)


def test_declaring_it_again_changes_nothing() -> None:
    after = declare_conflict(case(), ADA.id, declares=True)
    assert declare_conflict(after, ADA.id, declares=True) == after


@pytest.mark.parametrize(
    ("of", "declares", "refusal"),
    [
        (case(), False, errors.ConflictUndeclared),
        (case(state=CaseState.CONSOLIDATED), True, errors.CaseNotOpen),
        (case(seats=(seat(ADA, SeatState.SUBMITTED),)), True, errors.AlreadySubmitted),
    ],
)
def test_a_declaration_is_refused(of: Case, declares: bool, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        declare_conflict(of, ADA.id, declares=declares)
