"""How far the evaluators agree. Source: assessment-method.md, "Several evaluators"."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import consolidate_votes
from services.evaluation.domain.recommendation import Recommendation, judge
from services.evaluation.domain.votes import Unrated, Vote

PAIR = 2
PAIR_CONFLICT = 2
ADJACENT = {Recommendation.IMPLEMENT, Recommendation.IMPLEMENT_WITH_CONDITIONS}


class ClassAgreement(StrEnum):
    """How the evaluators' own classes relate; the value is the flag."""

    ADJACENT = "adjacent-classes"
    MINORITY = "minority-view"
    DISAGREE = "evaluators-disagree"


def own_class(votes: Mapping[str, Vote], catalogue: Catalogue) -> Recommendation:
    """The class that one evaluator's own ratings give; exclusion answers play no part in it."""
    return judge(consolidate_votes({"": votes}, catalogue), catalogue).recommendation


def in_conflict(votes: Iterable[Vote]) -> bool:
    """Whether the numbers given for one criterion contradict each other; NR and NB never do."""
    numbers = [vote for vote in votes if not isinstance(vote, Unrated)]
    count = len(numbers)
    if count < PAIR:
        return False
    if count == PAIR:
        return abs(numbers[0] - numbers[1]) >= PAIR_CONFLICT
    against = sum(number <= -1 for number in numbers)
    in_favour = sum(number >= 1 for number in numbers)
    return min(against, in_favour) >= Fraction(count, 3)


def relevance_disputed(votes: Iterable[Vote]) -> bool:
    """Whether somebody calls the criterion not relevant that somebody else gave a number."""
    given = list(votes)
    return Unrated.NOT_RELEVANT in given and any(not isinstance(vote, Unrated) for vote in given)


def class_agreement(own: Iterable[Recommendation], consolidated: Recommendation) -> ClassAgreement | None:
    """How the evaluators' own classes relate to each other and to the consolidated one; None where all are the same."""
    classes = list(own)
    if len(set(classes)) == 1:
        return None
    if set(classes) == ADJACENT:
        return ClassAgreement.ADJACENT
    if len(classes) > PAIR and 2 * classes.count(consolidated) > len(classes):
        return ClassAgreement.MINORITY
    return ClassAgreement.DISAGREE
