"""The cases of bulk decisions as they are now, and what one decision for all would be in each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.evaluation.domain.bulk_decision import WRITTEN, ForAll, OwnWords, proposal_for, refusals
from services.evaluation.domain.bulk_errors import ReasonsTooLong, TemplateValueMissing
from services.evaluation.domain.case import Case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.decision import Advice, Proposal, Setting, TakenDecision, advice_of, decide
from services.evaluation.domain.people import Person
from services.evaluation.domain.text_templates import fill, variables_of
from services.evaluation.presentation.template_values import TemplateMatter, template_values
from shared.contracts.errors import DomainError
from shared.runtime.city import City


@dataclass(frozen=True, slots=True)
class Decidable:
    """A case with all that a decision about it depends on, and nothing else of its places and its result.

    `seen` is a hash of what a person has in view.
    """

    case: Case
    setting: Setting
    seen: str

    @property
    def advice(self) -> Advice | None:
        """What the result says; None where nothing was scored."""
        return advice_of(self.case)


@dataclass(frozen=True, slots=True)
class BulkCase(Decidable):
    """The same with what texts can say about it."""

    matter: TemplateMatter
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one decision for all would be in a case: the common text with its values, and everything that is in the way."""

    filled: str | None
    refusals: Sequence[DomainError]


def decide_one(for_all: ForAll, own: OwnWords, filled: str | None, found: Decidable, decider: Person) -> TakenDecision:
    """The decision about one case with the words that the person has seen. Raises: ReasonsTooLong, what `decide` raises."""
    return _decide(found, proposal_for(for_all, own, filled), decider)


def look_at(for_all: ForAll, own: OwnWords, found: BulkCase, decider: Person, city: City) -> Outlook:
    """What the decision would be now; a value that is missing counts only where the common text is used."""
    in_the_way: list[DomainError] = []
    filled = None
    try:
        filled = _filled(for_all, found, city)
    except TemplateValueMissing as missing:
        if own.reasons is None:
            in_the_way.append(missing)
    try:
        proposal = proposal_for(for_all, own, WRITTEN if filled is None else filled)
    except ReasonsTooLong as refused:
        in_the_way.append(refused)
        proposal = proposal_for(for_all, replace(own, reasons=WRITTEN), None)
    in_the_way += refusals(proposal, lambda proposed: _decide(found, proposed, decider))
    return Outlook(filled, in_the_way)


def _filled(for_all: ForAll, found: BulkCase, city: City) -> str:
    matter = replace(found.matter, until=for_all.until, addressee=for_all.addressee)
    return fill(for_all.text, template_values(matter, variables_of(for_all.text), found.catalogue, city))


def _decide(found: Decidable, proposal: Proposal, decider: Person) -> TakenDecision:
    return decide(found.case, found.advice, proposal, decider, found.setting)
