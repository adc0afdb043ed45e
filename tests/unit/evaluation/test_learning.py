"""What assessments say about a catalogue's questions, on the small catalogue."""

from fractions import Fraction

from services.evaluation.domain.learning import LEAST_CASES, CatalogueFigures, Learning, QuestionFigures
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.what_if import AssessedCase, Sheet
from services.evaluation.presentation.learning import NO_VARIATION, TOO_FEW, lines
from tests.unit.evaluation.catalogues import SMALL

QUIET = {"P1": 1, "P2": 1, "G1": 1, "G2": 0, "M1": 0}


def case(*sheets: dict[str, object], profile: str = "all", third_opinion: bool = False) -> AssessedCase:
    answers = dict.fromkeys(SMALL.exclusion_criteria, "ja")
    given = tuple(Sheet(QUIET | sheet, answers) for sheet in sheets)
    return AssessedCase("2026-0001", profile, given, {}, Recommendation.IMPLEMENT, third_opinion)


def learned(*cases: AssessedCase) -> CatalogueFigures:
    learning = Learning(SMALL)
    for each in cases:
        learning.add(each)
    return learning.figures()


def question(figures: CatalogueFigures, criterion: str) -> QuestionFigures:
    return next(each for each in figures.questions if each.criterion == criterion)


def test_figures_from_fewer_than_five_cases_are_withheld() -> None:
    few = learned(*[case({"P1": 2}, {"P1": "NB"})] * (LEAST_CASES - 1))
    assert few.third_opinions is None
    for each in few.questions:
        assert (each.not_assessable, each.not_relevant, each.disputed, each.alpha) == (None, None, None, None)
    assert {line.agreement for line in lines(few, SMALL)} == {TOO_FEW}


def test_shares_are_of_votes_and_of_cases() -> None:
    figures = learned(*[case({"P2": "NB"}, {"P2": "NR"})] * 2, *[case({}, {"P2": "NR"})] * 3, case({}))
    found = question(figures, "P2")
    assert (found.cases, found.several) == (6, 5)
    assert found.not_assessable == Fraction(2, 11)
    assert found.not_relevant == Fraction(5, 11)
    assert found.disputed == Fraction(3, 5)
    assert (found.compared, found.alpha) == (0, None)


def test_who_gives_the_same_number_differs_from_who_does_not() -> None:
    pairs = [(2, 2), (-1, -1), (0, 0), (1, 1), (1, 1)]
    same = learned(*(case({"P1": one}, {"P1": other}) for one, other in pairs))
    other = learned(*(case({"P1": one}, {"P1": -one}) for one, _ in pairs))
    assert question(same, "P1").alpha == 1
    assert (question(other, "P1").alpha or 0) < 0
    assert question(same, "M1").alpha is None
    shown = {line.criterion.split()[0]: line.agreement for line in lines(same, SMALL)}
    assert shown["P1"] == "1 (aus 5)"
    assert shown["M1"] == f"{NO_VARIATION} (aus 5)"


def test_what_a_profile_does_not_ask_does_not_count_unless_it_was_opened() -> None:
    quick = learned(*[case({}, profile="quick")] * LEAST_CASES)
    assert question(quick, "P1").cases == LEAST_CASES
    asked = {each.criterion for each in quick.questions if each.cases}
    assert asked >= set(SMALL.profiles["quick"].criteria)


def test_third_opinions_are_a_share_of_what_several_assessed() -> None:
    figures = learned(*[case({}, {})] * 4, case({}, {}, {}, third_opinion=True), case({}))
    assert (figures.cases, figures.several, figures.third_opinions) == (6, 5, Fraction(1, 5))
