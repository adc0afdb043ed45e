"""What one evaluator's own ratings come to while the assessment is being written."""

from fractions import Fraction

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.own_result import own_result
from services.evaluation.domain.recommendation import Recommendation
from tests.unit.evaluation.cases import WORKED
from tests.unit.evaluation.catalogues import LUDWIGSBURG

FULL = frozenset(LUDWIGSBURG.criteria)


def ratings(**values: object) -> dict[str, GivenRating]:
    return {criterion: GivenRating(value) for criterion, value in values.items()}


def test_a_whole_sheet_gives_the_class_that_score_gives_for_this_evaluator() -> None:
    worked = WORKED["G9"]
    for evaluator, given in worked["ratings"].items():
        own = own_result(ratings(**given), FULL, LUDWIGSBURG)
        assert own.recommendation == worked["expected"]["individual"][evaluator]


def test_before_all_is_rated_there_is_a_score_of_what_is_there_but_no_class() -> None:
    own = own_result(ratings(L1=2, L2=-1, L3="NB"), FULL, LUDWIGSBURG)
    weights = {criterion: LUDWIGSBURG.criteria[criterion].weight for criterion in ("L1", "L2")}
    expected = (2 * weights["L1"] - weights["L2"]) / sum(weights.values())
    assert (own.given, own.asked, own.recommendation) == (3, 20, None)
    assert own.score == own.dimensions["L"] == Fraction(expected)


def test_nothing_entered_gives_no_score() -> None:
    own = own_result({}, FULL, LUDWIGSBURG)
    assert (own.given, own.score, own.dimensions, own.recommendation) == (0, None, {}, None)


def test_what_is_no_value_of_the_scale_or_not_asked_counts_as_nothing() -> None:
    own = own_result(ratings(L1=3, L2="x", L3=None, L4=1), FULL - {"L4"}, LUDWIGSBURG)
    assert (own.given, own.score) == (0, None)


def test_only_what_the_profile_asks_has_to_be_rated() -> None:
    short = LUDWIGSBURG.profiles["short"].asked()
    own = own_result(ratings(**dict.fromkeys(short, 1)), short, LUDWIGSBURG)
    assert (own.given, own.asked, own.recommendation) == (9, 9, Recommendation.IMPLEMENT)
