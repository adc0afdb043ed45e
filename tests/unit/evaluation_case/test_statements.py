"""Another unit is asked about named criteria: by whom, about what, and who may answer until when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.domain import errors
from services.evaluation.domain.asked_units import AskedUnits
from services.evaluation.domain.case import Case, CaseState, OfficeQuestion, SeatState
from services.evaluation.domain.people import Person
from services.evaluation.domain.statements import (
    Request,
    Statement,
    StatementState,
    are_shown,
    askable,
    check_may_request,
    give_statement,
    may_request,
    request_statement,
    withdraw_statement,
)
from tests.unit.evaluation_case.cases import ADA, BEN, EVA, LATER, NOW, case, catalogue, seat

DUE = date(2026, 3, 16)
GIVEN = StatementState.GIVEN
FINN = Person("demo|finn", "hauptamt")
TIEFBAU = AskedUnits(frozenset(["tiefbau"]), frozenset())
DEPUTY = AskedUnits(frozenset(["mobilitaet"]), frozenset(["tiefbau"]))


def statement(**changes: Any) -> Statement:
    return replace(Statement(UUID(int=7), "tiefbau", ("L1",), "Geht das?", DUE), **changes)


def ask(
    unit: str = "tiefbau", criteria: tuple[str, ...] = ("L1",), *, of: Case | None = None, earlier: Any = ()
) -> Statement:
    return request_statement(
        Request(unit, criteria, " Geht das? "),
        of or case(),
        catalogue(),
        earlier,
        statement_id=UUID(int=7),
        asking_unit="stadtplanung",
        units=["tiefbau", "stadtplanung", "mobilitaet", "rechtsamt"],
        due_on=DUE,
    )


def test_a_request_keeps_the_order_of_the_catalogue_and_nothing_about_who_asked() -> None:
    asked = ask(criteria=("Z11", "L1", "K1"))
    assert asked == Statement(UUID(int=7), "tiefbau", ("K1", "L1", "Z11"), "Geht das?", DUE)


@pytest.mark.parametrize(
    ("unit", "criteria", "field"),
    [
        ("mars", ("L1",), "unit"),
        ("stadtplanung", ("L1",), "unit"),
        ("tiefbau", (), "criteria"),
        ("tiefbau", ("L1", "L99"), "criteria"),
    ],
)
def test_a_request_goes_to_another_unit_about_criteria_of_the_case(
    unit: str, criteria: tuple[str, ...], field: str
) -> None:
    with pytest.raises(errors.StatementInvalid) as refused:
        ask(unit, criteria)
    assert refused.value.field == field


def test_a_criterion_that_the_profile_leaves_out_cannot_be_asked_before_it_is_opened() -> None:
    short = case(track="short", profile="short")
    closed = next(c for c in catalogue().criteria if c not in askable(short, catalogue()))
    with pytest.raises(errors.StatementInvalid):
        ask(criteria=(closed,), of=short)
    assert ask(criteria=(closed,), of=replace(short, opened=(closed,))).criteria == (closed,)


def test_a_unit_owes_one_answer_at_most_on_a_criterion() -> None:
    with pytest.raises(errors.AlreadyRequested):
        ask(criteria=("L2", "L1"), earlier=[statement()])
    assert ask(criteria=("L2",), earlier=[statement()])
    assert ask("mobilitaet", earlier=[statement()])
    for over in (StatementState.GIVEN, StatementState.WITHDRAWN):
        assert ask(earlier=[statement(state=over)])


def test_an_office_that_is_asked_to_settle_a_criterion_is_not_asked_again() -> None:
    question = OfficeQuestion("K1", UUID(int=9), "Rechtsamt", "rechtsamt", DUE)
    waiting = case(state=CaseState.AWAITING_OFFICE, questions=(question,))
    with pytest.raises(errors.AlreadyRequested):
        ask("rechtsamt", ("K1",), of=waiting)


@pytest.mark.parametrize("state", list(CaseState))
def test_coordinators_ask_until_the_decision_evaluators_with_a_place_until_the_reveal(state: CaseState) -> None:
    held = case(state=state, seats=(seat(ADA),))
    until_reveal = state in {CaseState.OPEN, CaseState.AWAITING_OFFICE}
    until_decision = until_reveal or state in {CaseState.AWAITING_CONSENSUS, CaseState.CONSOLIDATED}
    assert may_request(held, ADA, coordinates=False, now=NOW) is until_reveal
    assert may_request(held, FINN, coordinates=True, now=NOW) is until_decision


def test_who_has_no_place_or_lost_it_cannot_ask() -> None:
    handed_back = seat(BEN, SeatState.HANDED_BACK)
    for person, now in ((BEN, NOW), (EVA, NOW), (ADA, LATER)):
        with pytest.raises(errors.PlaceNeeded):
            check_may_request(case(seats=(seat(ADA), handed_back)), person, coordinates=False, now=now)
    with pytest.raises(errors.StatementsOver):
        check_may_request(case(state=CaseState.CLOSED), FINN, coordinates=True, now=NOW)


def test_the_asked_unit_answers_and_the_deputy_only_after_the_due_date() -> None:
    for asked, today in ((TIEFBAU, DUE), (TIEFBAU, DUE + timedelta(days=9)), (DEPUTY, DUE + timedelta(days=1))):
        answered = give_statement(statement(), case(), " Ja. ", {"L1": " Gut. "}, asked, today)
        assert (answered.state, answered.text, answered.remarks) == (GIVEN, "Ja.", {"L1": "Gut."})
    with pytest.raises(errors.OtherUnitAsked):
        give_statement(statement(), case(), "Ja.", {}, DEPUTY, DUE)


@pytest.mark.parametrize(
    ("text", "remarks", "field"),
    [
        (" ", {"L1": "Gut."}, "text"),
        ("x" * 10_001, {}, "text"),
        ("Ja.", {"L2": "Gut."}, "remarks.L2"),
        ("Ja.", {"L1": "x" * 2_001}, "remarks.L1"),
    ],
)
def test_an_answer_has_a_text_and_remarks_only_on_what_was_asked(
    text: str, remarks: dict[str, str], field: str
) -> None:
    with pytest.raises(errors.StatementInvalid) as refused:
        give_statement(statement(), case(), text, remarks, TIEFBAU, DUE)
    assert refused.value.field == field


@pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.PUBLISHED, CaseState.CLOSED])
def test_a_decision_or_the_end_of_the_case_ends_open_requests(state: CaseState) -> None:
    over = case(state=state)
    with pytest.raises(errors.StatementOver):
        give_statement(statement(), over, "Ja.", {}, TIEFBAU, DUE)
    with pytest.raises(errors.StatementOver):
        withdraw_statement(statement(), over)


def test_only_an_open_request_is_answered_or_withdrawn_and_only_once() -> None:
    withdrawn = withdraw_statement(statement(), case())
    assert withdrawn.state is StatementState.WITHDRAWN
    for over in (withdrawn, statement(state=GIVEN, text="Ja.")):
        with pytest.raises(errors.StatementOver):
            give_statement(over, case(), "Doch.", {}, TIEFBAU, DUE)
        with pytest.raises(errors.StatementOver):
            withdraw_statement(over, case())


def test_statements_are_for_evaluators_with_a_place_coordinators_and_after_the_reveal_deciders() -> None:
    opened = case(seats=(seat(ADA), seat(BEN, SeatState.HANDED_BACK)))
    revealed = replace(opened, state=CaseState.CONSOLIDATED)

    def shown(of: Case, person: Person, *, coordinates: bool = False, decides: bool = False) -> bool:
        return are_shown(of, person, coordinates=coordinates, decides=decides, now=NOW)

    assert shown(opened, ADA)
    assert not shown(opened, BEN)
    assert shown(opened, FINN, coordinates=True)
    assert not shown(opened, EVA, decides=True)
    assert shown(revealed, EVA, decides=True)
