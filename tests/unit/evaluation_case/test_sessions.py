"""The course of a committee session: agenda, attendance, conflicts of interest, votes one by one and en bloc."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from uuid import UUID

import pytest

from services.evaluation.domain import session_errors as errors
from services.evaluation.domain.ballots import Votes, VotingRule
from services.evaluation.domain.decision import Proposal
from services.evaluation.domain.sessions import MOST_ITEMS, Meeting, Outcome, Session, SessionState, WantedMeeting
from shared.contracts.errors import DomainError

RULE = VotingRule(members=5, quorum=3, majority=Fraction(1, 2))
DAY = date(2026, 3, 12)
MEETING = Meeting(DAY, time(18, 0), "Rathaus", None, public=True)
CIRCULAR = Meeting(DAY, None, None, date(2026, 3, 20), public=False)
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))
ACCEPT = Proposal("accepted", "Passt.")
MEMBERS = ("Ada", "Ben", "Cem", "Dora")


def planned(meeting: Meeting = MEETING) -> Session:
    session = Session(UUID(int=9), "kommission", 2026, 3, meeting)
    for case_id in (FIRST, SECOND, THIRD):
        session = session.with_case(case_id)
    return session


def opened(meeting: Meeting = MEETING) -> Session:
    session = planned(meeting)
    for item in session.items:
        session = session.with_proposal(item.case_id, ACCEPT)
    return session.opened(() if meeting.circular else MEMBERS, (), RULE, DAY)


def order(session: Session) -> list[int]:
    return [item.case_id.int for item in session.items]


def test_the_agenda_can_be_put_in_order_until_the_session_is_opened() -> None:
    session = planned()
    assert [session.position(case_id) for case_id in (FIRST, SECOND, THIRD)] == [1, 2, 3]
    assert order(session.with_case_at(THIRD, 1)) == [3, 1, 2]
    assert order(session.with_case_at(FIRST, 9)) == [2, 3, 1]
    assert order(session.with_case_at(SECOND, 0)) == [2, 1, 3]
    assert order(session.without_case(SECOND)) == [1, 3]
    changes: list[Callable[[Session], Session]] = [
        lambda each: each.with_case(UUID(int=4)),
        lambda each: each.without_case(FIRST),
        lambda each: each.with_case_at(FIRST, 2),
        lambda each: each.moved_to(MEETING),
    ]
    for change in changes:
        with pytest.raises(errors.SessionNotPlanned):
            change(opened())


def test_a_case_stands_once_on_an_agenda_of_at_most_100_items() -> None:
    with pytest.raises(errors.CaseOnAgenda):
        planned().with_case(FIRST)
    session = planned()
    while len(session.items) < MOST_ITEMS:
        session = session.with_case(UUID(int=100 + len(session.items)))
    with pytest.raises(errors.AgendaFull):
        session.with_case(UUID(int=5))


@pytest.mark.parametrize(
    ("present", "absent", "field"),
    [
        (["Ada", "  Ben  B. ", ""], ["Cem"], None),
        ([], ["Cem"], "present"),
        ([" "], [], "present"),
        (["Ada", "Ada "], [], "present"),
        (["Ada"], ["Ada"], "absent"),
        (["Ada", "Ben", "Cem"], ["Dora", "Eva", "Finn"], "present"),
        (["A" * 201], [], "present"),
    ],
)
def test_who_is_present_is_named_once(present: list[str], absent: list[str], field: str | None) -> None:
    if field is None:
        session = planned().opened(present, absent, RULE, DAY)
        assert (session.present, session.absent, session.state) == (("Ada", "Ben B."), ("Cem",), SessionState.OPEN)
        return
    with pytest.raises(errors.AttendanceInvalid) as refused:
        planned().opened(present, absent, RULE, DAY)
    assert refused.value.field == field


def test_a_session_begins_on_its_day() -> None:
    with pytest.raises(errors.SessionTooEarly):
        planned().opened(MEMBERS, (), RULE, date(2026, 3, 11))


def test_nothing_is_voted_on_without_a_quorum() -> None:
    session = planned().with_proposal(FIRST, ACCEPT).opened(MEMBERS[:2], (), RULE, DAY)
    with pytest.raises(errors.SessionWithoutQuorum, match="mindestens 3 von 5"):
        session.voted([FIRST], Votes(2, 0, 0), RULE, DAY)


def test_who_has_a_conflict_of_interest_leaves_the_room_and_does_not_count() -> None:
    session = opened().with_conflicts(FIRST, ["Dora"])
    with pytest.raises(errors.VotesInvalid, match="nur 3 Personen"):
        session.voted([FIRST], Votes(4, 0, 0), RULE, DAY)
    item = session.voted([FIRST], Votes(2, 0, 1), RULE, DAY).item(FIRST)
    assert (item.outcome, item.entitled) == (Outcome.ADOPTED, 3)
    with pytest.raises(errors.SessionWithoutQuorum):
        session.with_conflicts(FIRST, ["Cem", "Dora"]).voted([FIRST], Votes(2, 0, 0), RULE, DAY)
    assert session.voted([SECOND], Votes(4, 0, 0), RULE, DAY).item(SECOND).entitled == 4
    with pytest.raises(errors.ConflictInvalid, match="Eva"):
        session.with_conflicts(FIRST, ["Eva"])
    with pytest.raises(errors.AttendanceInvalid, match="Dora"):
        session.opened(MEMBERS[:3], (), RULE, DAY)


def test_items_are_voted_on_in_one_go_unless_somebody_has_a_conflict_of_interest() -> None:
    session = opened().voted([FIRST, THIRD], Votes(3, 1, 0), RULE, DAY)
    assert [(item.outcome, item.en_bloc) for item in session.items] == [
        (Outcome.ADOPTED, True),
        (None, False),
        (Outcome.ADOPTED, True),
    ]
    with pytest.raises(errors.EnBlocInvalid):
        opened().with_conflicts(THIRD, ["Ada"]).voted([FIRST, THIRD], Votes(4, 0, 0), RULE, DAY)
    with pytest.raises(errors.EnBlocInvalid):
        opened().voted([], Votes(4, 0, 0), RULE, DAY)


def test_an_item_without_a_proposal_cannot_be_voted_on() -> None:
    session = planned().opened(MEMBERS, (), RULE, DAY)
    with pytest.raises(errors.ProposedDecisionMissing):
        session.voted([FIRST], Votes(4, 0, 0), RULE, DAY)


def test_an_item_is_settled_once_and_may_be_taken_back_while_the_session_is_open() -> None:
    session = opened().voted([FIRST], Votes(1, 3, 0), RULE, DAY).postponed(SECOND)
    assert session.item(FIRST).outcome is Outcome.NOT_ADOPTED
    again: list[Callable[[], Session]] = [
        lambda: session.voted([FIRST], Votes(4, 0, 0), RULE, DAY),
        lambda: session.postponed(FIRST),
        lambda: session.with_proposal(FIRST, ACCEPT),
        lambda: session.with_conflicts(SECOND, ["Ada"]),
    ]
    for change in again:
        with pytest.raises(errors.AgendaItemSettled):
            change()
    assert session.taken_back(FIRST).item(FIRST) == opened().item(FIRST)
    with pytest.raises(errors.AgendaItemNotSettled):
        session.taken_back(THIRD)
    with pytest.raises(errors.SessionClosed):
        session.closed().taken_back(FIRST)


@pytest.mark.parametrize(("end", "state"), [("closed", SessionState.CLOSED), ("adjourned", SessionState.ADJOURNED)])
def test_what_a_session_did_not_come_to_is_postponed(end: str, state: SessionState) -> None:
    session: Session = getattr(opened().voted([FIRST], Votes(4, 0, 0), RULE, DAY), end)()
    assert session.state is state
    assert [item.outcome for item in session.items] == [Outcome.ADOPTED, Outcome.POSTPONED, Outcome.POSTPONED]
    with pytest.raises(errors.SessionClosed):
        session.adjourned()


def test_only_a_planned_session_is_adjourned_without_having_been_open() -> None:
    assert planned().adjourned().state is SessionState.ADJOURNED
    with pytest.raises(errors.SessionNotOpen):
        planned().closed()


def test_replies_in_writing_are_waited_for_unless_all_are_here_or_somebody_objects() -> None:
    session = opened(CIRCULAR)
    with pytest.raises(errors.SessionTooEarly):
        session.voted([FIRST], Votes(4, 0, 0), RULE, date(2026, 3, 20))
    assert session.voted([FIRST], Votes(4, 0, 0), RULE, date(2026, 3, 21)).item(FIRST).outcome is Outcome.ADOPTED
    assert session.voted([FIRST], Votes(5, 0, 0), RULE, DAY).item(FIRST).outcome is Outcome.ADOPTED
    objected = session.voted([FIRST, SECOND], Votes(4, 0, 0, objections=1), RULE, DAY)
    assert [item.outcome for item in objected.items] == [Outcome.OBJECTED, Outcome.OBJECTED, None]
    with pytest.raises(errors.SessionWithoutQuorum):
        session.voted([FIRST], Votes(2, 0, 0), RULE, date(2026, 3, 21))
    assert session.decided_on(DAY) == DAY
    assert session.decided_on(date(2026, 4, 1)) == date(2026, 3, 20)
    with pytest.raises(errors.AttendanceInvalid):
        planned(CIRCULAR).opened(["Ada"], (), RULE, DAY)


WANTED = WantedMeeting(DAY, time(18, 0), " Rathaus ")
IN_WRITING = WantedMeeting(DAY, ends_on=date(2026, 3, 20))


@pytest.mark.parametrize(
    ("wanted", "public"), [(WANTED, True), (replace(WANTED, public=False), False), (IN_WRITING, False)]
)
def test_a_session_is_public_as_usual_unless_somebody_says_otherwise(wanted: WantedMeeting, *, public: bool) -> None:
    meeting = wanted.checked(may_circulate=True, usually_public=True)
    assert meeting.public is public
    assert meeting.place == (None if meeting.circular else "Rathaus")


@pytest.mark.parametrize(
    ("wanted", "may_circulate", "refusal", "field"),
    [
        (replace(WANTED, place=" "), True, errors.SessionInvalid, "place"),
        (replace(WANTED, place="R" * 201), True, errors.SessionInvalid, "place"),
        (replace(WANTED, starts_at=None), True, errors.SessionInvalid, "starts_at"),
        (IN_WRITING, False, errors.CircularNotAllowed, "ends_on"),
        (replace(IN_WRITING, ends_on=date(2026, 3, 11)), True, errors.SessionInvalid, "ends_on"),
        (replace(IN_WRITING, place="Rathaus"), True, errors.SessionInvalid, "ends_on"),
    ],
)
def test_a_session_says_when_and_where_or_until_when(
    wanted: WantedMeeting, may_circulate: bool, refusal: type[DomainError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        wanted.checked(may_circulate=may_circulate, usually_public=False)
    assert refused.value.field == field
