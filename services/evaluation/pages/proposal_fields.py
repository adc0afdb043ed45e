"""The fields of the form about a decision, filled with what was proposed."""

from collections.abc import Mapping
from typing import Final

from services.evaluation.domain.decision import Proposal
from services.evaluation.pages.decision_forms import condition_rows
from shared.web.formats import money

EMPTY_CONDITIONS: Final = 1


def typed_proposal(proposal: Proposal) -> dict[str, str]:
    """What somebody typed to propose this; empty fields are left out."""
    parts: dict[str, object] = {
        "decision": proposal.decision,
        "reasons": proposal.reasons,
        "deviation_reason": proposal.deviation_reason,
        "confirmation": proposal.confirmation,
        "until": proposal.until,
        "addressee": proposal.addressee,
        "minority_view": proposal.minority_view,
        "promised_for": proposal.promised_for,
        "unit": proposal.unit,
        "one_off_cents": None if proposal.one_off_cents is None else money(proposal.one_off_cents),
        "yearly_cents": None if proposal.yearly_cents is None else money(proposal.yearly_cents),
        "indicator": proposal.indicator,
    }
    for position, condition in enumerate(proposal.conditions):
        for name in ("text", "unit", "due_on", "budget_year", "debate_on", "criterion"):
            parts[f"conditions.{position}.{name}"] = getattr(condition, name)
    return {name: str(part) for name, part in parts.items() if part is not None}


def shown_conditions(fields: Mapping[str, str]) -> list[int]:
    """The positions of the conditions in a form: those that are filled, and an empty one."""
    filled = condition_rows(fields)
    after = max(filled, default=-1) + 1
    return [*filled, *range(after, after + EMPTY_CONDITIONS)]
