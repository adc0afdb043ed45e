"""The assessments side by side."""

from fractions import Fraction

from services.evaluation.domain.comparison import compare
from services.evaluation.domain.votes import Unrated
from tests.unit.evaluation_case.cases import ADA, BEN, LABELS, WORKED_CASES, case, catalogue, worked


def test_every_asked_criterion_shows_each_vote_and_the_value_of_all() -> None:
    rows = compare(case(seats=(worked("G9", ADA, "A"), worked("G9", BEN, "B"))), catalogue(), LABELS)
    given, expected = WORKED_CASES["G9"]["ratings"], WORKED_CASES["G9"]["expected"]
    assert [row.criterion.id for row in rows] == list(catalogue().criteria)
    for row in rows:
        assert {vote.evaluator: vote.vote for vote in row.votes} == {
            name: given[name][row.criterion.id] for name in "AB"
        }
        state = expected["state"][row.criterion.id]
        assert row.consolidated == (Unrated(state) if state in {"NR", "NB"} else Fraction(state))
    assert [row.criterion.id for row in rows if row.conflict] == expected["conflicts"]


def test_the_order_of_submission_does_not_show() -> None:
    one, other = worked("G9", ADA, "A"), worked("G9", BEN, "B")
    assert compare(case(seats=(one, other)), catalogue(), LABELS) == compare(
        case(seats=(other, one)), catalogue(), LABELS
    )
