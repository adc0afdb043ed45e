"""What must hold whatever the ratings. Source: assessment-method.md, "Oracles" and "Consolidation and score"."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.evaluation.domain.catalogue import Catalogue
from tests.unit.evaluation.cases import RANDOM, Case, case, cases, computed, result_of
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

both = pytest.mark.parametrize("catalogue", [LUDWIGSBURG, SMALL], ids=["ludwigsburg", "small"])


@both
@given(data=st.data())
@RANDOM
def test_effective_weights_add_to_one(catalogue: Catalogue, data: st.DataObject) -> None:
    result = result_of(data.draw(cases(catalogue)), catalogue)
    applicable = {criterion for criterion, value in result.state.items() if str(value) != "NR"}
    assert result.weights.keys() == applicable
    assert sum(result.weights.values()) == (1 if applicable else 0)


@both
@given(data=st.data())
@RANDOM
def test_raising_one_rating_never_lowers_score_or_dimension(catalogue: Catalogue, data: st.DataObject) -> None:
    before = data.draw(cases(catalogue))
    evaluator = data.draw(st.sampled_from(sorted(before["ratings"])))
    sheet = before["ratings"][evaluator]
    raisable = [criterion for criterion, vote in sheet.items() if vote in (-2, -1, 0, 1)]
    assume(raisable)
    criterion = data.draw(st.sampled_from(raisable))
    raised = sheet | {criterion: data.draw(st.integers(sheet[criterion] + 1, 2))}
    after = before | {"ratings": before["ratings"] | {evaluator: raised}}
    low, high = result_of(before, catalogue).figures, result_of(after, catalogue).figures
    assert low is not None
    assert high is not None
    assert high.score >= low.score
    assert all(high.dimensions[dimension] >= value for dimension, value in low.dimensions.items())


@both
@given(data=st.data())
@RANDOM
def test_the_order_of_evaluators_changes_nothing(catalogue: Catalogue, data: st.DataObject) -> None:
    given_case = data.draw(cases(catalogue))
    order = data.draw(st.permutations(sorted(given_case["ratings"])))
    permuted: Case = {
        "ratings": {name: given_case["ratings"][name] for name in order},
        "ko": {c: {name: answers[name] for name in order} for c, answers in given_case["ko"].items()},
    }
    assert computed(permuted, catalogue) == computed(given_case, catalogue)


@both
@given(data=st.data())
@RANDOM
def test_swapping_two_evaluators_swaps_only_their_classes(catalogue: Catalogue, data: st.DataObject) -> None:
    given_case = data.draw(cases(catalogue))
    names = sorted(given_case["ratings"])
    assume(len(names) > 1)
    swap = {name: name for name in names} | {names[0]: names[1], names[1]: names[0]}
    swapped: Case = {
        "ratings": {name: given_case["ratings"][swap[name]] for name in names},
        "ko": {c: {name: answers[swap[name]] for name in names} for c, answers in given_case["ko"].items()},
    }
    before, after = computed(given_case, catalogue), computed(swapped, catalogue)
    if "individual" in before:
        before["individual"] = {name: before["individual"][swap[name]] for name in names}
    assert after == before


@both
@pytest.mark.parametrize("value", [-2, -1, 0, 1, 2])
def test_equal_ratings_give_that_score(catalogue: Catalogue, value: int) -> None:
    sheet = dict.fromkeys(catalogue.criteria, value)
    result = computed(case(sheet, sheet, catalogue=catalogue), catalogue)
    assert {result["S"], result["S_equal"], *result["D"].values()} == {str(value)}
    assert result["I"] == str(50 + 25 * value)


@both
@given(data=st.data())
@RANDOM
def test_a_dimension_that_is_not_relevant_is_as_if_it_were_not_there(catalogue: Catalogue, data: st.DataObject) -> None:
    droppable = [
        dimension
        for dimension in catalogue.dimensions
        if all(criterion.not_relevant_allowed for criterion in catalogue.criteria_of(dimension))
    ]
    dimension = data.draw(st.sampled_from(droppable))
    dropped = {criterion.id for criterion in catalogue.criteria_of(dimension)}
    given_case = data.draw(cases(catalogue))
    for sheet in given_case["ratings"].values():
        sheet.update(dict.fromkeys(dropped, "NR"))
    smaller = without_dimension(catalogue, dimension)
    reduced: Case = {
        "ratings": {
            name: {criterion: vote for criterion, vote in sheet.items() if criterion not in dropped}
            for name, sheet in given_case["ratings"].items()
        },
        "ko": given_case["ko"],
    }
    expected: dict[str, Any] = computed(reduced, smaller)
    expected["state"] = {criterion: expected["state"].get(criterion, "NR") for criterion in catalogue.criteria}
    assert computed(given_case, catalogue) == expected


def without_dimension(catalogue: Catalogue, dropped: str) -> Catalogue:

    return replace(
        catalogue,
        dimensions={name: dimension for name, dimension in catalogue.dimensions.items() if name != dropped},
        criteria={name: criterion for name, criterion in catalogue.criteria.items() if criterion.dimension != dropped},
    )


@both
@given(data=st.data())
@RANDOM
def test_sustainability_sums_to_the_weighted_score(catalogue: Catalogue, data: st.DataObject) -> None:
    result = result_of(data.draw(cases(catalogue)), catalogue)
    netted = sum(result.sustainability.positive.values()) - sum(result.sustainability.negative.values())
    assert netted == (result.figures.coverage * result.figures.score if result.figures else 0)
    assert all(
        value > 0 for value in (*result.sustainability.positive.values(), *result.sustainability.negative.values())
    )


@both
@given(data=st.data())
@RANDOM
def test_the_score_lies_between_its_bounds(catalogue: Catalogue, data: st.DataObject) -> None:
    figures = result_of(data.draw(cases(catalogue)), catalogue).figures
    assume(figures is not None)
    assert figures is not None
    assert -2 <= figures.lowest_score <= figures.score <= figures.highest_score <= 2
    assert figures.highest_score - figures.lowest_score == 4 * (1 - figures.coverage)


@both
@given(data=st.data(), seed=st.integers(0, 2**32))
@RANDOM
def test_within_the_radius_no_weights_move_the_score_across_a_threshold(
    catalogue: Catalogue, data: st.DataObject, seed: int
) -> None:
    result = result_of(data.draw(cases(catalogue, values=(-2, -1, 0, 1, 2))), catalogue)
    assume(result.examination is not None)
    assert result.examination is not None
    assert result.figures is not None
    chance = random.Random(seed)
    for threshold, radius in result.examination.radius_by_threshold.items():
        distances = {
            criterion: value - threshold for criterion, value in result.state.items() if isinstance(value, Fraction)
        }
        side = result.figures.score >= threshold
        step = radius * Fraction(999, 1000)
        some = {
            c: weight * (1 + step * Fraction(chance.randint(-100, 100), 100)) for c, weight in result.weights.items()
        }
        assert (mean_distance(some, distances) >= 0) is side
        against = {
            c: weight * (1 + (step if (distances[c] < 0) is side else -step)) for c, weight in result.weights.items()
        }
        assert (mean_distance(against, distances) >= 0) is side
        if 0 < radius < 1:
            far = min(radius * Fraction(1001, 1000), Fraction(1))
            worst = {
                c: weight * (1 + (far if (distances[c] < 0) is side else -far)) for c, weight in result.weights.items()
            }
            assert (mean_distance(worst, distances) >= 0) is not side


def mean_distance(weights: dict[str, Fraction], distances: dict[str, Fraction]) -> Fraction:
    return sum((weights[criterion] * distance for criterion, distance in distances.items()), Fraction(0)) / sum(
        weights.values()
    )


@pytest.mark.parametrize(("catalogue", "examples"), [(LUDWIGSBURG, 3), (SMALL, 50)], ids=["ludwigsburg", "small"])
def test_every_lever_lifts_the_class_and_one_step_less_does_not(catalogue: Catalogue, examples: int) -> None:
    @given(sheets=cases(catalogue, values=(-2, -1, 0, 1, 2)))
    @settings(RANDOM, max_examples=examples)
    def check(sheets: Case) -> None:
        sheet = sheets["ratings"]["A"]
        result = computed(case(sheet, catalogue=catalogue), catalogue)
        assert result["levers"] == list(lifting_ratings(sheet, result["base"], catalogue))

    check()


def lifting_ratings(sheet: dict[str, Any], base: str, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    ladder = ["NICHT_UMSETZEN", "MIT_AUFLAGEN", "UMSETZEN"]
    for criterion in catalogue.criteria:
        for value in range(sheet[criterion] + 1, 3):
            raised = case(sheet | {criterion: value}, catalogue=catalogue)
            reached = computed(raised, catalogue)["base"]
            if ladder.index(reached) > ladder.index(base):
                yield {"criterion": criterion, "from": str(sheet[criterion]), "to": str(value), "class": reached}
                break
