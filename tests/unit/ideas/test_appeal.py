"""Asking for a review: until when, about what, how often, and what a coordinator makes of the words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.ideas.domain.appeal import (
    Appeal,
    AppealState,
    Lodging,
    PublishedDecision,
    appealable,
    check_lodging,
    rewrite_until,
)
from services.ideas.domain.errors import (
    AppealAlreadyLodged,
    AppealGroundsMissing,
    AppealNotWaiting,
    AppealTextInvalid,
    AppealTooLate,
    DecisionNotFinal,
    DecisionNotPublished,
    ImpulseLeftThePath,
    ReasonInvalid,
)
from shared.contracts.errors import DomainError
from shared.runtime.working_days import WorkingCalendar

CALENDAR = WorkingCalendar("BW")
DECISION = PublishedDecision(2, "rejected", date(2026, 3, 2))
LAST_DAY = date(2026, 3, 30)
WAITING = Appeal(UUID(int=9), UUID(int=1), 2, ("error",), AppealState.WAITING, "Bei Frau Muster zählt es falsch.", None)
RETURNED = replace(WAITING, state=AppealState.RETURNED, rewrite_until=date(2026, 4, 8))


def lodge(
    before: Appeal | None = None, text: str = "Falsch.", today: date = LAST_DAY, grounds: Any = ("error",)
) -> Lodging:
    return check_lodging(DECISION, before, grounds, text, today=today, last_day=LAST_DAY)


def test_the_period_is_twenty_working_days_after_the_publication() -> None:
    assert DECISION.last_day(20, CALENDAR) == LAST_DAY
    over_easter = replace(DECISION, published_on=date(2026, 3, 27))
    assert over_easter.last_day(20, CALENDAR) == date(2026, 4, 28)  # Good Friday and Easter Monday do not count


def test_the_last_day_still_counts_and_the_next_does_not() -> None:
    assert lodge(text=" Die Zahl\r\nstimmt nicht.\0 ") == Lodging(2, ("error",), "Die Zahl\nstimmt nicht.")
    with pytest.raises(AppealTooLate):
        lodge(today=LAST_DAY + timedelta(days=1))


def test_grounds_are_kept_once_in_the_order_of_their_list() -> None:
    assert lodge(grounds=["wrong_competence", "new_facts", "new_facts"]).grounds == ("new_facts", "wrong_competence")


@pytest.mark.parametrize(
    ("decision", "left", "error"),
    [
        (None, False, DecisionNotPublished),
        (None, True, DecisionNotPublished),
        (replace(DECISION, decision="deferred"), False, DecisionNotFinal),
        (DECISION, True, ImpulseLeftThePath),
    ],
)
def test_only_a_final_decision_about_a_living_impulse_is_reviewed(
    decision: PublishedDecision | None, left: bool, error: type[DomainError]
) -> None:
    assert appealable(DECISION, left_the_path=False) is DECISION
    with pytest.raises(error):
        appealable(decision, left_the_path=left)


@pytest.mark.parametrize(
    ("grounds", "text", "error", "field"),
    [
        ((), "Falsch.", AppealGroundsMissing, "grounds"),
        (("unfair",), "Falsch.", AppealGroundsMissing, "grounds"),
        (("error",), " \n", AppealTextInvalid, "text"),
        (("error",), "x" * 10_001, AppealTextInvalid, "text"),
    ],
)
def test_it_has_a_ground_and_words(grounds: Any, text: str, error: type[DomainError], field: str) -> None:
    with pytest.raises(error) as refused:
        lodge(grounds=grounds, text=text)
    assert refused.value.field == field


def test_there_is_one_per_impulse_and_the_same_one_again_is_no_mistake() -> None:
    assert WAITING.words is not None
    assert lodge(WAITING, WAITING.words, LAST_DAY + timedelta(days=9)).words == WAITING.words
    for before in (WAITING, replace(WAITING, state=AppealState.PASSED_ON, words=None)):
        with pytest.raises(AppealAlreadyLodged):
            lodge(before)


def test_a_returned_one_can_be_written_anew_until_its_own_last_day() -> None:
    assert lodge(RETURNED, today=date(2026, 4, 8)).words == "Falsch."
    with pytest.raises(AppealTooLate):
        lodge(RETURNED, today=date(2026, 4, 9))
    with pytest.raises(AppealTooLate):
        lodge(replace(RETURNED, state=AppealState.ENDED), today=LAST_DAY)


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 3, 4), LAST_DAY),  # the period runs on
        (date(2026, 3, 23), LAST_DAY),
        (date(2026, 3, 24), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 4, 9)),  # over Good Friday and Easter Monday
    ],
)
def test_to_write_it_anew_there_are_at_least_five_working_days(today: date, until: date) -> None:
    assert rewrite_until(today, LAST_DAY, CALENDAR) == until


def test_what_is_passed_on_is_what_came_in_or_what_the_coordinator_made_of_it() -> None:
    assert WAITING.check_release(None, left_the_path=False) == WAITING.words
    assert WAITING.check_release(" Es zählt falsch. ", left_the_path=False) == "Es zählt falsch."
    with pytest.raises(AppealTextInvalid):
        WAITING.check_release(" ", left_the_path=False)


@pytest.mark.parametrize("state", [AppealState.RETURNED, AppealState.PASSED_ON, AppealState.ENDED])
def test_only_what_waits_is_screened(state: AppealState) -> None:
    other = replace(WAITING, state=state)
    with pytest.raises(AppealNotWaiting):
        other.check_release(None, left_the_path=False)
    with pytest.raises(AppealNotWaiting):
        other.check_return("Bitte ohne Namen.", left_the_path=False)
    with pytest.raises(AppealNotWaiting):
        WAITING.check_release(None, left_the_path=True)


@pytest.mark.parametrize("reason", ["", " ", "x" * 10_001])
def test_a_return_tells_why(reason: str) -> None:
    assert WAITING.check_return(" Bitte ohne Namen. ", left_the_path=False) == "Bitte ohne Namen."
    with pytest.raises(ReasonInvalid):
        WAITING.check_return(reason, left_the_path=False)
