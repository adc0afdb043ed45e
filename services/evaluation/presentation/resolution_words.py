"""A decision as the sentence that a body votes on."""

from collections.abc import Mapping

from services.evaluation.domain.conditions import Condition
from services.evaluation.domain.decision import AnyDecision
from services.evaluation.presentation.words import DECISIONS
from shared.web.formats import money, written_date

UnitNames = Mapping[str, str]
"""The names of the city's units by key; another office goes by its key."""


def resolution_words(body: str, number: str, title: str, decision: AnyDecision, units: UnitNames) -> str:
    """„Gemeinderat beschließt: Der Impuls 2026-0412 „Trinkbrunnen“ wird angenommen.“, with what belongs to it."""
    sentences = [f"{body} beschließt: Der Impuls {number} „{title}“ wird {_outcome(decision, units)}."]
    if decision.promised_for is not None:
        sentences.append(f"Umgesetzt bis: {written_date(decision.promised_for)}.")
    if decision.unit is not None:
        sentences.append(f"Umsetzende Stelle: {units.get(decision.unit, decision.unit)}.")
    for label, cents in (("einmalig", decision.one_off_cents), ("im Jahr", decision.yearly_cents)):
        if cents is not None:
            sentences.append(f"Kostenrahmen {label}: {money(cents)}.")
    if decision.indicator is not None:
        sentences.append(f"Woran man den Erfolg erkennt: {decision.indicator}.")
    return " ".join(sentences)


def condition_words(condition: Condition, units: UnitNames) -> str:
    """The text, and behind it who sees to it until when."""
    details = []
    if condition.unit is not None:
        details.append(units.get(condition.unit, condition.unit))
    if condition.due_on is not None:
        details.append(f"bis {written_date(condition.due_on)}")
    if condition.budget_year is not None:
        details.append(f"Haushalt {condition.budget_year}")
    if condition.debate_on is not None:
        details.append(f"Beratung am {written_date(condition.debate_on)}")
    return f"{condition.text} ({', '.join(details)})" if details else condition.text


def _outcome(decision: AnyDecision, units: UnitNames) -> str:
    word = DECISIONS[decision.decision]
    if decision.until is not None:
        return f"{word} bis {written_date(decision.until)}"
    return word if decision.addressee is None else f"{word} an {units.get(decision.addressee, decision.addressee)}"
