"""What other evaluators gave as reasons in decided cases like this one: to be copied, always marked, never with a rating.

Source: assessment-method.md, "Ratings".
"""

from dataclasses import dataclass, replace

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.case import Draft


@dataclass(frozen=True, slots=True)
class SourceReason:
    """A reason in a decided case; `mark` tells it from others of the same criterion."""

    mark: str
    criterion: str
    reason: str
    evidence: str | None


def with_copied_reason(draft: Draft, source: SourceReason, number: str) -> Draft:
    """The draft with the reason appended to one's own and marked; one's own evidence level and rating stay."""
    own = draft.ratings.get(source.criterion, GivenRating())
    marked = f"{source.reason} (übernommen aus {number})"
    reason = f"{own.reason.rstrip()}\n{marked}" if own.reason and own.reason.strip() else marked
    rating = replace(own, reason=reason, evidence=own.evidence or source.evidence)
    return replace(draft, ratings={**draft.ratings, source.criterion: rating})
