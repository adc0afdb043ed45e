"""Whether another evaluator or a meeting is needed. Source: assessment-method.md, "Several evaluators"."""

from enum import StrEnum

from services.evaluation.domain.score import Result

# With more votes the way on is a consensus meeting, not one more opinion.
EVALUATORS_BEFORE_A_THIRD = 2


class ThirdOpinionCause(StrEnum):
    """The kinds of cause a request for a third opinion may name; never a criterion."""

    CLASSES_DIFFER = "classes_differ"
    CRITERIA_CONFLICT = "criteria_conflict"


CAUSES = {
    "evaluators-disagree": ThirdOpinionCause.CLASSES_DIFFER,
    "conflict-share": ThirdOpinionCause.CRITERIA_CONFLICT,
}
"""The flags of disagreement and what they are called in a request."""


def third_opinion_causes(result: Result) -> tuple[ThirdOpinionCause, ...]:
    """Why a third evaluator is needed; empty where none is.

    A confirmed exclusion needs none, nor does a split about an exclusion criterion: that goes to the office.
    """
    if result.examination is None or len(result.examination.individual) > EVALUATORS_BEFORE_A_THIRD:
        return ()
    return tuple(cause for flag, cause in CAUSES.items() if flag in result.flags)


def needs_consensus(result: Result) -> bool:
    """Whether three or more evaluators have to meet: no strict majority for the class, or too much conflict."""
    if result.examination is None or len(result.examination.individual) <= EVALUATORS_BEFORE_A_THIRD:
        return False
    return not CAUSES.keys().isdisjoint(result.flags)
