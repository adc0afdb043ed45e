"""Conflicts, own classes, and when a third opinion is needed. Source: assessment-method.md, "Several evaluators"."""

from typing import Any

import pytest

from services.evaluation.domain.agreement import ClassAgreement, class_agreement, in_conflict, own_class
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.third_opinion import ThirdOpinionCause, third_opinion_causes
from services.evaluation.domain.votes import Unrated, Vote
from tests.unit.evaluation.cases import WORKED, case, computed, result_of
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

NR, NB = Unrated.NOT_RELEVANT, Unrated.NOT_ASSESSABLE
YES, CONDITIONS, NO, CLARIFY = (
    Recommendation.IMPLEMENT,
    Recommendation.IMPLEMENT_WITH_CONDITIONS,
    Recommendation.DO_NOT_IMPLEMENT,
    Recommendation.CLARIFY,
)
GOOD: dict[str, Any] = dict.fromkeys(LUDWIGSBURG.criteria, 1)
BAD: dict[str, Any] = GOOD | {"L1": -1, "L2": 0, "L3": 0, "L4": 0}
NEARLY: dict[str, Any] = GOOD | {"Z33": -2}


@pytest.mark.parametrize(
    ("votes", "conflict"),
    [
        ([2], False),
        ([1, 0], False),
        ([2, 0], True),
        ([-1, 1], True),
        ([2, 1, 0], False),
        ([2, 0, 0], False),
        ([1, 0, -1], True),
        ([2, 1, -1], True),
        ([2, 2, 0, -2], False),
        ([2, 2, -1, -2], True),
        ([1, 1, -1, -1, 0], True),
        ([1, 1, 1, 1, -1], False),
        ([2, NB], False),
        ([-2, NR, 2], True),
        ([NR, NB], False),
    ],
)
def test_criterion_conflict_counts_numbers_only(votes: list[Vote], conflict: bool) -> None:
    assert in_conflict(votes) is conflict


@pytest.mark.parametrize(
    ("own", "consolidated", "agreement"),
    [
        ([YES], YES, None),
        ([CONDITIONS, CONDITIONS], YES, None),
        ([YES, CONDITIONS], YES, ClassAgreement.ADJACENT),
        ([YES, YES, CONDITIONS], CONDITIONS, ClassAgreement.ADJACENT),
        ([YES, NO], YES, ClassAgreement.DISAGREE),
        ([YES, CLARIFY], YES, ClassAgreement.DISAGREE),
        ([YES, YES, NO], YES, ClassAgreement.MINORITY),
        ([YES, YES, NO], CONDITIONS, ClassAgreement.DISAGREE),
        ([YES, CONDITIONS, NO], CONDITIONS, ClassAgreement.DISAGREE),
        ([YES, YES, NO, NO], YES, ClassAgreement.DISAGREE),
        ([YES, YES, YES, NO], YES, ClassAgreement.MINORITY),
    ],
)
def test_own_classes(own: list[Recommendation], consolidated: Recommendation, agreement: ClassAgreement | None) -> None:
    assert class_agreement(own, consolidated) is agreement


def test_own_class_is_that_of_a_case_with_one_evaluator() -> None:
    for given in WORKED.values():
        for sheet in given["ratings"].values():
            votes: dict[str, Vote] = {c: NR if vote == "NR" else vote for c, vote in sheet.items()}
            assert own_class(votes, LUDWIGSBURG) == computed(case(sheet, catalogue=LUDWIGSBURG), LUDWIGSBURG)["base"]


