"""The anonymous result that leaves evaluation with a publication. Source: lifecycle.md, "Facts"."""

from collections.abc import Mapping
from typing import Any

from services.evaluation.domain.case import Case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.round_end import case_input
from shared.contracts.results import sorted_votes


def published_result(result: Mapping[str, Any], case: Case, catalogue: Catalogue) -> dict[str, Any]:
    """The stored result without a trace of who gave which vote, with votes and exclusion states added."""
    scored = case_input(case, catalogue, {seat.evaluator.id: seat.evaluator.id for seat in case.submitted})
    public = dict(result)
    if "individual" in public:
        public["individual"] = sorted(public["individual"].values())
    public["votes"] = {
        criterion: sorted_votes([_plain(votes[criterion]) for votes in scored.ratings.values()])
        for criterion in catalogue.criteria
    }
    public["exclusions"] = {criterion: str(answer) for criterion, answer in scored.exclusions.items()}
    return public


def _plain(vote: object) -> object:
    return vote if isinstance(vote, int) else str(vote)
