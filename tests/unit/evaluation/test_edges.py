"""Every edge that the method names, and the test that stands on it. Source: assessment-method.md.

A test that is renamed or removed is missed here.
"""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent

EDGES = [
    # Ratings
    ("a 0 takes its anchor as reason and needs no evidence", "test_assessment_rules", "test_what_a_rating_needs"),
    ("an own reason has at least 20 characters", "test_assessment_rules", "test_what_a_rating_needs"),
    ("NB and an own NR need a reason only", "test_assessment_rules", "test_what_a_rating_needs"),
    ("+2 needs A or B, -2 is allowed with C, D allows at most +-1", "test_assessment_rules", "test_what_a_rating_needs"),
    ("a negative rating names a mitigation", "test_assessment_rules", "test_what_a_rating_needs"),
    ("fields that are not needed are accepted", "test_assessment_rules", "test_what_a_rating_needs"),
    ("NR is refused where the catalogue forbids it", "test_assessment_rules", "test_not_relevant_where_it_is_forbidden"),
    ("a criterion that the profile leaves out", "test_assessment_rules", "test_votes_of_an_assessment_with_a_profile"),
    ("an opened criterion is asked of all", "test_assessment_rules", "test_an_opened_criterion_must_be_rated"),
    ("numbers of a catalogue are parsed exactly", "test_catalogue_file", "test_decimals_are_compared_exactly"),
    ("weights that do not add up, repeated ids, missing anchors, unknown sentences, profiles and thresholds out of order",
     "test_catalogue_file", "test_a_wrong_file_is_refused_with_the_path_that_is_wrong"),
    ("English is optional", "test_catalogue_file", "test_english_is_optional"),
    # Consolidation and score
    ("two votes: their mean", "test_recommendation", "test_consolidated_value"),
    ("no numeric vote: NB if anyone said NB, otherwise NR", "test_recommendation", "test_consolidated_value"),
    ("NR is redistributed inside its dimension only", "test_recommendation",
     "test_not_relevant_gives_its_weight_to_its_dimension_only"),
    ("NR on a whole dimension equals dropping it", "test_score_properties",
     "test_a_dimension_that_is_not_relevant_is_as_if_it_were_not_there"),
    ("0.5 is a real boundary", "test_recommendation", "test_half_is_a_real_boundary"),
    ("missing is not neutral: both bounds", "test_recommendation", "test_bounds_count_the_missing_at_both_ends"),
    ("classes at -2 and +2 differ", "test_recommendation", "test_unknown_decides_where_the_two_imputed_classes_differ"),
    ("an imputed -2 does not trigger the -2 rule", "test_recommendation",
     "test_an_imputed_minus_two_is_no_rating_of_minus_two"),
    ("positive and negative contributions are never netted", "test_score_metamorphic",
     "test_turning_every_rating_around_turns_the_score_around"),
    ("sum pos - sum neg = k S", "test_score_properties", "test_sustainability_sums_to_the_weighted_score"),
    # Recommendation
    ("WEITERLEITEN where only `forward` failed", "test_score", "test_exclusion_answers"),
    ("forward beside an open one", "test_score", "test_exclusion_answers"),
    ("exclusion answers are never averaged", "test_score", "test_two_no_and_one_yes_stay_open_and_are_not_averaged"),
    ("the score is still shown with a confirmed exclusion", "test_score",
     "test_a_confirmed_exclusion_still_shows_the_score_and_ends_there"),
    ("gate dimension unrated", "test_score", "test_gate_unrated_leaves_out_the_radius"),
    ("D_gate exactly 0, S exactly t_lo, D exactly floor", "test_recommendation", "test_classes_and_their_causes"),
    ("all causes of MIT_AUFLAGEN in their order", "test_recommendation", "test_classes_and_their_causes"),
    ("k exactly the minimum coverage", "test_recommendation", "test_coverage_below_the_minimum"),
    ("radius exactly the minimum", "test_recommendation", "test_a_radius_at_the_minimum_is_not_knapp"),
    ("knapp lets the class stand", "test_recommendation", "test_knapp_leaves_the_class_standing"),
    ("smallest whole value above s_c, also above a half", "test_recommendation",
     "test_levers_start_above_a_value_between_two_whole_ones"),
    ("a lever lifts by one class or two", "test_recommendation", "test_levers_may_lift_by_one_class_only"),
    # Several evaluators
    ("two votes: difference of exactly 2", "test_agreement", "test_criterion_conflict_counts_numbers_only"),
    ("three and more: exactly a third on either side", "test_agreement", "test_criterion_conflict_counts_numbers_only"),
    ("NR or NB beside a number is no conflict", "test_agreement", "test_criterion_conflict_counts_numbers_only"),
    ("NR beside a number raises relevance-disputed", "test_agreement",
     "test_relevance_disputed_is_told_and_stops_nothing"),
    ("only UMSETZEN against MIT_AUFLAGEN is adjacent", "test_agreement", "test_own_classes"),
    ("strict majority, not half", "test_agreement", "test_own_classes"),
    ("conflict share exactly at its limit", "test_agreement",
     "test_conflict_share_counts_effective_weights_and_must_be_exceeded"),
    ("an exclusion split never asks for a third opinion", "test_agreement",
     "test_a_split_exclusion_goes_to_the_office_not_to_a_third"),
    ("with three votes no third opinion is asked again", "test_agreement", "test_third_opinion"),
    ("flags in their order", "test_agreement", "test_flags_keep_their_order"),
    # Robustness
    ("radius 1 when P + N = 0", "test_robustness", "test_radius_is_one_where_everything_lies_on_the_threshold"),
    ("7/13 and 2/13", "test_robustness", "test_radius_of_three_criteria"),
    ("7/8, 16/27, ties and one dimension", "test_robustness", "test_known_shares_of_weightings"),
    ("the radius of each class, a -2 counting as 1", "test_robustness", "test_radius_of_the_class"),
    ("NICHT_UMSETZEN: both violated, why names the first", "test_robustness",
     "test_why_names_only_the_first_violation_but_the_radius_is_that_of_the_safer_one"),
    # Names in a computed result
    ("no rated criterion at all", "test_score", "test_nothing_rated_leaves_only_what_can_be_said"),
    ("`ja` beside `na` is `ja`, all `na` is settled", "test_score", "test_exclusion_answers"),
    ("3, 0.5, true are refused", "test_case_input", "test_only_whole_numbers_of_the_scale_nr_and_nb_are_votes"),
    ("zero evaluators, other evaluators in ko, missing or unknown ids, na and NR where forbidden", "test_case_input",
     "test_a_case_is_refused_with_the_path_that_is_wrong"),
    ("other keys are ignored", "test_case_input", "test_a_case_is_read_and_other_names_are_ignored"),
    ("exit code not 0", "test_score_command", "test_score_refuses_with_one_line_per_problem_and_prints_nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("edge", "module", "test"), EDGES, ids=[edge for edge, _, _ in EDGES])
def test_an_edge_of_the_method_has_its_test(edge: str, module: str, test: str) -> None:
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, edge
