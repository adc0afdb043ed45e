"""More effort for a case: never less, nothing lost, nothing told."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import CaseState, Draft, SeatState
from services.evaluation.domain.effort import (
    check_reopened,
    with_full_check,
    with_higher_track,
    with_open_criterion,
    with_unknown_reopened,
)
from services.evaluation.domain.people import Keys, is_drawn
from services.evaluation.domain.third_opinion import ThirdOpinionCause
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LATER, case, catalogue, seat, worked

FULL, SHORT = catalogue().profiles["full"], catalogue().profiles["short"]
DUE = date(2026, 4, 1)


def test_an_opened_criterion_is_asked_beside_those_of_the_profile() -> None:
    of = with_open_criterion(case(track="short", profile="short"), "Z43", catalogue())
    assert of.asked(catalogue()) == {*SHORT.criteria, "Z43"}


@pytest.mark.parametrize("criterion", ["L1", "K1", "Z99"])
def test_only_a_closed_criterion_of_the_catalogue_can_be_opened(criterion: str) -> None:
    with pytest.raises(errors.CriterionNotClosed):
        with_open_criterion(case(track="short", profile="short"), criterion, catalogue())


def test_a_raised_case_begins_anew_with_the_drafts_that_were_there() -> None:
    rated = worked("G1", ADA, "A")
    of = case(
        track="short",
        profile="short",
        state=CaseState.CONSOLIDATED,
        evaluators_required=1,
        seats=(rated,),
        claims=1,
        opened=("Z43",),
        third_opinion=(ThirdOpinionCause.CLASSES_DIFFER,),
        result={"decision": "UMSETZEN"},
        agreed={"L1": 1},
    )
    raised = with_higher_track(of, FULL, LATER, DUE)
    assert (raised.state, raised.track, raised.profile, raised.due_on) == (CaseState.OPEN, "full", "full", DUE)
    assert (raised.evaluators_required, raised.result, raised.agreed) == (2, None, None)
    assert (raised.opened, raised.third_opinion) == ((), ())
    [again] = raised.seats
    assert (again.state, again.draft, again.token, again.expires_at) == (SeatState.CLAIMED, rated.draft, 2, LATER)


@pytest.mark.parametrize(("track", "profile"), [("full", FULL), ("full", SHORT), ("short", SHORT)])
def test_a_case_is_never_lowered(track: str, profile: object) -> None:
    with pytest.raises(errors.TrackNotHigher):
        with_higher_track(case(track=track), profile, LATER, DUE)  # type: ignore[arg-type]


def test_a_direct_case_can_be_assessed_after_all() -> None:
    of = case(track="direct", profile=None, state=CaseState.CONSOLIDATED, evaluators_required=0)
    assert with_higher_track(of, SHORT, LATER, DUE).asked(catalogue()) == frozenset(SHORT.criteria)


def unknown(flags: list[str]) -> tuple[object, Draft]:
    draft = Draft({"L1": GivenRating("NB", "Zahl fehlt."), "L2": GivenRating(1)}, {"K1": "ja"})
    seats = (seat(ADA, SeatState.SUBMITTED, draft=draft), seat(BEN, SeatState.SUBMITTED, token=2))
    return case(state=CaseState.CONSOLIDATED, seats=seats, claims=2, result={"flags": flags}), draft


@pytest.mark.parametrize("flag", ["coverage", "unknown-decides"])
def test_what_nobody_could_assess_is_opened_again_and_nothing_else(flag: str) -> None:
    of, draft = unknown([flag])
    again = with_unknown_reopened(of, catalogue(), LATER)  # type: ignore[arg-type]
    assert (again.state, again.reopened, again.result) == (CaseState.OPEN, ("L1",), None)
    assert [(each.state, each.token) for each in again.seats] == [(SeatState.CLAIMED, 3), (SeatState.CLAIMED, 4)]
    own = again.seats[0]
    check_reopened(own, replace(draft, ratings={**draft.ratings, "L1": GivenRating(0)}), again)
    other = replace(draft, ratings={**draft.ratings, "L2": GivenRating(2)})
    with pytest.raises(errors.NotReopened) as refused:
        check_reopened(own, other, again)
    assert refused.value.field == "ratings.L2.value"
    with pytest.raises(errors.NotReopened):
        check_reopened(own, replace(draft, exclusions={"K1": "nein"}), again)
    check_reopened(seat(CEM), other, again)


def test_a_result_that_misses_nothing_stays() -> None:
    with pytest.raises(errors.NothingUnknown):
        with_unknown_reopened(unknown(["knapp"])[0], catalogue(), LATER)  # type: ignore[arg-type]


def test_a_sample_keeps_what_the_short_assessment_said_and_gives_it_no_vote() -> None:
    of = case(
        track="short",
        profile="short",
        state=CaseState.OPEN,
        evaluators_required=1,
        seats=(worked("G1", ADA, "A"),),
        result={"decision": "UMSETZEN"},
    )
    checked = with_full_check(of, FULL, DUE)
    assert (checked.state, checked.track, checked.evaluators_required) == (CaseState.OPEN, "full", 2)
    assert (checked.short_class, checked.submitted, checked.result) == ("UMSETZEN", (), None)
    assert checked.seats[0].state is SeatState.SET_ASIDE


@pytest.mark.parametrize("every", [0, 1, 10])
def test_about_every_so_many_th_case_is_drawn_and_the_key_decides(every: int) -> None:
    cases = [UUID(int=number) for number in range(1000)]
    one, other = (
        [is_drawn(Keys(match=b"m", pseudonym=key), each, every) for each in cases] for key in (b"one", b"other")
    )
    expected = 0 if every == 0 else 1000 / every
    assert abs(sum(one) - expected) <= (40 if every == 10 else 0)
    assert (one != other) is (every == 10)
