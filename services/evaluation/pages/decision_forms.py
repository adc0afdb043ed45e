"""What people typed into the forms about decisions, read into the same bodies as the JSON API takes.

The names of the fields are the paths of the API (`conditions.0.text`, `resolution.number`); amounts are typed in euro.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from services.evaluation.api.decision_models import Correcting, Deciding, ProposalBody, StrictCents
from services.evaluation.domain.conditions import BUDGET_PROVISO
from services.evaluation.domain.decision import ACCEPTING, TakenDecision
from services.evaluation.pages.forms import entered
from shared.web.typed_numbers import read_euros

CONDITION_FIELD: Final = re.compile(r"conditions\.(\d{1,2})\.(text|unit|due_on|budget_year|debate_on|criterion)")
RESOLUTION_FIELD: Final = re.compile(r"resolution\.(body|session_on|number|in_favour|against|abstained|oparl_url)")
CORRECTED_CONDITION: Final = re.compile(r"conditions\.(\d{1,2})\.text")
WHOLE: Final = re.compile(r"\d{1,9}")
SUGGESTED: Final = frozenset({"unit", "one_off_cents", "yearly_cents"})
NUMBERS: Final = frozenset({"budget_year", "in_favour", "against", "abstained"})


class _Typed(ProposalBody):
    one_off_cents: Annotated[StrictCents, BeforeValidator(read_euros)] | None = None
    yearly_cents: Annotated[StrictCents, BeforeValidator(read_euros)] | None = None


class _DecisionForm(_Typed, Deciding):
    pass


def read_decision(fields: Mapping[str, str]) -> Deciding:
    """The decision; an empty field counts as not entered. Raises: ValidationError."""
    resolution = _resolution(fields)
    return _DecisionForm.model_validate({**_proposal(fields), **({"resolution": resolution} if resolution else {})})


def read_proposal(fields: Mapping[str, str]) -> ProposalBody:
    """What a body is to resolve; an empty field counts as not entered. Raises: ValidationError."""
    return _Typed.model_validate(_proposal(fields))


def read_correction(fields: Mapping[str, str]) -> Correcting:
    """What of a publication changes. Raises: ValidationError."""
    conditions = {
        int(found[1]): text for name, text in fields.items() if (found := CORRECTED_CONDITION.fullmatch(name))
    }
    return Correcting.model_validate({**entered(fields, Correcting), "conditions": conditions})


def with_more_conditions(fields: Mapping[str, str], texts: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """The form with a condition more for each text, and the criterion it was made from (None: none)."""
    more = dict(fields)
    position = len(condition_rows(fields))
    for text, criterion in texts:
        more[f"conditions.{position}.text"] = text
        if criterion is not None:
            more[f"conditions.{position}.criterion"] = criterion
        position += 1
    more["decision"] = "accepted_with_conditions"
    return more


def condition_rows(fields: Mapping[str, str]) -> list[int]:
    """The positions of the conditions that something was typed into."""
    return sorted(
        {int(found[1]) for name, text in fields.items() if text.strip() and (found := CONDITION_FIELD.fullmatch(name))}
    )


def typed_conditions(fields: Mapping[str, str]) -> dict[str, str]:
    """The same fields with their conditions counted without gaps."""
    new = {old: position for position, old in enumerate(condition_rows(fields))}
    kept = {name: text for name, text in fields.items() if not CONDITION_FIELD.fullmatch(name)}
    for name, text in fields.items():
        found = CONDITION_FIELD.fullmatch(name)
        if found and int(found[1]) in new:
            kept[f"conditions.{new[int(found[1])]}.{found[2]}"] = text
    return kept


def chosen_conditions(fields: Mapping[str, str], levers: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """What was ticked to become a condition: levers by criterion, and the budget proviso."""
    ticked: list[tuple[str, str | None]] = [
        (words, criterion) for criterion, words in levers.items() if fields.get(f"lever.{criterion}") == "true"
    ]
    return [*ticked, (BUDGET_PROVISO, None)] if fields.get("budget_proviso") == "true" else ticked


def fields_of(decision: TakenDecision) -> dict[str, str]:
    """The fields of a correction, filled with what is published."""
    parts = {
        "reasons": decision.reasons,
        "deviation_reason": decision.deviation_reason,
        "minority_view": decision.minority_view,
        **{f"conditions.{position}.text": each.text for position, each in enumerate(decision.conditions)},
    }
    return {name: text for name, text in parts.items() if text is not None}


def _proposal(fields: Mapping[str, str]) -> dict[str, Any]:
    conditions: dict[int, dict[str, Any]] = {}
    for name, text in fields.items():
        found = CONDITION_FIELD.fullmatch(name)
        if found and text.strip():
            conditions.setdefault(int(found[1]), {})[found[2]] = _value(found[2], text.strip())
    plain = {name: text for name, text in entered(fields, ProposalBody).items() if name != "conditions"}
    if plain.get("decision") not in ACCEPTING:  # the page suggests them before anybody has chosen a decision
        plain = {name: text for name, text in plain.items() if name not in SUGGESTED}
    return {**plain, "conditions": [condition for _, condition in sorted(conditions.items())]}


def _resolution(fields: Mapping[str, str]) -> dict[str, Any]:
    """Nothing where only the body, which the page fills in, is there."""
    resolution = {
        found[1]: _value(found[1], text.strip())
        for name, text in fields.items()
        if text.strip() and (found := RESOLUTION_FIELD.fullmatch(name))
    }
    return {} if resolution.keys() <= {"body"} else resolution


def _value(name: str, text: str) -> int | str:
    return int(text) if name in NUMBERS and WHOLE.fullmatch(text) else text
