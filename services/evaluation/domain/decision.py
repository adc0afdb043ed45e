"""What a person decides about a consolidated case. Source: assessment-method.md, "Recommendation"; lifecycle.md."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState
from services.evaluation.domain.catalogue import Track
from services.evaluation.domain.people import Person
from services.evaluation.domain.recommendation import Recommendation
from shared.contracts.lists import Decision

NO_DEVIATION: Mapping[Recommendation, Decision] = {
    Recommendation.IMPLEMENT: "accepted",
    Recommendation.IMPLEMENT_WITH_CONDITIONS: "accepted_with_conditions",
    Recommendation.DO_NOT_IMPLEMENT: "rejected",
    Recommendation.CLARIFY: "deferred",
    Recommendation.FORWARD: "forwarded",
}
"""The decision that follows each recommendation; every other one deviates."""

ADDRESSEE = re.compile(r"\w[\w./-]{0,63}")


@dataclass(frozen=True, slots=True)
class Advice:
    """What the result says to the person who decides.

    `close` stands for the flag `knapp`, `minority` for `minority-view`, `adjacent` for `adjacent-classes`.
    """

    recommendation: Recommendation
    close: bool
    minority: bool = False
    adjacent: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the person entered; blank texts count as none."""

    decision: Decision
    reasons: str
    conditions: str | None = None
    deviation_reason: str | None = None
    confirmation: str | None = None
    until: date | None = None
    addressee: str | None = None
    minority_view: str | None = None


@dataclass(frozen=True, slots=True)
class TakenDecision:
    """A complete decision: made by `decide` only."""

    decision: Decision
    decider: str
    deviation: bool
    reasons: str
    conditions: str | None
    deviation_reason: str | None
    confirmation: str | None
    until: date | None
    addressee: str | None
    minority_view: str | None


def decide(case: Case, advice: Advice | None, proposal: Proposal, decider: Person, today: date) -> TakenDecision:
    """Check a decision by every rule; `advice` is None on the direct track, where nothing is scored.

    A reason for a deviation, a confirmation and a minority view that are not needed are left out.
    Raises: NotConsolidated, AlreadyDecided, FourEyes, SameUnit, ReasonsMissing, ConditionsInvalid, DeferralInvalid,
    AddresseeInvalid, DeviationReasonMissing, ConfirmationMissing, MinorityViewMissing.
    """
    _check_state(case)
    _check_person(case, decider)
    reasons = _text(proposal.reasons)
    if reasons is None:
        raise errors.ReasonsMissing("reasons")
    conditions = _conditions(proposal)
    _check_until(proposal, today)
    _check_addressee(proposal)
    deviation = advice is not None and proposal.decision != NO_DEVIATION[advice.recommendation]
    deviation_reason = _text(proposal.deviation_reason)
    if deviation and deviation_reason is None:
        raise errors.DeviationReasonMissing("deviation_reason")
    return TakenDecision(
        decision=proposal.decision,
        decider=decider.id,
        deviation=deviation,
        reasons=reasons,
        conditions=conditions,
        deviation_reason=deviation_reason if deviation else None,
        confirmation=_confirmation(proposal, advice),
        until=proposal.until,
        addressee=proposal.addressee,
        minority_view=_minority_view(proposal, advice),
    )


def check_publication(case: Case, decision: TakenDecision | None, publisher: Person) -> TakenDecision:
    """The decision, if this person may publish it. Raises: NotDecided, FourEyes."""
    if case.state is not CaseState.DECIDED or decision is None:
        raise errors.NotDecided
    if decision.decider == publisher.id:
        raise errors.FourEyes("Wer entschieden hat, kann die Entscheidung nicht auch veröffentlichen.")
    return decision


def _check_state(case: Case) -> None:
    if case.state in {CaseState.DECIDED, CaseState.PUBLISHED}:
        raise errors.AlreadyDecided
    if case.state is not CaseState.CONSOLIDATED:
        raise errors.NotConsolidated


def _check_person(case: Case, decider: Person) -> None:
    if any(seat.evaluator.id == decider.id for seat in case.seats):
        raise errors.FourEyes("Wer den Vorgang begutachtet hat, kann nicht auch über ihn entscheiden.")
    if case.track == Track.SHORT and any(seat.evaluator.unit == decider.unit for seat in case.submitted):
        raise errors.SameUnit


def _conditions(proposal: Proposal) -> str | None:
    conditions = _text(proposal.conditions)
    if proposal.decision == "accepted_with_conditions":
        if conditions is None:
            raise errors.ConditionsInvalid("Bitte nennen Sie die Bedingungen.", "conditions")
        return conditions
    if conditions is not None:
        raise errors.ConditionsInvalid(
            "Bedingungen gehören nur zur Entscheidung „mit Bedingungen angenommen“.", "conditions"
        )
    return None


def _check_until(proposal: Proposal, today: date) -> None:
    if proposal.decision != "deferred":
        if proposal.until is not None:
            raise errors.DeferralInvalid("Ein Datum gehört nur zur Entscheidung „zurückgestellt“.", "until")
    elif proposal.until is None or proposal.until <= today:
        raise errors.DeferralInvalid("Bitte nennen Sie den Tag in der Zukunft, bis zu dem Sie zurückstellen.", "until")


def _check_addressee(proposal: Proposal) -> None:
    if proposal.decision != "forwarded":
        if proposal.addressee is not None:
            raise errors.AddresseeInvalid("Eine Stelle gehört nur zur Entscheidung „abgegeben“.", "addressee")
    elif proposal.addressee is None or not ADDRESSEE.fullmatch(proposal.addressee):
        raise errors.AddresseeInvalid(
            "Bitte nennen Sie die Stelle, an die Sie abgeben, als Kennung ohne Leerzeichen.", "addressee"
        )


def _confirmation(proposal: Proposal, advice: Advice | None) -> str | None:
    confirmation = _text(proposal.confirmation)
    if advice is None and proposal.decision in {"accepted", "accepted_with_conditions"} and confirmation is None:
        raise errors.ConfirmationMissing(
            "Bitte bestätigen Sie schriftlich, dass kein Ausschlusskriterium entgegensteht.", "confirmation"
        )
    if advice is not None and advice.close:
        if confirmation is None:
            raise errors.ConfirmationMissing(
                "Das Ergebnis ist knapp. Bitte bestätigen Sie Ihre Entscheidung schriftlich.", "confirmation"
            )
        return confirmation
    return confirmation if advice is None else None


def _minority_view(proposal: Proposal, advice: Advice | None) -> str | None:
    """Where a minority is outvoted, its view is published; where classes are adjacent, it may be."""
    view = _text(proposal.minority_view)
    if advice is None or not (advice.minority or advice.adjacent):
        return None
    if advice.minority and view is None:
        raise errors.MinorityViewMissing("minority_view")
    return view


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
