"""What a person decides about a consolidated case. Source: assessment-method.md, "Recommendation"; lifecycle.md."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from services.evaluation.domain import decision_errors, errors
from services.evaluation.domain.agreement import ClassAgreement
from services.evaluation.domain.case import TO_DECIDE, Case, CaseState
from services.evaluation.domain.catalogue import Track
from services.evaluation.domain.competence import Competence, Hearing, Resolution, check_competence
from services.evaluation.domain.conditions import Condition, checked_conditions
from services.evaluation.domain.decision_routes import Matter
from services.evaluation.domain.people import Person
from services.evaluation.domain.recommendation import Recommendation
from shared.contracts.fields import KEY_PATTERN, TITLE_LIMIT
from shared.contracts.lists import Decision, Occasion

NO_DEVIATION: Mapping[Recommendation, Decision] = {
    Recommendation.IMPLEMENT: "accepted",
    Recommendation.IMPLEMENT_WITH_CONDITIONS: "accepted_with_conditions",
    Recommendation.DO_NOT_IMPLEMENT: "rejected",
    Recommendation.CLARIFY: "deferred",
    Recommendation.FORWARD: "forwarded",
}
"""The decision that follows each recommendation; every other one deviates."""

ACCEPTING: Final = frozenset[Decision]({"accepted", "accepted_with_conditions"})

MOST_CENTS: Final = 1_000_000_000_000

CLOSE: Final = "knapp"

ADDRESSEE: Final = re.compile(KEY_PATTERN)


@dataclass(frozen=True, slots=True)
class Advice:
    """What the result says to the person who decides.

    `close` stands for the flag `knapp`, `minority` for `minority-view`, `adjacent` for `adjacent-classes`.
    """

    recommendation: Recommendation
    close: bool
    minority: bool = False
    adjacent: bool = False


def advice_of(case: Case) -> Advice | None:
    """What the stored result advises; None where nothing was scored."""
    if case.result is None:
        return None
    flags = case.result["flags"]
    return Advice(
        Recommendation(case.result["decision"]),
        close=CLOSE in flags,
        minority=ClassAgreement.MINORITY in flags,
        adjacent=ClassAgreement.ADJACENT in flags,
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the person entered; blank texts count as none. Amounts in whole cents, once and per year.

    `promised_for` is the day until which it will be done („machen wir bis ...“), needed on the direct track. `unit` carries out
    what is accepted, `indicator` is the name of what its effect is measured by.
    """

    decision: Decision
    reasons: str
    conditions: tuple[Condition, ...] = ()
    deviation_reason: str | None = None
    confirmation: str | None = None
    until: date | None = None
    addressee: str | None = None
    minority_view: str | None = None
    promised_for: date | None = None
    unit: str | None = None
    one_off_cents: int | None = None
    yearly_cents: int | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class TakenDecision:
    """A complete decision: made by `decide` and `correct` only. `body` is who was competent.

    `correction` says why a published text was changed.
    """

    decision: Decision
    decider: str
    deviation: bool
    reasons: str
    conditions: tuple[Condition, ...]
    deviation_reason: str | None
    confirmation: str | None
    until: date | None
    addressee: str | None
    minority_view: str | None
    promised_for: date | None
    unit: str | None
    one_off_cents: int | None
    yearly_cents: int | None
    indicator: str | None
    body: str | None = None
    resolution: Resolution | None = None
    occasion: Occasion = "decision"
    correction: str | None = None


AnyDecision = Proposal | TakenDecision
"""What was or shall be decided."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a decision is taken in: the matter, who is competent, whether the submitter was heard, the units of the city.

    `reviewed` is the published decision that its decider may correct after an appeal, None where there is none.
    """

    today: date
    matter: Matter
    competence: Competence
    hearing: Hearing
    units: Collection[str]
    reviewed: TakenDecision | None = None


