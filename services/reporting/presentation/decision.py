"""A published decision in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import RECOMMENDATIONS, TRACKS, counted
from services.reporting.public_impulse import Ballot, Condition, PublishedDecision
from shared.web.formats import money, written_date


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """A condition: its text (None while it is not here, or was erased), and who sees to it until when (may be empty)."""

    text: str | None
    details: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One published decision as its page tells it; `recommendation` is None where nothing was scored."""

    decision: PublishedDecision
    sentence: str
    decided_by: str
    recommendation: str | None
    conditions: tuple[ConditionWords, ...]
    plan: list[tuple[str, str]]
    facts: list[tuple[str, str]]


def letter(decision: PublishedDecision, result: Mapping[str, Any] | None, names: Names) -> Letter:
    """Put a decision into words; `result` is the computed one on which it is based."""
    return Letter(
        decision=decision,
        sentence=decision_sentence(decision, names),
        decided_by=" ".join(_decided_by(decision, names)),
        recommendation=None if result is None else RECOMMENDATIONS[result["decision"]],
        conditions=tuple(
            ConditionWords(each.text, " ".join(_condition_details(each, names))) for each in decision.condition_list
        ),
        plan=_plan(decision, names),
        facts=decision_facts(decision, names),
    )


def decision_sentence(decision: PublishedDecision, names: Names) -> str:
    """One plain sentence that says what the city does."""
    match decision.decision:
        case "accepted":
            by = "" if decision.promised_for is None else f" bis zum {written_date(decision.promised_for)}"
            return f"Die Stadt setzt diesen Impuls{by} um."
        case "accepted_with_conditions":
            by = "" if decision.promised_for is None else f" bis zum {written_date(decision.promised_for)}"
            return f"Die Stadt setzt diesen Impuls{by} um, aber nur unter Bedingungen."
        case "rejected":
            return "Die Stadt setzt diesen Impuls nicht um."
        case "deferred":
            until = "" if decision.until is None else f" bis zum {written_date(decision.until)}"
            return f"Die Stadt stellt diesen Impuls{until} zurück."
        case _:
            to = (
                "eine andere Stelle"
                if decision.addressee is None
                else f"folgende Stelle: {names.unit(decision.addressee)}"
            )
            return f"Die Stadt gibt diesen Impuls ab an {to}."


def decision_facts(decision: PublishedDecision, names: Names) -> list[tuple[str, str]]:
    """When it was published and how it was assessed, as pairs of name and value; never a person."""
    rows = [("Veröffentlicht am", written_date(decision.published_at)), ("Verfahren", TRACKS[decision.track])]
    if decision.evaluators:
        rows.append(("Bewertet von", _evaluators(decision, names)))
    if decision.third_opinion:
        rows.append(("Drittes Gutachten", "Es wurde eingeholt."))
    if decision.round > 1:
        rows.append(("Runde", f"{decision.round}. Bewertung"))
    return rows


def ballot_words(ballot: Ballot) -> str:
    """The votes of a committee: „Dafür: 21 Stimmen. Dagegen: 9 Stimmen. Enthalten: 2 Stimmen."."""
    return (
        f"Dafür: {_votes(ballot.in_favour)}. Dagegen: {_votes(ballot.against)}. Enthalten: {_votes(ballot.abstained)}."
    )


def _decided_by(decision: PublishedDecision, names: Names) -> Iterator[str]:
    if decision.body is not None:
        session = "" if decision.session_on is None else f", Sitzung am {written_date(decision.session_on)}"
        yield f"Entschieden hat: {names.body(decision.body)}{session}."
    if decision.resolution is not None:
        yield f"Beschluss: {decision.resolution}."
    if decision.ballot is not None:
        yield ballot_words(decision.ballot)


def _condition_details(condition: Condition, names: Names) -> Iterator[str]:
    if condition.unit is not None:
        yield f"Darum kümmert sich: {names.unit(condition.unit)}."
    if condition.due_on is not None:
        yield f"Fertig bis zum {written_date(condition.due_on)}."
    if condition.budget_year is not None:
        yield f"Das Geld muss noch im Haushalt für das Jahr {condition.budget_year} stehen."
    if condition.debate_on is not None:
        yield f"Die Beratung darüber ist am {written_date(condition.debate_on)}."


def _plan(decision: PublishedDecision, names: Names) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if decision.unit is not None:
        rows.append(("Darum kümmert sich", names.unit(decision.unit)))
    if decision.one_off_cents is not None:
        rows.append(("Es darf einmal kosten", money(decision.one_off_cents)))
    if decision.yearly_cents is not None:
        rows.append(("Es darf jedes Jahr kosten", money(decision.yearly_cents)))
    if decision.indicator is not None:
        rows.append(("Daran messen wir den Erfolg", decision.indicator))
    return rows


def _votes(number: int) -> str:
    return "1 Stimme" if number == 1 else f"{number} Stimmen"


def _evaluators(decision: PublishedDecision, names: Names) -> str:
    people = "einer Person" if decision.evaluators == 1 else f"{counted(decision.evaluators)} Personen"
    return f"{people} aus: {names.units(decision.units)}" if decision.units else people
