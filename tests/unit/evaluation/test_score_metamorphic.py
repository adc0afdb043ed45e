"""How the result has to change, or not, when a case or a catalogue is changed in a way whose effect is known."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import Value, consolidate
from services.evaluation.domain.robustness import acceptability, radius
from services.evaluation.domain.votes import Unrated
from tests.unit.evaluation.cases import RANDOM, Case, cases, computed, result_of
from tests.unit.evaluation.catalogues import LUDWIGSBURG, SMALL

both = pytest.mark.parametrize("catalogue", [LUDWIGSBURG, SMALL], ids=["ludwigsburg", "small"])
OF_RATINGS = ("state", "S", "I", "D", "coverage", "S_lo", "S_hi", "base", "S_equal", "accept_dim", "radius_by_t", "sdg")
halves = st.fractions(-2, 2, max_denominator=2)


def of_ratings(result: dict[str, Any]) -> dict[str, Any]:
    return {name: result[name] for name in OF_RATINGS if name in result}


def negated(vote: Any) -> Any:
    return vote if isinstance(vote, str) else -vote


@both
@given(data=st.data())
@RANDOM
def test_every_evaluator_twice_gives_the_same_score(catalogue: Catalogue, data: st.DataObject) -> None:
    once = data.draw(cases(catalogue))
    twice: Case = {
        "ratings": once["ratings"] | {f"{name}2": sheet for name, sheet in once["ratings"].items()},
        "ko": {c: given | {f"{name}2": answer for name, answer in given.items()} for c, given in once["ko"].items()},
    }
    assert of_ratings(computed(twice, catalogue)) == of_ratings(computed(once, catalogue))


@both
@given(data=st.data())
@RANDOM
def test_turning_every_rating_around_turns_the_score_around(catalogue: Catalogue, data: st.DataObject) -> None:
    case = data.draw(cases(catalogue))
    turned: Case = {
        "ratings": {name: {c: negated(vote) for c, vote in sheet.items()} for name, sheet in case["ratings"].items()},
        "ko": case["ko"],
    }
    before, after = result_of(case, catalogue), result_of(turned, catalogue)
    assert (before.figures is None) is (after.figures is None)
    if before.figures and after.figures:
        assert after.figures.score == -before.figures.score
        assert after.figures.index == 100 - before.figures.index
        assert after.figures.lowest_score == -before.figures.highest_score
        assert after.figures.dimensions == {name: -value for name, value in before.figures.dimensions.items()}
    assert after.sustainability.positive == before.sustainability.negative
    assert after.sustainability.negative == before.sustainability.positive


@both
@given(data=st.data(), scale=st.fractions(Fraction(1, 9), 9))
@RANDOM
def test_only_the_proportions_of_weights_count(catalogue: Catalogue, data: st.DataObject, scale: Fraction) -> None:
    case = data.draw(cases(catalogue))
    scaled = replace(
        catalogue,
        dimensions={name: replace(each, weight=each.weight * scale) for name, each in catalogue.dimensions.items()},
        criteria={name: replace(each, weight=each.weight * scale) for name, each in catalogue.criteria.items()},
    )
    assert computed(case, scaled) == computed(case, catalogue)


@both
@given(data=st.data())
@RANDOM
def test_a_criterion_split_in_two_with_the_same_votes_counts_as_one(catalogue: Catalogue, data: st.DataObject) -> None:
    case = data.draw(cases(catalogue))
    name = data.draw(st.sampled_from(sorted(catalogue.criteria)))
    share = data.draw(st.fractions(Fraction(1, 10), Fraction(9, 10)))
    entry = catalogue.criteria[name]
    parts = {
        name: replace(entry, weight=entry.weight * share),
        "half": replace(entry, id="half", weight=entry.weight * (1 - share)),
    }
    split = replace(catalogue, criteria={**catalogue.criteria, **parts})
    doubled: Case = {
        "ratings": {each: sheet | {"half": sheet[name]} for each, sheet in case["ratings"].items()},
        "ko": case["ko"],
    }
    before, after = computed(case, catalogue), computed(doubled, split)
    for figure in ("S", "D", "coverage", "S_lo", "S_hi", "base", "sdg", "conflict_share", "radius_by_t", "radius"):
        assert after.get(figure) == before.get(figure), figure


@both
@given(data=st.data())
@RANDOM
def test_the_order_of_criteria_orders_only_what_is_listed(catalogue: Catalogue, data: st.DataObject) -> None:
    case = data.draw(cases(catalogue))
    order = data.draw(st.permutations(sorted(catalogue.criteria)))
    before = computed(case, catalogue)
    after = computed(case, replace(catalogue, criteria={name: catalogue.criteria[name] for name in order}))
    assert set(after["why"]) == set(before["why"])
    for unordered in ("why", "conflicts", "levers"):
        before.pop(unordered, None)
        after.pop(unordered, None)
    assert after == before


@both
@given(data=st.data())
@RANDOM
def test_exclusion_answers_never_touch_the_score(catalogue: Catalogue, data: st.DataObject) -> None:
    case = data.draw(cases(catalogue))
    answers = data.draw(cases(catalogue))["ko"]
    names = sorted(case["ratings"])
    some = {c: dict.fromkeys(names, next(iter(given.values()))) for c, given in answers.items()}
    before, after = computed(case, catalogue), computed({"ratings": case["ratings"], "ko": some}, catalogue)
    for figure in ("S", "D", "base", "sdg", "coverage", "state"):
        assert after.get(figure) == before.get(figure)


@both
@given(data=st.data())
@RANDOM
def test_a_criterion_not_relevant_counts_like_the_mean_of_its_dimension(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    state: dict[str, Value] = {name: data.draw(halves) for name in catalogue.criteria}
    name = data.draw(st.sampled_from(sorted(catalogue.criteria)))
    dimension = catalogue.criteria[name].dimension
    others = [each.id for each in catalogue.criteria_of(dimension) if each.id != name]
    if not others:
        return
    left_out = consolidate(state | {name: Unrated.NOT_RELEVANT}, catalogue)
    filled = consolidate(state | {name: left_out.dimensions[dimension]}, catalogue)
    assert filled.dimensions == left_out.dimensions
    assert filled.score == left_out.score


@given(st.lists(halves, min_size=1, max_size=6), halves, halves)
@RANDOM
def test_a_higher_threshold_is_never_reached_by_more_weightings(
    values: list[Fraction], first: Fraction, second: Fraction
) -> None:
    assert acceptability(values, min(first, second)) >= acceptability(values, max(first, second))


@given(st.lists(halves, min_size=1, max_size=6), halves)
@RANDOM
def test_what_reaches_a_threshold_from_above_misses_it_from_below(values: list[Fraction], threshold: Fraction) -> None:
    turned = acceptability([-value for value in values], -threshold)
    # Exactly on the threshold counts on both sides; that happens to more than a null set only if all values lie there.
    both_sides = 1 if set(values) == {threshold} else 0
    assert acceptability(values, threshold) + turned == 1 + both_sides


@given(st.lists(st.tuples(halves, st.fractions(Fraction(1, 9), 5)), min_size=1, max_size=6), halves, halves)
@RANDOM
def test_the_radius_depends_on_distances_and_proportions_only(
    pairs: list[tuple[Fraction, Fraction]], threshold: Fraction, shift: Fraction
) -> None:
    values = {str(place): value for place, (value, _) in enumerate(pairs)}
    weights = {str(place): weight for place, (_, weight) in enumerate(pairs)}
    before = radius(values, weights, threshold)
    assert 0 <= before <= 1
    shifted = {name: value + shift for name, value in values.items()}
    assert radius(shifted, {name: 3 * weight for name, weight in weights.items()}, threshold + shift) == before