def decide(
    case: Case,
    advice: Advice | None,
    proposal: Proposal,
    decider: Person,
    setting: Setting,
    resolution: Resolution | None = None,
) -> TakenDecision:
    """Check a decision by every rule; `advice` is None on the direct track, where nothing is scored.

    `resolution` is what a body resolved, entered by `decider`; None where a person decides. A reason for a deviation, a
    confirmation and a minority view that are not needed are left out.
    Raises: NotConsolidated, AlreadyDecided, NotFirstDecider, FourEyes, SameUnit, SameDecider, WrongBody, ResolutionNeeded,
    PaperMissing, HearingMissing, ReasonsMissing, ConditionsInvalid, DeferralInvalid, AddresseeInvalid, PromiseInvalid,
    UnitInvalid, CostsInvalid, IndicatorInvalid, DeviationReasonMissing, ConfirmationMissing, MinorityViewMissing.
    """
    _check_state(case, setting)
    _check_person(case, decider, resolution, setting)
    body = check_competence(_competence(setting), proposal.decision, decider, resolution)
    if proposal.decision == "rejected" and setting.hearing in {"missing", "open"}:
        raise decision_errors.HearingMissing("decision")
    reasons = _text(proposal.reasons)
    if reasons is None:
        raise decision_errors.ReasonsMissing("reasons")
    conditions = checked_conditions(proposal.conditions, proposal.decision, setting.today, setting.units)
    check_until(proposal.decision, proposal.until, setting.today)
    check_addressee(proposal.decision, proposal.addressee)
    deviation = advice is not None and proposal.decision != NO_DEVIATION[advice.recommendation]
    deviation_reason = _text(proposal.deviation_reason)
    if deviation and deviation_reason is None:
        raise decision_errors.DeviationReasonMissing("deviation_reason")
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
        promised_for=_promised_for(proposal, advice, setting.today),
        unit=_unit(proposal, setting),
        one_off_cents=_cents(proposal, "one_off_cents"),
        yearly_cents=_cents(proposal, "yearly_cents"),
        indicator=_indicator(proposal),
        body=body.id,
        resolution=resolution,
        occasion="decision" if setting.reviewed is None else "remedy",
    )


def check_publication(decision: TakenDecision | None, publisher: Person) -> TakenDecision:
    """The decision that waits for its publication, if this person may publish it. Raises: NotDecided, FourEyes."""
    if decision is None:
        raise decision_errors.NotDecided
    if decision.decider == publisher.id:
        raise decision_errors.FourEyes("Wer entschieden hat, kann die Entscheidung nicht auch veröffentlichen.")
    return decision


def _check_state(case: Case, setting: Setting) -> None:
    if case.state is CaseState.PUBLISHED and setting.reviewed is not None:
        return
    if case.state in {CaseState.DECIDED, CaseState.PUBLISHED}:
        raise decision_errors.AlreadyDecided
    if case.state not in TO_DECIDE:
        raise decision_errors.NotConsolidated


def _check_person(case: Case, decider: Person, resolution: Resolution | None, setting: Setting) -> None:
    if any(seat.evaluator.id == decider.id for seat in case.seats):
        raise decision_errors.FourEyes("Wer den Vorgang begutachtet hat, kann nicht auch über ihn entscheiden.")
    if resolution is not None:
        return
    if case.track == Track.SHORT and any(seat.evaluator.unit == decider.unit for seat in case.submitted):
        raise errors.SameUnit
    first = setting.reviewed
    if first is not None and first.resolution is None and first.decider != decider.id:
        raise decision_errors.NotFirstDecider


def _competence(setting: Setting) -> Competence:
    """Who decided first is competent once more while an appeal waits for a correction."""
    if setting.reviewed is None:
        return setting.competence
    return replace(setting.competence, cause=None, earlier=())


