"""A published decision in words."""

from services.reporting.presentation.names import Names
from services.reporting.presentation.words import TRACKS, counted
from services.reporting.public_impulse import PublishedDecision
from shared.web.formats import german_date


def decision_sentence(decision: PublishedDecision, names: Names) -> str:
    """One plain sentence that says what the city does."""
    match decision.decision:
        case "accepted":
            return "Die Stadt setzt diesen Impuls um."
        case "accepted_with_conditions":
            return "Die Stadt setzt diesen Impuls um, aber nur unter Bedingungen."
        case "rejected":
            return "Die Stadt setzt diesen Impuls nicht um."
        case "deferred":
            until = "" if decision.until is None else f" bis zum {german_date(decision.until)}"
            return f"Die Stadt stellt diesen Impuls{until} zurück."
        case _:
            to = (
                "eine andere Stelle"
                if decision.addressee is None
                else f"folgende Stelle: {names.unit(decision.addressee)}"
            )
            return f"Die Stadt gibt diesen Impuls ab an {to}."


def decision_facts(decision: PublishedDecision, names: Names) -> list[tuple[str, str]]:
    """Who decided when and how it was assessed, as pairs of name and value; never a person."""
    rows = [("Veröffentlicht am", german_date(decision.published_at))]
    if decision.body is not None:
        session = "" if decision.session_on is None else f", Sitzung am {german_date(decision.session_on)}"
        rows.append(("Entschieden hat", f"{names.unit(decision.body)}{session}"))
    if decision.resolution is not None:
        rows.append(("Beschluss", decision.resolution))
    rows.append(("Verfahren", TRACKS[decision.track]))
    if decision.evaluators:
        rows.append(("Bewertet von", _evaluators(decision, names)))
    if decision.third_opinion:
        rows.append(("Drittes Gutachten", "Es wurde eingeholt."))
    if decision.round > 1:
        rows.append(("Runde", f"{decision.round}. Bewertung"))
    return rows


def _evaluators(decision: PublishedDecision, names: Names) -> str:
    people = "einer Person" if decision.evaluators == 1 else f"{counted(decision.evaluators)} Personen"
    return f"{people} aus: {names.units(decision.units)}" if decision.units else people
