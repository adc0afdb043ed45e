"""Quorum, votes that add up, and majorities, row by row."""

from fractions import Fraction

import pytest

from services.evaluation.domain.ballots import Votes, VotingRule
from services.evaluation.domain.session_errors import SessionWithoutQuorum, VotesInvalid

SIMPLE = VotingRule(members=9, quorum=5, majority=Fraction(1, 2))
TWO_THIRDS = VotingRule(members=9, quorum=5, majority=Fraction(2, 3))


@pytest.mark.parametrize(
    ("rule", "in_favour", "against", "abstained", "adopted"),
    [
        (SIMPLE, 5, 4, 0, True),
        (SIMPLE, 4, 4, 1, False),
        (SIMPLE, 1, 0, 8, True),
        (SIMPLE, 1, 1, 7, False),
        (SIMPLE, 0, 0, 9, False),
        (SIMPLE, 0, 9, 0, False),
        (TWO_THIRDS, 6, 3, 0, False),
        (TWO_THIRDS, 7, 2, 0, True),
        (TWO_THIRDS, 5, 2, 2, True),
        (TWO_THIRDS, 4, 2, 3, False),
    ],
)
def test_the_majority_is_one_of_the_votes_in_favour_and_against(
    rule: VotingRule, in_favour: int, against: int, abstained: int, adopted: bool
) -> None:
    assert rule.is_adopted(Votes(in_favour, against, abstained)) is adopted


def test_too_few_who_may_vote_are_named_with_their_number() -> None:
    SIMPLE.check_quorum(5)
    with pytest.raises(SessionWithoutQuorum, match=r"mindestens 5 von 9 Mitgliedern .* Es sind 4\.") as refused:
        SIMPLE.check_meeting(Votes(4, 0, 0), entitled=4)
    assert refused.value.code == "evaluation.session_without_quorum"


@pytest.mark.parametrize(
    ("votes", "field"),
    [
        (Votes(5, 1, 0), None),
        (Votes(3, 2, 1), None),
        (Votes(3, 2, 0), "in_favour"),
        (Votes(5, 2, 0), "in_favour"),
        (Votes(5, 2, 0, secret=True), "in_favour"),
        (Votes(3, 2, 0, secret=True), None),
        (Votes(-1, 4, 3), "in_favour"),
        (Votes(4, -1, 3), "against"),
        (Votes(4, 3, -1), "abstained"),
        (Votes(5, 1, 0, objections=1), "objections"),
    ],
)
def test_an_open_vote_has_one_voice_of_everybody_who_may_vote(votes: Votes, field: str | None) -> None:
    if field is None:
        SIMPLE.check_meeting(votes, entitled=6)
        return
    with pytest.raises(VotesInvalid) as refused:
        SIMPLE.check_meeting(votes, entitled=6)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("votes", "refusal"),
    [
        (Votes(5, 0, 0), None),
        (Votes(9, 0, 0), None),
        (Votes(4, 0, 0), SessionWithoutQuorum),
        (Votes(8, 1, 1), VotesInvalid),
        (Votes(1, 0, 0, objections=1), None),
        (Votes(5, 0, 0, secret=True), VotesInvalid),
        (Votes(9, 0, 0, objections=1), VotesInvalid),
    ],
)
def test_a_circular_resolution_needs_replies_of_the_quorum(votes: Votes, refusal: type[Exception] | None) -> None:
    if refusal is None:
        SIMPLE.check_circular(votes)
        return
    with pytest.raises(refusal):
        SIMPLE.check_circular(votes)
