"""What a decision needs."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from services.evaluation.domain import decision_errors, errors
from services.evaluation.domain.case import Case, CaseState, SeatState
from services.evaluation.domain.competence import Ballot, Competence, EarlierDecision, Resolution
from services.evaluation.domain.conditions import Condition, checked_conditions
from services.evaluation.domain.correction import Correction, correct
from services.evaluation.domain.decision import NO_DEVIATION, Advice, Proposal, Setting, check_publication, decide
from services.evaluation.domain.decision_routes import Body, Matter
from services.evaluation.domain.opening import profile_of
from services.evaluation.domain.people import Person
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.resolution import checked_resolution
from shared.contracts.errors import DomainError
from tests.unit.evaluation_case.cases import ADA, BEN, EVA, case, catalogue, seat

TODAY = date(2026, 3, 2)
LEADERS = Body("leitung", "Leitung der zuständigen Stelle", "unit")
COMMISSION = Body(
    "kommission", "Bewertungskommission", "commission", short="BK", members=7, quorum=4, majority=Fraction(1, 2)
)
MAYOR = Body("ob", "Oberbürgermeisterin", "mayor", unit="ob-buero")
COUNCIL = Body("gemeinderat", "Gemeinderat", "council", short="GR", members=40, quorum=21, majority=Fraction(1, 2))
SETTING = Setting(TODAY, Matter("citizens"), Competence(LEADERS, COMMISSION), "not_needed", {"tiefbau", "stadtplanung"})
CLEAR = Advice(Recommendation.IMPLEMENT, close=False)
ASSESSED = case(state=CaseState.CONSOLIDATED, seats=(seat(ADA, SeatState.SUBMITTED), seat(BEN, SeatState.SUBMITTED)))
COMPLETE: dict[str, dict[str, Any]] = {
    "accepted": {},
    "accepted_with_conditions": {"conditions": (Condition("Bis Juni prüft der Tiefbau die Leitungen."),)},
    "rejected": {},
    "deferred": {"until": TODAY + timedelta(days=1)},
    "forwarded": {"addressee": "landratsamt"},
}


def proposal(decision: Any = "accepted", **changes: Any) -> Proposal:
    return Proposal(**{"decision": decision, "reasons": "Passt gut.", **COMPLETE[decision], **changes})


@pytest.mark.parametrize("recommendation", Recommendation)
def test_following_the_recommendation_needs_no_further_reason(recommendation: Recommendation) -> None:
    followed = NO_DEVIATION[recommendation]
    taken = decide(ASSESSED, Advice(recommendation, close=False), proposal(followed), EVA, SETTING)
    assert (taken.decision, taken.deviation, taken.deviation_reason) == (followed, False, None)


@pytest.mark.parametrize("recommendation", Recommendation)
@pytest.mark.parametrize("decision", COMPLETE)
def test_everything_else_is_a_deviation_and_needs_its_reason(recommendation: Recommendation, decision: str) -> None:
    if decision == NO_DEVIATION[recommendation]:
        return
    advice = Advice(recommendation, close=False)
    with pytest.raises(decision_errors.DeviationReasonMissing):
        decide(ASSESSED, advice, proposal(decision, deviation_reason="  "), EVA, SETTING)
    taken = decide(ASSESSED, advice, proposal(decision, deviation_reason="Das Geld fehlt."), EVA, SETTING)
    assert taken.deviation
    assert taken.deviation_reason == "Das Geld fehlt."


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        (proposal(reasons=" \n"), decision_errors.ReasonsMissing, "reasons"),
        (
            proposal("accepted_with_conditions", conditions=(Condition(" "),)),
            decision_errors.ConditionsInvalid,
            "conditions",
        ),
        (proposal(conditions=(Condition("Nur im Juni."),)), decision_errors.ConditionsInvalid, "conditions"),
        (proposal("deferred", until=None), decision_errors.DeferralInvalid, "until"),
        (proposal("deferred", until=TODAY), decision_errors.DeferralInvalid, "until"),
        (proposal(until=TODAY + timedelta(days=1)), decision_errors.DeferralInvalid, "until"),
        (proposal("forwarded", addressee=None), decision_errors.AddresseeInvalid, "addressee"),
        (proposal("forwarded", addressee="das Landratsamt"), decision_errors.AddresseeInvalid, "addressee"),
        (proposal(addressee="landratsamt"), decision_errors.AddresseeInvalid, "addressee"),
    ],
)
def test_an_incomplete_or_contradictory_decision_is_refused(
    changed: Proposal, refusal: type[DomainError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        decide(ASSESSED, CLEAR, changed, EVA, SETTING)
    assert refused.value.field == field


def test_a_close_result_needs_a_written_confirmation() -> None:
    close = Advice(Recommendation.IMPLEMENT, close=True)
    with pytest.raises(decision_errors.ConfirmationMissing):
        decide(ASSESSED, close, proposal(confirmation=" "), EVA, SETTING)
    taken = decide(ASSESSED, close, proposal(confirmation="Ich habe es geprüft."), EVA, SETTING)
    assert taken.confirmation == "Ich habe es geprüft."


def test_on_the_direct_track_accepting_confirms_the_exclusion_criteria_and_nothing_deviates() -> None:
    direct = case(state=CaseState.CONSOLIDATED, track="direct", profile=None, evaluators_required=0)
    soon = TODAY + timedelta(days=30)
    with pytest.raises(decision_errors.ConfirmationMissing):
        decide(direct, None, proposal(promised_for=soon), EVA, SETTING)
    confirmed = proposal(confirmation="Nichts steht entgegen.")
    for wrong in (None, TODAY):
        with pytest.raises(decision_errors.PromiseInvalid):
            decide(direct, None, replace(confirmed, promised_for=wrong), EVA, SETTING)
    assert decide(direct, None, replace(confirmed, promised_for=soon), EVA, SETTING).promised_for == soon
    assert not decide(direct, None, proposal("rejected"), EVA, SETTING).deviation


@pytest.mark.parametrize(
    ("of", "decider", "refusal"),
    [
        (ASSESSED, ADA, decision_errors.FourEyes),
        (replace(ASSESSED, state=CaseState.OPEN), EVA, decision_errors.NotConsolidated),
        (replace(ASSESSED, state=CaseState.AWAITING_OFFICE), EVA, decision_errors.NotConsolidated),
        (replace(ASSESSED, state=CaseState.CLOSED), EVA, decision_errors.NotConsolidated),
        (replace(ASSESSED, state=CaseState.DECIDED), EVA, decision_errors.AlreadyDecided),
        (replace(ASSESSED, state=CaseState.PUBLISHED), EVA, decision_errors.AlreadyDecided),
        (replace(ASSESSED, track="short"), Person("demo|otto", ADA.unit), errors.SameUnit),
    ],
)
def test_not_everybody_may_decide_and_not_at_any_time(of: Case, decider: Person, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        decide(of, CLEAR, proposal(), decider, SETTING)


def test_the_decider_does_not_publish() -> None:
    taken = decide(ASSESSED, CLEAR, proposal(), EVA, SETTING)
    with pytest.raises(decision_errors.FourEyes):
        check_publication(taken, EVA)
    with pytest.raises(decision_errors.NotDecided):
        check_publication(None, BEN)
    assert check_publication(taken, Person("demo|finn", "hauptamt")) == taken


@pytest.mark.parametrize(
    ("track", "profile", "found"),
    [("full", "building", "building"), ("short", "short", "short"), ("short", "full", "full"), ("direct", None, None)],
)
def test_a_case_is_opened_with_the_profile_of_screening(track: str, profile: str | None, found: str | None) -> None:
    opened = profile_of(track, profile, catalogue())
    assert (opened and opened.id) == found


@pytest.mark.parametrize(("track", "profile"), [("full", "nothing"), ("full", None), ("full", "short")])
def test_an_unknown_profile_or_one_with_less_effort_than_the_track_is_refused(track: str, profile: str | None) -> None:
    with pytest.raises(errors.ProfileUnknown):
        profile_of(track, profile, catalogue())


def test_an_outvoted_minority_is_heard() -> None:
    advice = Advice(Recommendation.IMPLEMENT, close=False, minority=True)
    with pytest.raises(decision_errors.MinorityViewMissing) as refused:
        decide(ASSESSED, advice, proposal(minority_view=" "), EVA, SETTING)
    assert refused.value.field == "minority_view"
    taken = decide(ASSESSED, advice, proposal(minority_view=" Es kostet zu viel. "), EVA, SETTING)
    assert taken.minority_view == "Es kostet zu viel."


def test_adjacent_views_may_be_told_and_without_any_difference_there_is_nothing_to_tell() -> None:
    adjacent = Advice(Recommendation.IMPLEMENT, close=False, adjacent=True)
    assert decide(ASSESSED, adjacent, proposal(), EVA, SETTING).minority_view is None
    assert decide(ASSESSED, adjacent, proposal(minority_view="Nah dran."), EVA, SETTING).minority_view == "Nah dran."
    assert decide(ASSESSED, CLEAR, proposal(minority_view="Nah dran."), EVA, SETTING).minority_view is None


RESOLVED = Resolution("kommission", TODAY, "BK 1", Ballot(4, 2, 1))


@pytest.mark.parametrize(
    ("competence", "decision", "resolution", "refusal"),
    [
        (Competence(COMMISSION, MAYOR), "accepted", None, decision_errors.ResolutionNeeded),
        (Competence(COMMISSION, MAYOR), "accepted", RESOLVED, None),
        (Competence(MAYOR, COUNCIL), "accepted", None, decision_errors.WrongBody),
        (Competence(MAYOR, COUNCIL), "accepted", RESOLVED, decision_errors.WrongBody),
        (Competence(LEADERS, COMMISSION), "accepted", RESOLVED, decision_errors.WrongBody),
        (Competence(LEADERS, COMMISSION, units=frozenset({"tiefbau"})), "accepted", None, decision_errors.WrongBody),
        (Competence(LEADERS, COMMISSION, units=frozenset({"dezernat-1"})), "accepted", None, None),
        (Competence(COUNCIL, COUNCIL), "accepted", RESOLVED, decision_errors.WrongBody),
        (Competence(LEADERS, COMMISSION, cause="deferral_ended"), "accepted", None, None),
        (Competence(LEADERS, COMMISSION, cause="deferral_ended"), "deferred", None, decision_errors.ResolutionNeeded),
        (Competence(LEADERS, COMMISSION, cause="deferral_ended"), "deferred", RESOLVED, None),
        (
            Competence(LEADERS, COMMISSION, cause="appeal", earlier=(EarlierDecision(EVA.id, "leitung"),)),
            "accepted",
            None,
            decision_errors.SameDecider,
        ),
    ],
)
def test_the_competent_body_decides_and_a_second_deferral_goes_to_the_next_level(
    competence: Competence, decision: str, resolution: Resolution | None, refusal: type[DomainError] | None
) -> None:
    setting = replace(SETTING, competence=competence)
    advice = Advice(Recommendation.CLARIFY if decision == "deferred" else Recommendation.IMPLEMENT, close=False)
    if refusal is None:
        taken = decide(ASSESSED, advice, proposal(decision), EVA, setting, resolution)
        assert taken.body == (resolution.body_id if resolution else competence.body.id)
    else:
        with pytest.raises(refusal):
            decide(ASSESSED, advice, proposal(decision), EVA, setting, resolution)


def test_a_body_of_the_council_cannot_resolve_before_it_has_the_paper() -> None:
    resolution = Resolution("gemeinderat", TODAY, "45/26")
    for given, refusal in ((False, decision_errors.PaperMissing), (True, None)):
        setting = replace(SETTING, competence=Competence(COUNCIL, COUNCIL, council_paper=given))
        if refusal:
            with pytest.raises(refusal):
                decide(ASSESSED, CLEAR, proposal(), EVA, setting, resolution)
        else:
            assert decide(ASSESSED, CLEAR, proposal(), EVA, setting, resolution).resolution == resolution


@pytest.mark.parametrize(
    ("hearing", "refused"), [("missing", True), ("open", True), ("over", False), ("not_needed", False)]
)
def test_a_rejection_waits_for_the_hearing(hearing: Any, refused: bool) -> None:
    setting = replace(SETTING, hearing=hearing)
    no = Advice(Recommendation.DO_NOT_IMPLEMENT, close=False)
    if refused:
        with pytest.raises(decision_errors.HearingMissing):
            decide(ASSESSED, no, proposal("rejected"), EVA, setting)
    else:
        assert decide(ASSESSED, no, proposal("rejected"), EVA, setting).decision == "rejected"
    assert decide(ASSESSED, CLEAR, proposal(), EVA, setting).decision == "accepted"


def test_after_an_appeal_only_the_first_decider_may_correct_in_the_same_round() -> None:
    first = decide(ASSESSED, CLEAR, proposal(), EVA, SETTING)
    published = replace(ASSESSED, state=CaseState.PUBLISHED)
    setting = replace(SETTING, reviewed=first)
    other = Person("demo|otto", "dezernat-1")
    with pytest.raises(decision_errors.NotFirstDecider):
        decide(published, CLEAR, proposal(), other, setting)
    with pytest.raises(decision_errors.AlreadyDecided):
        decide(published, CLEAR, proposal(), EVA, SETTING)
    assert decide(published, CLEAR, proposal(), EVA, setting).occasion == "remedy"


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"unit": "schloss"}, decision_errors.UnitInvalid, "unit"),
        ({"one_off_cents": -1}, decision_errors.CostsInvalid, "one_off_cents"),
        ({"yearly_cents": 10**13}, decision_errors.CostsInvalid, "yearly_cents"),
        ({"indicator": "x" * 251}, decision_errors.IndicatorInvalid, "indicator"),
        ({"decision": "rejected", "unit": "tiefbau"}, decision_errors.UnitInvalid, "unit"),
        ({"decision": "rejected", "one_off_cents": 1}, decision_errors.CostsInvalid, "one_off_cents"),
        ({"decision": "rejected", "indicator": "Fahrten"}, decision_errors.IndicatorInvalid, "indicator"),
    ],
)
def test_who_carries_out_at_which_cost_belongs_to_an_acceptance(
    changes: dict[str, Any], refusal: type[DomainError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        decide(ASSESSED, CLEAR, replace(proposal(deviation_reason="Das Geld fehlt."), **changes), EVA, SETTING)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        (Condition("", unit="tiefbau"), "conditions.0.text"),
        (Condition("x" * 2_001), "conditions.0.text"),
        (Condition("Prüfen.", unit="schloss"), "conditions.0.unit"),
        (Condition("Prüfen.", due_on=TODAY), "conditions.0.due_on"),
        (Condition("Geld.", budget_year=2027), "conditions.0.debate_on"),
        (Condition("Geld.", debate_on=TODAY), "conditions.0.budget_year"),
        (Condition("Geld.", budget_year=2025, debate_on=TODAY), "conditions.0.budget_year"),
    ],
)
def test_a_condition_says_who_does_what_until_when(condition: Condition, field: str) -> None:
    with pytest.raises(decision_errors.ConditionsInvalid) as refused:
        checked_conditions([condition], "accepted_with_conditions", TODAY, {"tiefbau"})
    assert refused.value.field == field


def test_empty_rows_of_the_form_are_no_conditions() -> None:
    rows = [Condition(" "), Condition(" Geld. ", "tiefbau", budget_year=2027, debate_on=TODAY)]
    (kept,) = checked_conditions(rows, "accepted_with_conditions", TODAY, {"tiefbau"})
    assert (kept.text, kept.budget_year) == ("Geld.", 2027)


def test_a_correction_changes_words_and_nothing_else_and_says_why() -> None:
    published = decide(ASSESSED, CLEAR, proposal(), EVA, SETTING)
    corrected = correct(published, Correction("Die Jahreszahl war falsch.", {"reasons": "Neu."}, {}), BEN)
    assert (corrected.reasons, corrected.decision, corrected.occasion, corrected.decider) == (
        "Neu.",
        published.decision,
        "correction",
        BEN.id,
    )
    for wrong, field in (
        (Correction(" ", {"reasons": "Neu."}, {}), "correction"),
        (Correction("Weil.", {"reasons": published.reasons}, {}), "reasons"),
        (Correction("Weil.", {"reasons": " "}, {}), "reasons"),
        (Correction("Weil.", {"minority_view": "Neu."}, {}), "minority_view"),
        (Correction("Weil.", {}, {0: "Neu."}), "conditions"),
    ):
        with pytest.raises(decision_errors.CorrectionInvalid) as refused:
            correct(published, wrong, BEN)
        assert refused.value.field == field


@pytest.mark.parametrize(
    ("resolution", "field"),
    [
        (replace(RESOLVED, number=" "), "resolution.number"),
        (replace(RESOLVED, number="x" * 41), "resolution.number"),
        (replace(RESOLVED, session_on=TODAY + timedelta(days=1)), "resolution.session_on"),
        (replace(RESOLVED, oparl_url="ftp://rat.example"), "resolution.oparl_url"),
        (replace(RESOLVED, ballot=Ballot(3, 3, 1)), "resolution.in_favour"),
        (replace(RESOLVED, ballot=Ballot(0, 0, 7)), "resolution.in_favour"),
        (replace(RESOLVED, ballot=Ballot(5, 2, 1)), "resolution.in_favour"),
        (replace(RESOLVED, ballot=Ballot(4, -1, 1)), "resolution.against"),
    ],
)
def test_a_resolution_has_a_number_a_day_and_a_majority(resolution: Resolution, field: str) -> None:
    assert checked_resolution(RESOLVED, COMMISSION, TODAY) == RESOLVED
    with pytest.raises(decision_errors.ResolutionInvalid) as refused:
        checked_resolution(resolution, COMMISSION, TODAY)
    assert refused.value.field == field
