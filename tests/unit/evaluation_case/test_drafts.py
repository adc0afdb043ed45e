"""What may become of a draft: saved, submitted, given back, taken over, confirmed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.evaluation.domain import drafts, errors
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Draft, Seat, SeatState
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LATER, NOW, case, seat

CLAIMED, HANDED_BACK, SUBMITTED = SeatState.CLAIMED, SeatState.HANDED_BACK, SeatState.SUBMITTED
OLD, NEW = Draft({"L1": GivenRating(1)}, {"K1": "ja"}), Draft({"L1": GivenRating(2)}, {})
LATEST = LATER + timedelta(days=7)


def left(state: SeatState = HANDED_BACK, **changes: Any) -> Seat:
    """A place that Ada has left with a draft that others may take over."""
    fields: dict[str, Any] = {"draft": OLD, "draft_version": 3, "passes_on": True, "expires_at": NOW} | changes
    return seat(ADA, state, **fields)


def test_every_saving_counts_and_is_based_on_the_one_before() -> None:
    held = seat(ADA)
    first = drafts.save(held, OLD, 0, LATER)
    second = drafts.save(first, NEW, 1, LATER)
    assert [(each.draft, each.draft_version) for each in (first, second)] == [(OLD, 1), (NEW, 2)]


@pytest.mark.parametrize("based_on", [0, 1, 3])
def test_a_saving_that_knows_another_version_is_refused_and_names_the_saved_one(based_on: int) -> None:
    with pytest.raises(errors.DraftOutdated) as refused:
        drafts.save(seat(ADA, draft=OLD, draft_version=2), NEW, based_on, LATER)
    assert (refused.value.current, refused.value.field, refused.value.status) == (2, "draft_version", 409)


def test_saving_the_same_again_loses_nothing_and_is_no_new_version() -> None:
    held = seat(ADA, draft=OLD, draft_version=2)
    assert drafts.save(held, OLD, 1, LATER) == held


@pytest.mark.parametrize("draft", [OLD, NEW])
def test_working_on_it_prolongs_the_claim_and_never_shortens_it(draft: Draft) -> None:
    held = seat(ADA, draft=OLD, draft_version=1)
    assert drafts.save(held, draft, 1, LATEST).expires_at == LATEST
    assert drafts.save(held, draft, 1, NOW).expires_at == LATER


def test_only_the_saved_version_that_the_evaluator_knows_is_submitted() -> None:
    held = seat(ADA, draft=OLD, draft_version=2)
    assert drafts.submit(held, 2, took_part=False) == replace(held, state=SUBMITTED)
    with pytest.raises(errors.DraftOutdated):
        drafts.submit(held, 1, took_part=False)


def test_who_turns_out_to_be_a_submitter_after_the_claim_submits_nothing() -> None:
    with pytest.raises(errors.TookPart):
        drafts.submit(seat(ADA, draft=OLD, draft_version=2), 2, took_part=True)


def test_a_draft_is_offered_only_by_agreement() -> None:
    given_back = [drafts.hand_back(seat(ADA, draft=OLD, draft_version=1), passes_on=agrees) for agrees in (True, False)]
    offered = [drafts.offered_draft(case(seats=(each, seat(BEN))), seat(BEN), NOW) for each in given_back]
    assert offered == [given_back[0], None]


@pytest.mark.parametrize(
    ("of", "holder"),
    [
        (left(draft_version=0), seat(BEN)),
        (left(passes_on=False), seat(BEN)),
        (left(CLAIMED, expires_at=LATER), seat(BEN)),
        (left(SUBMITTED), seat(BEN)),
        (left(), seat(BEN, draft_version=1)),
        (left(), seat(BEN, expires_at=NOW)),
        (left(), seat(BEN, SUBMITTED)),
    ],
    ids=["empty", "no agreement", "claimed again", "submitted", "own draft", "claim over", "own submitted"],
)
def test_nothing_else_is_offered(of: Seat, holder: Seat) -> None:
    around = case(seats=(of, holder))
    assert drafts.offered_draft(around, holder, NOW) is None
    with pytest.raises(errors.NoDraftOffered):
        drafts.take_over(around, holder, LATER, NOW, took_part=False)


def test_of_several_drafts_the_one_left_first_is_offered() -> None:
    second = replace(left(), evaluator=CEM, token=2)
    assert drafts.offered_draft(case(seats=(second, left())), seat(BEN, token=3), NOW) == left()


def test_a_draft_taken_over_is_submitted_only_after_it_is_confirmed() -> None:
    holder = seat(BEN, token=2)
    taken, source = drafts.take_over(case(seats=(left(), holder)), holder, LATEST, NOW, took_part=False)
    assert (taken.evaluator, taken.token, taken.draft, taken.draft_version, taken.expires_at) == (
        BEN,
        2,
        OLD,
        1,
        LATEST,
    )
    assert source == left()
    with pytest.raises(errors.DraftUnconfirmed):
        drafts.submit(taken, 1, took_part=False)
    with pytest.raises(errors.DraftUnconfirmed):
        drafts.confirm(taken, 1, confirms=False)
    with pytest.raises(errors.DraftOutdated):
        drafts.confirm(drafts.save(taken, NEW, 1, LATER), 1, confirms=True)
    assert drafts.submit(drafts.confirm(taken, 1, confirms=True), 1, took_part=False).state is SUBMITTED


def test_editing_a_draft_taken_over_does_not_confirm_it() -> None:
    taken = seat(BEN, draft=OLD, draft_version=1, unconfirmed=True)
    assert drafts.save(taken, NEW, 1, LATER).unconfirmed


def test_a_submitter_takes_no_draft_over() -> None:
    holder = seat(BEN, token=2)
    with pytest.raises(errors.TookPart):
        drafts.take_over(case(seats=(left(), holder)), holder, LATER, NOW, took_part=True)


def test_who_gave_a_draft_away_never_assesses_the_case_again() -> None:
    holder = seat(BEN, token=2)
    before = case(claims=2, seats=(left(), holder))
    taken, source = drafts.take_over(before, holder, LATER, NOW, took_part=False)
    after = before.with_seat(taken).without_seat(source.evaluator.id)
    assert after.seats == (taken,)
    with pytest.raises(errors.TookPart):
        after.claim(ADA, declares_no_part=True, took_part=False, in_pool=True, expires_at=LATER, now=NOW)


def test_claiming_again_keeps_the_own_draft_and_takes_the_offer_back() -> None:
    of = left(unconfirmed=True)
    claimed = case(claims=1, seats=(of,)).claim(
        ADA, declares_no_part=True, took_part=False, in_pool=True, expires_at=LATER, now=NOW
    )
    assert (claimed.draft, claimed.draft_version, claimed.unconfirmed) == (OLD, 3, True)
    assert not claimed.passes_on


@pytest.mark.parametrize(
    ("of", "idle"),
    [
        (left(CLAIMED, passes_on=False), True),
        (left(CLAIMED, passes_on=True), False),
        (left(CLAIMED, passes_on=False, draft_version=0), False),
        (left(CLAIMED, passes_on=False, expires_at=LATER), False),
        (left(HANDED_BACK, passes_on=False), False),
        (left(SUBMITTED, passes_on=False), False),
    ],
)
def test_only_a_draft_of_an_expired_claim_can_be_released_by_somebody_else(of: Seat, idle: bool) -> None:
    assert drafts.expired_drafts(case(seats=(of,)), NOW) == ((of,) if idle else ())
