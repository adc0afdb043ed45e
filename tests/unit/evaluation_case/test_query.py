"""Queries to the submitter: who may ask and read, when, and how long a question may be."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.case import CaseState, SeatState
from services.evaluation.domain.query import LONGEST_QUESTION, Query, QueryState, check_question, may_ask, takes_part
from tests.unit.evaluation_case.cases import ADA, BEN, CEM, LATER, NOW, case, seat


def query(state: QueryState) -> Query:
    return Query(id=UUID(int=9), state=state, reply_by=date(2026, 3, 23), question="Wo?")


def test_who_holds_or_submitted_an_assessment_takes_part_and_nobody_whose_lease_is_over() -> None:
    of = case(seats=(seat(ADA), seat(BEN, SeatState.SUBMITTED), seat(CEM, SeatState.HANDED_BACK)))
    assert takes_part(of, ADA.id, in_charge=False, now=NOW)
    assert takes_part(of, BEN.id, in_charge=False, now=LATER + timedelta(days=1))
    assert not takes_part(of, ADA.id, in_charge=False, now=LATER)
    assert not takes_part(of, CEM.id, in_charge=False, now=NOW)
    assert takes_part(of, CEM.id, in_charge=True, now=NOW)


@pytest.mark.parametrize("state", list(CaseState))
def test_something_can_be_asked_until_the_decision(state: CaseState) -> None:
    undecided = state not in {CaseState.DECIDED, CaseState.PUBLISHED, CaseState.CLOSED}
    assert may_ask(case(state=state), ()) is undecided
    if not undecided:
        with pytest.raises(errors.QueryTooLate):
            check_question("Wo?", case(state=state), (), takes_part=True)


def test_there_is_one_open_query_at_a_time_and_a_next_one_after_its_end() -> None:
    with pytest.raises(errors.QueryOpen):
        check_question("Wann?", case(), (query(QueryState.OPEN),), takes_part=True)
    ended = (query(QueryState.ANSWERED), query(QueryState.LAPSED))
    assert check_question(" Wann?\n", case(), ended, takes_part=True) == "Wann?"


def test_nobody_asks_without_a_part_in_the_case() -> None:
    with pytest.raises(errors.PlaceNeeded):
        check_question("Wo?", case(), (), takes_part=False)


@pytest.mark.parametrize("question", ["", " \n", "x" * (LONGEST_QUESTION + 1)])
def test_a_question_has_words_and_a_limit(question: str) -> None:
    with pytest.raises(errors.QueryInvalid) as refused:
        check_question(question, case(), (), takes_part=True)
    assert refused.value.field == "question"
