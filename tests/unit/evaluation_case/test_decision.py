"""What a decision needs."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from services.evaluation.domain import decision_errors, errors
from services.evaluation.domain.case import Case, CaseState, SeatState
from services.evaluation.domain.competence import Competence
from services.evaluation.domain.conditions import Condition
from services.evaluation.domain.decision import NO_DEVIATION, Advice, Proposal, Setting, check_publication, decide
from services.evaluation.domain.decision_routes import Body, Matter
from services.evaluation.domain.opening import profile_of
from services.evaluation.domain.people import Person
from services.evaluation.domain.recommendation import Recommendation
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
    with pytest.raises(decision_errors.ConfirmationMissing):
        decide(direct, None, proposal(), EVA, SETTING)
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
