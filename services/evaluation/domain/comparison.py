"""The submitted assessments side by side, once all of them are in; evaluators go by their labels.

Source: assessment-method.md, "Several evaluators".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.agreement import in_conflict, relevance_disputed
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Case
from services.evaluation.domain.catalogue import Catalogue, Criterion
from services.evaluation.domain.consolidation import Value, consolidated_value
from services.evaluation.domain.round_end import case_input
from services.evaluation.domain.votes import Vote


@dataclass(frozen=True, slots=True)
class ComparedVote:
    """One evaluator's vote on a criterion and what it rests on."""

    evaluator: str
    vote: Vote
    given: GivenRating


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One asked criterion: `consolidated` from the votes or as agreed on, `conflict` and `disputed` as the method has them."""

    criterion: Criterion
    votes: tuple[ComparedVote, ...]
    consolidated: Value
    conflict: bool
    disputed: bool


def compare(case: Case, catalogue: Catalogue, labels: Mapping[str, str]) -> tuple[ComparedCriterion, ...]:
    """Every asked criterion in catalogue order, votes in the order of labels. `labels`: person id -> A, B ...

    The caller has made sure that the assessments are revealed.
    """
    asked = case.asked(catalogue)
    ratings = case_input(case, catalogue, labels).ratings
    drafts = {labels[seat.evaluator.id]: seat.draft for seat in case.submitted}
    agreed = case.agreed or {}
    compared = []
    for criterion in catalogue.criteria.values():
        if criterion.id not in asked:
            continue
        votes = [ratings[evaluator][criterion.id] for evaluator in sorted(ratings)]
        compared.append(
            ComparedCriterion(
                criterion=criterion,
                votes=tuple(
                    ComparedVote(evaluator, vote, drafts[evaluator].ratings[criterion.id])
                    for evaluator, vote in zip(sorted(ratings), votes, strict=True)
                ),
                consolidated=Fraction(agreed[criterion.id]) if criterion.id in agreed else consolidated_value(votes),
                conflict=in_conflict(votes),
                disputed=relevance_disputed(votes),
            )
        )
    return tuple(compared)
