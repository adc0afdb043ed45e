"""The sample city: plausible, complete, and a history that the rules of the process allow."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from deploy.local.sample.content import Content, Impulse, SampleError, Verdict, load_content
from deploy.local.sample.ratings import RatingSheet, Wording, read_sheet
from deploy.local.sample.steps import (
    AnswerExclusion,
    ClaimCase,
    DecideCase,
    PlanMeasure,
    PublishDecision,
    ReleaseImpulse,
    Step,
    SubmitAssessment,
    SubmitImpulse,
    WriteAssessment,
    schedule,
    steps,
)
from services.evaluation.domain.assessment import GivenRating, validate_assessment, votes_of
from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.score import Result, score
from services.evaluation.domain.votes import ExclusionAnswer, settle_without_office
from shared.contracts.fields import Key
from shared.runtime.city import load_city
from shared.runtime.working_days import add_working_days, is_working_day

CONTENT = load_content()
STEPS = steps(CONTENT)
ASSESSED = [impulse for impulse in CONTENT.impulses if impulse.assessment]
CONSOLIDATED = [impulse for impulse in ASSESSED if impulse.consolidated is not None]
DECISION_OF = {
    "UMSETZEN": "accepted",
    "MIT_AUFLAGEN": "accepted_with_conditions",
    "NICHT_UMSETZEN": "rejected",
    "KLAEREN": "deferred",
    "WEITERLEITEN": "forwarded",
}


def story(impulse: Impulse) -> list[Step]:
    return [step for step in STEPS if step.impulse == impulse.key]


def sheets(impulse: Impulse) -> list[RatingSheet]:
    return [step.command.sheet for step in story(impulse) if isinstance(step.command, WriteAssessment)]


def result(impulse: Impulse) -> Result:
    assert impulse.release is not None
    profile = CONTENT.catalogue.profiles[impulse.release.profile]
    given = sheets(impulse)
    exclusions = {
        criterion: settle_without_office(ExclusionAnswer(sheet.exclusions[criterion]) for sheet in given)
        for criterion in CONTENT.catalogue.exclusion_criteria
    }
    exclusions |= {answer.criterion: ExclusionAnswer(answer.answer) for answer in impulse.office}
    votes = {
        name: votes_of(as_given(sheet), profile.asked(), CONTENT.catalogue)
        for name, sheet in zip("AB", given, strict=False)
    }
    return score(CaseInput(votes, exclusions), CONTENT.catalogue)


def as_given(sheet: RatingSheet) -> dict[str, GivenRating]:
    return {
        criterion: GivenRating(rating.value, rating.reason, rating.evidence, rating.mitigation)
        for criterion, rating in sheet.ratings.items()
    }


def by_key(key: str) -> Impulse:
    return next(impulse for impulse in CONTENT.impulses if impulse.key == key)


def key_of(impulse: Impulse) -> str:
    return impulse.key


def test_sixty_impulses_in_every_state() -> None:
    assert Counter(impulse.final_state for impulse in CONTENT.impulses) == {
        "screening": 6,
        "inadmissible": 4,
        "in_assessment": 5,
        "consolidated": 3,
        "decided": 3,
        "accepted": 3,
        "accepted_with_conditions": 2,
        "rejected": 8,
        "deferred": 3,
        "forwarded": 3,
        "planned": 4,
        "in_implementation": 7,
        "completed": 7,
        "abandoned": 2,
    }


def test_the_assessments_are_in_all_stages() -> None:
    waiting = [impulse for impulse in CONTENT.impulses if impulse.final_state == "in_assessment"]
    assert Counter(len(impulse.assessment) for impulse in waiting) == {0: 3, 1: 2}
    assert {impulse.release.profile for impulse in CONTENT.impulses if impulse.release} == {
        "full",
        "internal",
        "building",
        "short",
    }


def test_all_sides_and_all_fields_of_action_are_there() -> None:
    city = load_city()
    assert {impulse.origin for impulse in CONTENT.impulses} == {"citizens", "council", "administration"}
    assert {impulse.channel for impulse in CONTENT.impulses} == {"form", "portal", "staff"}
    per_field = Counter(impulse.field_of_action for impulse in CONTENT.impulses)
    assert per_field.keys() == {field.name for field in city.fields_of_action}
    assert min(per_field.values()) >= 3


def test_units_and_goals_are_the_citys() -> None:
    city = load_city()
    units = {unit.id for unit in city.units}
    goals = {goal.number for goal in city.strategic_goals}
    for impulse in CONTENT.impulses:
        if impulse.release is not None:
            assert impulse.release.unit in units
            assert set(impulse.release.goals) <= goals
        if impulse.decision is not None:
            assert {condition.unit for condition in impulse.decision.conditions} <= units
        if impulse.measure is not None:
            assert impulse.measure.unit in units


@pytest.mark.parametrize("impulse", CONTENT.impulses, ids=key_of)
def test_a_text_is_short_and_names_no_private_person(impulse: Impulse) -> None:
    sentences = re.findall(r"[.!?](?=\s|$)", impulse.text)
    assert 1 <= len(sentences) <= 8
    everything = f"{impulse.title} {impulse.text} {impulse.place}"
    assert "@" not in everything
    assert not re.search(r"(Herr|Frau) [A-ZÄÖÜ]", everything)
    assert not re.search(r"(straße|weg|platz|gasse|allee) \d", everything, re.IGNORECASE), "a house number"
    assert not re.search(r"(?<![.\d])0\d{2,}", everything), "a telephone number"


@pytest.mark.parametrize("impulse", [impulse for impulse in CONTENT.impulses if impulse.decision], ids=key_of)
def test_reasons_are_two_to_five_sentences(impulse: Impulse) -> None:
    assert impulse.decision is not None
    assert 2 <= len(re.findall(r"[a-zäöüß)][.!?](?=\s|$)", impulse.decision.reasons)) <= 5


@pytest.mark.parametrize("impulse", ASSESSED, ids=key_of)
def test_every_assessment_keeps_the_rules_of_rating(impulse: Impulse) -> None:
    assert impulse.release is not None
    profile = CONTENT.catalogue.profiles[impulse.release.profile]
    for sheet in sheets(impulse):
        assert validate_assessment(as_given(sheet), sheet.exclusions, profile.asked(), CONTENT.catalogue) == []
    assert len({assessment.unit for assessment in impulse.assessment}) == len(impulse.assessment)


@pytest.mark.parametrize("impulse", CONSOLIDATED, ids=key_of)
def test_the_ratings_lead_to_the_intended_recommendation(impulse: Impulse) -> None:
    assert impulse.consolidated is not None
    assert result(impulse).decision.value == impulse.consolidated.recommendation


@pytest.mark.parametrize("impulse", [impulse for impulse in CONTENT.impulses if impulse.decision], ids=key_of)
def test_a_deviation_or_a_narrow_result_is_explained(impulse: Impulse) -> None:
    assert impulse.decision is not None
    assert impulse.consolidated is not None
    deviates = DECISION_OF[impulse.consolidated.recommendation] != impulse.decision.decision
    assert deviates == (impulse.decision.deviation is not None)
    assert ("knapp" in result(impulse).flags) == (impulse.decision.confirmation is not None)


def test_what_the_city_has_to_show_for_itself() -> None:
    deviations = [impulse for impulse in CONSOLIDATED if impulse.decision and impulse.decision.deviation]
    assert len(deviations) == 2
    assert "evaluators-disagree" in result(by_key("autofreie-samstage")).flags
    assert by_key("autofreie-samstage").final_state == "consolidated"
    assert "adjacent-classes" in result(by_key("sprachcafe-stadtteile")).flags
    assert "unknown-decides" in result(by_key("waermenetz-altstadt")).flags
    assert [str(cause) for cause in result(by_key("videoueberwachung-stadtpark")).why] == ["K.o.:K1"]


def test_an_exclusion_in_doubt_is_settled_by_the_office() -> None:
    for impulse in CONSOLIDATED:
        doubtful = {
            criterion
            for sheet in sheets(impulse)
            for criterion, answer in sheet.exclusions.items()
            if answer in ("nein", "offen")
        }
        assert doubtful == {answer.criterion for answer in impulse.office}


def test_the_short_profile_keeps_its_limits() -> None:
    limits = CONTENT.catalogue.profiles["short"].limits
    assert limits is not None
    for impulse in CONTENT.impulses:
        if impulse.release is not None and impulse.release.profile == "short":
            assert impulse.release.once_cents <= limits.one_off_cents
            assert impulse.release.yearly_cents <= limits.yearly_cents


def test_an_addressee_fits_the_contract() -> None:
    key: TypeAdapter[str] = TypeAdapter(Key)
    for impulse in CONTENT.impulses:
        if impulse.decision is not None and impulse.decision.addressee is not None:
            assert key.validate_python(impulse.decision.addressee) == impulse.decision.addressee


def test_two_evaluators_word_the_same_rating_differently() -> None:
    for impulse in ASSESSED:
        given = sheets(impulse)
        if len(given) < 2:
            continue
        for criterion, rating in given[0].ratings.items():
            other = given[1].ratings[criterion]
            if rating.reason and rating.value == other.value and len(phrases(criterion, rating.value)) > 1:
                assert rating.reason != other.reason


def phrases(criterion: str, value: int | str) -> tuple[str, ...]:
    return CONTENT.phrases[criterion][str(value)]


def test_steps_are_ordered_and_every_story_is_told() -> None:
    assert [step.days_ago for step in STEPS] == sorted((step.days_ago for step in STEPS), reverse=True)
    assert {step.impulse for step in STEPS} == {impulse.key for impulse in CONTENT.impulses}
    assert sum(isinstance(step.command, SubmitImpulse) for step in STEPS) == 60
    assert sum(isinstance(step.command, PublishDecision) for step in STEPS) == 39
    assert sum(isinstance(step.command, PlanMeasure) for step in STEPS) == 20
    assert max(step.days_ago for step in STEPS) > 400


@pytest.mark.parametrize("impulse", CONTENT.impulses, ids=key_of)
def test_no_step_comes_before_its_predecessor(impulse: Impulse) -> None:
    told = [step.command for step in story(impulse)]
    kinds = [type(command).__name__ for command in told]
    assert kinds[0] == "SubmitImpulse"
    for earlier, later in (
        ("SubmitImpulse", "ReleaseImpulse"),
        ("ReleaseImpulse", "ClaimCase"),
        ("SubmitAssessment", "AnswerExclusion"),
        ("SubmitAssessment", "DecideCase"),
        ("AnswerExclusion", "DecideCase"),
        ("DecideCase", "PublishDecision"),
        ("PublishDecision", "PlanMeasure"),
        ("PlanMeasure", "ReportProgress"),
        ("ReportProgress", "CompleteMeasure"),
        ("ReportProgress", "AbandonMeasure"),
    ):
        if earlier in kinds and later in kinds:
            last_earlier = max(place for place, kind in enumerate(kinds) if kind == earlier)
            assert last_earlier < kinds.index(later), f"{later} before {earlier}"
    if "DecideCase" in kinds:
        assert impulse.release is not None
        assert kinds.count("SubmitAssessment") == impulse.release.evaluators_required


@pytest.mark.parametrize("impulse", ASSESSED, ids=key_of)
def test_each_evaluator_claims_writes_and_submits(impulse: Impulse) -> None:
    evaluators = {step.actor.user for step in story(impulse) if step.actor.role == "evaluator"}
    assert len(evaluators) == len(impulse.assessment)
    for user in evaluators:
        own = [type(step.command) for step in story(impulse) if step.actor.user == user]
        assert own == [ClaimCase, WriteAssessment, SubmitAssessment]


def test_each_role_does_only_its_own_work() -> None:
    allowed = {
        "public": {"SubmitImpulse"},
        "portal": {"SubmitImpulse"},
        "coordinator": {"SubmitImpulse", "ReleaseImpulse", "DeclareInadmissible", "PublishDecision"},
        "evaluator": {"ClaimCase", "WriteAssessment", "SubmitAssessment"},
        "office": {"AnswerExclusion"},
        "decider": {"SubmitToCouncil", "DecideCase"},
        "implementer": {"PlanMeasure", "ReportProgress", "CompleteMeasure", "AbandonMeasure"},
    }
    for step in STEPS:
        assert type(step.command).__name__ in allowed[step.actor.role]
        assert (step.actor.user is None) == (step.actor.role in ("public", "portal"))


def test_four_eyes() -> None:
    for impulse in CONTENT.impulses:
        told = story(impulse)
        deciders = {step.actor.user for step in told if isinstance(step.command, DecideCase)}
        evaluators = {step.actor.user for step in told if isinstance(step.command, ClaimCase)}
        publishers = {step.actor.user for step in told if isinstance(step.command, PublishDecision)}
        screeners = {step.actor.user for step in told if isinstance(step.command, ReleaseImpulse)}
        assert not deciders & (evaluators | publishers)
        assert not screeners & publishers


@pytest.mark.parametrize("today", [date(2026, 1, 6) + timedelta(days=shift) for shift in range(0, 400, 9)], ids=str)
def test_the_schedule_runs_forward_on_working_days(today: date) -> None:
    planned = schedule(STEPS, today)
    moments = [moment for moment, _ in planned]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(STEPS)
    assert all(moment.date() < today for moment in moments)
    for moment, step in planned:
        assert step.actor.user is None or is_working_day(moment.date())
    for impulse in CONTENT.impulses:
        assert [step for _, step in planned if step.impulse == impulse.key] == story(impulse)


def test_assessments_are_handed_in_within_the_lease() -> None:
    lease = load_city().deadlines.lease
    claimed: dict[tuple[str, str | None], date] = {}
    for moment, step in schedule(STEPS, date(2026, 11, 22)):
        place = (step.impulse, step.actor.user)
        if isinstance(step.command, ClaimCase):
            claimed[place] = moment.date()
        elif isinstance(step.command, SubmitAssessment):
            assert moment.date() <= add_working_days(claimed[place], lease)


def told_otherwise(impulse: Impulse) -> Content:
    return replace(CONTENT, impulses=(impulse,))


def test_a_story_that_runs_backwards_is_refused() -> None:
    impulse = by_key("radweg-weststadt")
    assert impulse.release is not None
    late = replace(impulse, release=replace(impulse.release, days_ago=300))
    with pytest.raises(SampleError, match=r"radweg-weststadt: .* comes before"):
        steps(told_otherwise(late))


def test_a_rating_that_the_profile_does_not_ask_for_is_refused() -> None:
    impulse = by_key("radweg-weststadt")
    closed = replace(impulse.assessment[0], ratings="L1=1 L2=1")
    with pytest.raises(SampleError, match="does not ask for L2"):
        steps(told_otherwise(replace(impulse, assessment=(closed, impulse.assessment[1]))))


@pytest.mark.parametrize("line", ["L1", "L1=", "L1=3", "L1=1 L1=2", "L1=1E", "L1=ja"])
def test_a_malformed_rating_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="L1"):
        read_sheet(line, "full", CONTENT.catalogue, Wording(CONTENT.phrases, "x", 0))


def test_the_short_form_of_an_assessment() -> None:
    sheet = read_sheet("L1=2 L4=-1D Z31=NB K5=nein", "full", CONTENT.catalogue, Wording(CONTENT.phrases, "x", 0))
    assert (sheet.ratings["L1"].value, sheet.ratings["L1"].evidence) == (2, "B")
    assert (sheet.ratings["L4"].value, sheet.ratings["L4"].evidence) == (-1, "D")
    assert sheet.ratings["L4"].mitigation in CONTENT.phrases["L4"]["mitigation"]
    assert sheet.ratings["Z31"].value == "NB"
    assert sheet.ratings["Z31"].as_body().keys() == {"value", "reason"}
    assert sheet.ratings["Z52"].as_body() == {"value": 0}
    assert sheet.exclusions == {"K1": "ja", "K2": "ja", "K3": "ja", "K4": "ja", "K5": "nein"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"decision": "deferred"}, "until_in goes with deferred"),
        ({"decision": "forwarded"}, "addressee goes with forwarded"),
        ({"decision": "accepted_with_conditions"}, "conditions goes with accepted_with_conditions"),
        ({"until_in": 3}, "until_in goes with deferred"),
    ],
)
def test_a_decision_has_what_it_needs(change: dict[str, object], problem: str) -> None:
    verdict = by_key("radweg-weststadt").decision
    assert verdict is not None
    fields = {"days_ago": verdict.days_ago, "decision": verdict.decision, "reasons": verdict.reasons}
    with pytest.raises(ValidationError, match=problem):
        TypeAdapter(Verdict).validate_python(fields | change)


@pytest.mark.parametrize("missing", ["release", "consolidated", "decision"])
def test_a_story_without_a_step_in_between_is_refused(missing: str) -> None:
    impulse = by_key("radweg-weststadt")
    fields = {name: getattr(impulse, name) for name in impulse.__dataclass_fields__}
    with pytest.raises(ValidationError, match=r"come|exactly|need"):
        TypeAdapter(Impulse).validate_python(fields | {missing: None})


def test_an_office_answers_after_the_assessments_and_before_the_decision() -> None:
    told = [type(step.command) for step in story(by_key("s-bahn-takt"))]
    assert told.index(AnswerExclusion) > max(place for place, kind in enumerate(told) if kind is SubmitAssessment)
    assert told.index(AnswerExclusion) < told.index(DecideCase)
