"""What one evaluator's own ratings come to so far: shown to this evaluator alone, while the assessment is being written.

Source: assessment-method.md, "Consolidation and score", applied to one sheet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.agreement import own_class
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import consolidate_votes
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.votes import Unrated, Vote, read_vote


@dataclass(frozen=True, slots=True)
class OwnResult:
    """`given` of the `asked` criteria have a value. Score and dimensions on the scale -2..+2, from the numbers among them.

    `score` is None without a number, `recommendation` until every asked criterion has a value.
    """

    given: int
    asked: int
    score: Fraction | None
    dimensions: Mapping[str, Fraction]
    recommendation: Recommendation | None


def own_result(ratings: Mapping[str, GivenRating], asked: Collection[str], catalogue: Catalogue) -> OwnResult:
    """The result of one draft; what has no value yet, or none of the scale, counts as not assessable."""
    given = {
        criterion: vote
        for criterion, rating in ratings.items()
        if criterion in asked and (vote := read_vote(rating.value)) is not None
    }
    missing = dict.fromkeys(asked, Unrated.NOT_ASSESSABLE)
    closed = dict.fromkeys(catalogue.criteria, Unrated.NOT_RELEVANT)
    votes: dict[str, Vote] = {**closed, **missing, **given}
    consolidation = consolidate_votes({"": votes}, catalogue)
    return OwnResult(
        given=len(given),
        asked=len(asked),
        score=consolidation.score if consolidation.rated else None,
        dimensions=consolidation.dimensions,
        recommendation=own_class(votes, catalogue) if len(given) == len(asked) else None,
    )
