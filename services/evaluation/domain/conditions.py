"""The conditions of an acceptance: what has to happen, who sees to it, until when.

Source: issue "Decide"; assessment-method.md, "What would have to change" (the decider turns levers into conditions).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.evaluation.domain.decision_errors import ConditionsInvalid
from shared.contracts.lists import Decision

LONGEST: Final = 2_000
MOST: Final = 20

BUDGET_PROVISO: Final = "Die Mittel müssen im Haushalt bereitstehen (Haushaltsvorbehalt)."
"""The standard condition of a decision that needs money of a budget to come."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`unit` sees to it until `due_on`. A budget proviso names the budget's year and the day of its debate.

    `criterion`: the lever that the condition was made from.
    """

    text: str
    unit: str | None = None
    due_on: date | None = None
    budget_year: int | None = None
    debate_on: date | None = None
    criterion: str | None = None


def checked_conditions(
    conditions: Sequence[Condition], decision: Decision, today: date, units: Collection[str]
) -> tuple[Condition, ...]:
    """The conditions without surrounding blanks; empty ones are left out. Raises: ConditionsInvalid, with the field."""
    checked: list[Condition] = []
    for position, condition in enumerate(conditions):
        text = condition.text.strip()
        if not text and condition == Condition(condition.text):
            continue
        _check(condition, text, f"conditions.{position}", today, units)
        checked.append(replace(condition, text=text))
    if decision == "accepted_with_conditions" and not checked:
        raise ConditionsInvalid("Bitte nennen Sie die Bedingungen.", "conditions")
    if decision != "accepted_with_conditions" and checked:
        raise ConditionsInvalid("Bedingungen gehören nur zur Entscheidung „mit Bedingungen angenommen“.", "conditions")
    if len(checked) > MOST:
        raise ConditionsInvalid(f"Bitte nennen Sie höchstens {MOST} Bedingungen.", "conditions")
    return tuple(checked)


def _check(condition: Condition, text: str, field: str, today: date, units: Collection[str]) -> None:
    if not text or len(text) > LONGEST:
        raise ConditionsInvalid("Bitte schreiben Sie die Bedingung mit höchstens 2.000 Zeichen.", f"{field}.text")
    if condition.unit is not None and condition.unit not in units:
        raise ConditionsInvalid("Diese Organisationseinheit gibt es nicht.", f"{field}.unit")
    if condition.due_on is not None and condition.due_on <= today:
        raise ConditionsInvalid("Bitte nennen Sie einen Tag in der Zukunft.", f"{field}.due_on")
    if (condition.budget_year is None) != (condition.debate_on is None):
        missing = "budget_year" if condition.budget_year is None else "debate_on"
        raise ConditionsInvalid(
            "Zum Haushaltsvorbehalt gehören das Haushaltsjahr und der Tag der Beratung.", f"{field}.{missing}"
        )
    if condition.budget_year is not None and not today.year <= condition.budget_year <= today.year + 10:
        raise ConditionsInvalid("Dieses Haushaltsjahr ist vorbei oder zu weit weg.", f"{field}.budget_year")
