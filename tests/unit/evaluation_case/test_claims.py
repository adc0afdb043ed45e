"""Who may take a case, and when a claim is over."""

from datetime import timedelta
from typing import Any

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Case, CaseState, Draft, Seat, SeatState
from services.evaluation.domain.people import Person
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, DORA, LATER, NOW, case, seat

SUBMITTED, HANDED_BACK = SeatState.SUBMITTED, SeatState.HANDED_BACK


def claim(of: Case, evaluator: Person, **changes: Any) -> Seat:
    options: dict[str, Any] = {
        "declares_no_part": True,
        "took_part": False,
        "in_pool": True,
        "expires_at": LATER,
        "now": NOW,
    }
    return of.claim(evaluator, **options | changes)


@pytest.mark.parametrize(
    ("of", "evaluator", "options", "refusal"),
    [
        (case(state=CaseState.CLOSED), ADA, {}, errors.CaseNotOpen),
        (case(state=CaseState.CONSOLIDATED), ADA, {}, errors.CaseNotOpen),
        (case(), ADA, {"declares_no_part": False}, errors.DeclarationMissing),
        (case(), ADA, {"took_part": True}, errors.TookPart),
        (case(), ADA, {"in_pool": False}, errors.NotInPool),
        (case(seats=(seat(ADA),)), DORA, {}, errors.SameUnit),
        (case(seats=(seat(ADA, SUBMITTED),)), DORA, {}, errors.SameUnit),
        (case(seats=(seat(ADA), seat(BEN))), CEM, {}, errors.CaseTaken),
        (case(seats=(seat(ADA, SUBMITTED), seat(BEN))), CEM, {}, errors.CaseTaken),
        (case(seats=(seat(ADA, SUBMITTED),)), ADA, {}, errors.AlreadySubmitted),
    ],
)
def test_a_claim_is_refused(of: Case, evaluator: Person, options: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        claim(of, evaluator, **options)


@pytest.mark.parametrize(
    "of",
    [
        case(),
        case(seats=(seat(BEN),)),
        case(seats=(seat(BEN), seat(CEM, expires_at=NOW))),
        case(seats=(seat(BEN), seat(CEM, HANDED_BACK))),
        case(seats=(seat(DORA, expires_at=NOW),)),
        case(seats=(seat(DORA, HANDED_BACK), seat(BEN))),
    ],
)
def test_a_free_place_can_be_claimed(of: Case) -> None:
    assert claim(of, ADA).is_taken(NOW)


def test_every_claim_has_a_higher_token_than_all_before() -> None:
    of = case(claims=7, seats=(seat(ADA, HANDED_BACK, token=7),))
    first = claim(of, BEN)
    assert first.token == 8
    assert claim(of.with_seat(first), ADA).token == 9


def test_an_earlier_draft_comes_back_with_the_new_claim() -> None:
    draft = Draft({"L1": GivenRating(1)}, {"K1": "ja"})
    assert claim(case(claims=1, seats=(seat(ADA, HANDED_BACK, draft=draft),)), ADA).draft == draft


def test_who_holds_a_place_keeps_it_unchanged() -> None:
    held = seat(ADA)
    assert claim(case(seats=(held, seat(BEN))), ADA, expires_at=LATER + timedelta(days=7)) == held


@pytest.mark.parametrize(
    ("of", "token", "refusal"),
    [
        (case(), "1", errors.StaleClaim),
        (case(seats=(seat(ADA, token=2),)), "1", errors.StaleClaim),
        (case(seats=(seat(ADA, expires_at=NOW),)), "1", errors.StaleClaim),
        (case(seats=(seat(ADA, HANDED_BACK),)), "1", errors.StaleClaim),
        (case(seats=(seat(BEN),)), "1", errors.StaleClaim),
        (case(seats=(seat(ADA, SUBMITTED),)), "1", errors.AlreadySubmitted),
        (case(state=CaseState.CLOSED, seats=(seat(ADA),)), "1", errors.CaseNotOpen),
    ],
)
def test_nothing_is_written_without_a_valid_claim(of: Case, token: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        of.held_seat(ADA.id, token, NOW)


def test_a_claim_holds_until_the_moment_it_expires() -> None:
    of = case(seats=(seat(ADA, expires_at=LATER),))
    assert of.held_seat(ADA.id, "1", LATER - timedelta(microseconds=1)).evaluator == ADA
    with pytest.raises(errors.StaleClaim):
        of.held_seat(ADA.id, "1", LATER)
