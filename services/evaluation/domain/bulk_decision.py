"""One decision about many cases: what it says for all, what a person wrote for one alone, and what becomes of each.

Every rule of a decision stands in `decision.py`; here is only what the many have in common. Source: issue "Decide".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.evaluation.domain import bulk_errors, decision_errors
from services.evaluation.domain.decision import Proposal, TakenDecision, check_addressee, check_until
from services.evaluation.domain.people import Person
from services.evaluation.domain.text_templates import TextTemplates, variables_of
from shared.contracts.errors import DomainError
from shared.contracts.fields import TEXT_LIMIT
from shared.contracts.lists import Decision

MOST_CASES: Final = 5_000
"""So many one bulk decision can be about."""

DECISIONS: Final[tuple[Decision, ...]] = ("accepted", "rejected", "deferred", "forwarded")
"""What can be decided for many at once: conditions are made from the levers of each single case."""

OWN_WORDS: Final = ("reasons", "deviation_reason", "confirmation", "minority_view")

WRITTEN: Final = "…"
"""Stands for words that are still to be written, to see what else is in the way."""


class BulkState(StrEnum):
    """Where a bulk decision stands; the service itself leads from `DECIDING` and `WITHDRAWING` to the next one."""

    DRAFT = "draft"
    DECIDING = "deciding"
    DECIDED = "decided"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


class ItemState(StrEnum):
    """What became of one case; `SKIPPED` was not decided, `KEPT` was not withdrawn with the others."""

    WAITING = "waiting"
    LEFT_OUT = "left_out"
    DECIDED = "decided"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ForAll:
    """What is decided for all cases; `text` are the reasons, with variables."""

    decision: Decision
    text: str
    until: date | None = None
    addressee: str | None = None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the person wrote for one case alone; own `reasons` stand in the place of the common text and have no variables."""

    reasons: str | None = None
    deviation_reason: str | None = None
    confirmation: str | None = None
    minority_view: str | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """A bulk decision; `actor` is what the journal calls the decider."""

    id: UUID
    decider: Person
    actor: str
    for_all: ForAll
    state: BulkState

    def refuse_unless(self, state: BulkState) -> None:
        """Raises: BulkNotInState."""
        if self.state is not state:
            raise bulk_errors.BulkNotInState


def chosen_text(templates: TextTemplates, decision: Decision, template_id: str | None, written: str | None) -> str:
    """The own text, or where there is none that of the template. Raises: TemplateUnknown, ReasonsMissing."""
    if written is not None and written.strip():
        return written.strip()
    if not template_id:
        raise decision_errors.ReasonsMissing("text")
    found = next((each for each in templates.templates_for(decision) if each.id == template_id), None)
    if found is None:
        raise bulk_errors.TemplateUnknown("template")
    return found.text


def check_for_all(for_all: ForAll, today: date) -> None:
    """What can be refused before any case is looked at.

    Raises: TemplateVariableUnknown, TemplateBraceAlone, DeferralInvalid, AddresseeInvalid.
    """
    variables_of(for_all.text, "text")
    check_until(for_all.decision, for_all.until, today)
    check_addressee(for_all.decision, for_all.addressee)


def proposal_for(for_all: ForAll, own: OwnWords, filled: str | None) -> Proposal:
    """What is decided about one case; `filled` is the common text with the values of the case, None where one is missing.

    Raises: ReasonsTooLong.
    """
    reasons = own.reasons or filled or ""
    if len(reasons) > TEXT_LIMIT:
        raise bulk_errors.ReasonsTooLong("reasons")
    return Proposal(
        decision=for_all.decision,
        reasons=reasons,
        deviation_reason=own.deviation_reason,
        confirmation=own.confirmation,
        until=for_all.until,
        addressee=for_all.addressee,
        minority_view=own.minority_view,
    )


def refusals(proposal: Proposal, decide: Callable[[Proposal], TakenDecision]) -> Iterator[DomainError]:
    """Everything that is in the way of a decision, in the order of the rules.

    What the person can write is taken as written, one by one, to see what else there is; anything else ends the look.
    """
    while True:
        try:
            decide(proposal)
        except DomainError as refused:
            yield refused
            if refused.field not in OWN_WORDS or getattr(proposal, refused.field):
                return
            written: dict[str, Any] = {refused.field: WRITTEN}
            proposal = replace(proposal, **written)
        else:
            return