def test_a_single_evaluator_never_disagrees() -> None:
    result = computed(case(BAD, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["individual"], result["conflicts"], result["flags"]) == ({"A": "NICHT_UMSETZEN"}, [], [])


def test_adjacent_classes_let_the_consolidated_class_stand() -> None:
    result = computed(case(GOOD, NEARLY, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["individual"], result["flags"]) == ({"A": "UMSETZEN", "B": "MIT_AUFLAGEN"}, ["adjacent-classes"])
    assert result["decision"] == "UMSETZEN"


def test_a_minority_view_does_not_stop_a_strict_majority() -> None:
    result = computed(case(GOOD, GOOD, BAD, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["flags"], result["decision"]) == (["minority-view"], "UMSETZEN")
    assert result["conflicts"] == ["L1"]


def test_relevance_disputed_is_told_and_stops_nothing() -> None:
    result = computed(case(GOOD, GOOD | {"Z45": "NR"}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["flags"], result["decision"]) == (["relevance-disputed"], "UMSETZEN")
    assert result["state"]["Z45"] == "1"


def test_conflict_share_counts_effective_weights_and_must_be_exceeded() -> None:
    at_limit = {"Z41": -1, "Z42": -1, "Z43": -1, "Z44": -1, "Z45": -1, "L1": -1}
    two: dict[str, Any] = dict.fromkeys(LUDWIGSBURG.criteria, 2)
    result = computed(case(two, two | at_limit, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["conflict_share"], "conflict-share" in result["flags"]) == ("1/4", False)
    result = computed(case(two, two | at_limit | {"L2": 0}, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert (result["conflict_share"], result["decision"]) == ("3/10", "KLAEREN")
    assert "conflict-share" in result["flags"]


def test_flags_keep_their_order() -> None:
    first = {"P1": 2, "P2": 2, "G1": 1, "G2": "NR", "M1": "NB"}
    second = {"P1": "NB", "P2": "NB", "G1": -2, "G2": 1, "M1": "NB"}
    result = computed(
        case(first, second, catalogue=SMALL, ko={"X1": ["offen", "ja"], "X2": ["nein", "ja"]}),
        SMALL,
    )
    assert result["flags"] == ["ko-open:X1,X2", "unknown-decides", "relevance-disputed", "evaluators-disagree", "knapp"]


@pytest.mark.parametrize(
    ("sheets", "causes"),
    [
        pytest.param([GOOD, GOOD], (), id="agreement"),
        pytest.param([GOOD, NEARLY], (), id="adjacent classes"),
        pytest.param([GOOD, BAD], (ThirdOpinionCause.CLASSES_DIFFER,), id="classes differ"),
        pytest.param(
            [GOOD, dict.fromkeys(LUDWIGSBURG.criteria, -1)],
            (ThirdOpinionCause.CLASSES_DIFFER, ThirdOpinionCause.CRITERIA_CONFLICT),
            id="both",
        ),
        pytest.param([BAD], (), id="a single evaluator"),
        pytest.param([GOOD, BAD, NEARLY], (), id="after a third opinion it is not asked again"),
    ],
)
def test_third_opinion(sheets: list[dict[str, Any]], causes: tuple[ThirdOpinionCause, ...]) -> None:
    assert third_opinion_causes(result_of(case(*sheets, catalogue=LUDWIGSBURG), LUDWIGSBURG)) == causes


def test_conflicting_criteria_alone_are_a_cause() -> None:
    sheets = [
        GOOD | {"Z41": -1, "Z42": -1, "Z43": -1, "Z51": -1, "L1": 2, "Z11": 2},
        GOOD | {"L2": -1, "L3": -1, "L1": 2, "L4": 2},
    ]
    result = result_of(case(*sheets, catalogue=LUDWIGSBURG), LUDWIGSBURG)
    assert result.examination is not None
    assert len(set(result.examination.individual.values())) == 1
    assert third_opinion_causes(result) == (ThirdOpinionCause.CRITERIA_CONFLICT,)


def test_a_split_exclusion_goes_to_the_office_not_to_a_third() -> None:
    result = result_of(case(GOOD, GOOD, catalogue=LUDWIGSBURG, ko={"K1": ["ja", "nein"]}), LUDWIGSBURG)
    assert result.decision is CLARIFY
    assert third_opinion_causes(result) == ()