def _promised_for(proposal: Proposal, advice: Advice | None, today: date) -> date | None:
    """Whoever accepts on the direct track says until when. Source: assessment-method.md, "Effort fits the matter"."""
    promised = proposal.promised_for
    if proposal.decision not in ACCEPTING:
        if promised is not None:
            raise decision_errors.PromiseInvalid("Ein Termin gehört nur zu einer Annahme.", "promised_for")
        return None
    if promised is None and advice is None:
        raise decision_errors.PromiseInvalid("Bitte sagen Sie, bis wann die Stadt es macht.", "promised_for")
    if promised is not None and promised <= today:
        raise decision_errors.PromiseInvalid("Bitte nennen Sie einen Tag in der Zukunft.", "promised_for")
    return promised


def _unit(proposal: Proposal, setting: Setting) -> str | None:
    if proposal.unit is None:
        return None
    if proposal.decision not in ACCEPTING:
        raise decision_errors.UnitInvalid("Eine umsetzende Stelle gehört nur zu einer Annahme.", "unit")
    if proposal.unit not in setting.units:
        raise decision_errors.UnitInvalid("Diese Organisationseinheit gibt es nicht.", "unit")
    return proposal.unit


def _cents(proposal: Proposal, field: Literal["one_off_cents", "yearly_cents"]) -> int | None:
    cents: int | None = getattr(proposal, field)
    if cents is None:
        return None
    if proposal.decision not in ACCEPTING:
        raise decision_errors.CostsInvalid("Ein Kostenrahmen gehört nur zu einer Annahme.", field)
    if not 0 <= cents <= MOST_CENTS:
        raise decision_errors.CostsInvalid("Bitte nennen Sie einen Betrag von 0 bis 10 Milliarden Euro.", field)
    return cents


def _indicator(proposal: Proposal) -> str | None:
    indicator = _text(proposal.indicator)
    if indicator is None:
        return None
    if proposal.decision not in ACCEPTING:
        raise decision_errors.IndicatorInvalid("Eine Kennzahl gehört nur zu einer Annahme.", "indicator")
    if len(indicator) > TITLE_LIMIT:
        raise decision_errors.IndicatorInvalid("Bitte nennen Sie die Kennzahl mit höchstens 250 Zeichen.", "indicator")
    return indicator


def check_until(decision: Decision, until: date | None, today: date) -> None:
    """A deferral, and nothing else, names a day in the future. Raises: DeferralInvalid."""
    if decision != "deferred":
        if until is not None:
            raise decision_errors.DeferralInvalid("Ein Datum gehört nur zur Entscheidung „zurückgestellt“.", "until")
    elif until is None or until <= today:
        raise decision_errors.DeferralInvalid(
            "Bitte nennen Sie den Tag in der Zukunft, bis zu dem Sie zurückstellen.", "until"
        )


def check_addressee(decision: Decision, addressee: str | None) -> None:
    """What is forwarded, and nothing else, names an addressee by a key. Raises: AddresseeInvalid."""
    if decision != "forwarded":
        if addressee is not None:
            raise decision_errors.AddresseeInvalid("Eine Stelle gehört nur zur Entscheidung „abgegeben“.", "addressee")
    elif addressee is None or not ADDRESSEE.fullmatch(addressee):
        raise decision_errors.AddresseeInvalid(
            "Bitte nennen Sie die Stelle, an die Sie abgeben, als Kennung ohne Leerzeichen.", "addressee"
        )


def _confirmation(proposal: Proposal, advice: Advice | None) -> str | None:
    confirmation = _text(proposal.confirmation)
    if advice is None and proposal.decision in ACCEPTING and confirmation is None:
        raise decision_errors.ConfirmationMissing(
            "Bitte bestätigen Sie schriftlich, dass kein Ausschlusskriterium entgegensteht.", "confirmation"
        )
    if advice is not None and advice.close:
        if confirmation is None:
            raise decision_errors.ConfirmationMissing(
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
        raise decision_errors.MinorityViewMissing("minority_view")
    return view


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
