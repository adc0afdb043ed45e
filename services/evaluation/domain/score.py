"""The computed result of a case: score, recommendation with reasons, agreement, robustness. Exact arithmetic only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.agreement import (
    ClassAgreement,
    class_agreement,
    in_conflict,
    own_class,
    relevance_disputed,
)
from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import ZERO, Consolidation, Value, consolidate, consolidate_votes
from services.evaluation.domain.levers import Lever, levers
from services.evaluation.domain.recommendation import (
    Cause,
    Judgement,
    Recommendation,
    judge,
    judge_exclusion,
    unknown_decides,
)
from services.evaluation.domain.robustness import acceptability, decision_radius, score_radius
from services.evaluation.domain.sustainability import Sustainability, sustainability
from services.evaluation.domain.votes import ExclusionAnswer, Vote

INDEX_OF_NEUTRAL = 50
INDEX_PER_STEP = 25


@dataclass(frozen=True, slots=True)
class Figures:
    """The score S and its parts, all but the index (0..100) and the coverage (0..1) on the scale -2..+2."""

    score: Fraction
    index: Fraction
    dimensions: Mapping[str, Fraction]
    coverage: Fraction
    lowest_score: Fraction
    highest_score: Fraction


@dataclass(frozen=True, slots=True)
class Examination:
    """How far the evaluators agree and how robust the class is; `radius` is None where the ratings give no class."""

    conflicts: tuple[str, ...]
    conflict_share: Fraction
    individual: Mapping[str, Recommendation]
    radius_by_threshold: Mapping[Fraction, Fraction]
    radius: Fraction | None
    acceptability: Mapping[Fraction, Fraction]
    equal_weights_score: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """What `score` computes; `weights` are the effective ones.

    `base` is the class of the ratings alone, `decision` the recommendation after all steps.
    `figures` is None where nothing is rated, `examination` there and where an exclusion is confirmed.
    """

    state: Mapping[str, Value]
    weights: Mapping[str, Fraction]
    figures: Figures | None
    base: Recommendation
    why: tuple[Cause, ...]
    flags: tuple[str, ...]
    examination: Examination | None
    decision: Recommendation
    sustainability: Sustainability
    levers: tuple[Lever, ...]


def score(case: CaseInput, catalogue: Catalogue) -> Result:
    """Consolidate a case and recommend. Source: assessment-method.md, "Consolidation and score" to "Robustness"."""
    consolidation = _consolidated(case, catalogue)
    judgement = judge(consolidation, catalogue)
    confirmed = _exclusions_in_state(ExclusionAnswer.NO, case, catalogue)
    if confirmed:
        exclusion = judge_exclusion(confirmed, catalogue)
        return Result(
            state=consolidation.state,
            weights=consolidation.weights,
            figures=_figures(consolidation),
            base=judgement.recommendation,
            why=exclusion.causes,
            flags=(),
            examination=None,
            decision=exclusion.recommendation,
            sustainability=sustainability(consolidation, catalogue),
            # No rating lifts an exclusion.
            levers=(),
        )
    examination = _examine(case, consolidation, judgement, catalogue)
    flags = tuple(_flags(case, consolidation, judgement, examination, catalogue))
    return Result(
        state=consolidation.state,
        weights=consolidation.weights,
        figures=_figures(consolidation),
        base=judgement.recommendation,
        why=judgement.causes,
        flags=tuple(flag for flag, _ in flags),
        examination=examination,
        decision=Recommendation.CLARIFY if any(blocks for _, blocks in flags) else judgement.recommendation,
        sustainability=sustainability(consolidation, catalogue),
        levers=levers(consolidation, catalogue),
    )


def _consolidated(case: CaseInput, catalogue: Catalogue) -> Consolidation:
    """From the votes; what a consensus meeting agreed on replaces their medians."""
    by_votes = consolidate_votes(case.ratings, catalogue)
    if not case.agreed:
        return by_votes
    agreed = {criterion: Fraction(value) for criterion, value in case.agreed.items()}
    return consolidate({**by_votes.state, **agreed}, catalogue)


def _figures(consolidation: Consolidation) -> Figures | None:
    if not consolidation.rated:
        return None
    return Figures(
        score=consolidation.score,
        index=INDEX_OF_NEUTRAL + INDEX_PER_STEP * consolidation.score,
        dimensions=consolidation.dimensions,
        coverage=consolidation.coverage,
        lowest_score=consolidation.lowest_score,
        highest_score=consolidation.highest_score,
    )


def _examine(
    case: CaseInput, consolidation: Consolidation, judgement: Judgement, catalogue: Catalogue
) -> Examination | None:
    if not consolidation.rated:
        return None
    conflicts = tuple(criterion for criterion in catalogue.criteria if in_conflict(_votes(case, criterion)))
    dimensions = tuple(consolidation.dimensions.values())
    thresholds = (catalogue.method.lower_threshold, catalogue.method.upper_threshold)
    return Examination(
        conflicts=conflicts,
        conflict_share=sum((consolidation.weights[criterion] for criterion in conflicts), ZERO),
        individual={evaluator: own_class(votes, catalogue) for evaluator, votes in sorted(case.ratings.items())},
        radius_by_threshold={threshold: score_radius(consolidation, threshold) for threshold in thresholds},
        radius=decision_radius(judgement, consolidation, catalogue),
        acceptability={threshold: acceptability(dimensions, threshold) for threshold in thresholds},
        equal_weights_score=sum(consolidation.rated.values(), ZERO) / len(consolidation.rated),
    )


def _flags(
    case: CaseInput,
    consolidation: Consolidation,
    judgement: Judgement,
    examination: Examination | None,
    catalogue: Catalogue,
) -> Iterator[tuple[str, bool]]:
    """Every flag in its order, each with whether it makes the recommendation CLARIFY."""
    method = catalogue.method
    if unsettled := _exclusions_in_state(ExclusionAnswer.OPEN, case, catalogue):
        yield f"ko-open:{','.join(unsettled)}", True
    if consolidation.coverage < method.minimum_coverage:
        yield "coverage", True
    if unknown_decides(consolidation, catalogue):
        yield "unknown-decides", True
    if any(relevance_disputed(_votes(case, criterion)) for criterion in catalogue.criteria):
        yield "relevance-disputed", False
    if examination is None:
        return
    # After a consensus meeting the flags of disagreement fall away.
    agreement = class_agreement(examination.individual.values(), judgement.recommendation)
    if agreement is not None and (agreement is not ClassAgreement.DISAGREE or case.agreed is None):
        yield agreement, agreement is ClassAgreement.DISAGREE
    if examination.conflict_share > method.conflict_share and case.agreed is None:
        yield "conflict-share", True
    if examination.radius is not None and examination.radius < method.minimum_radius:
        yield "knapp", False


def _votes(case: CaseInput, criterion: str) -> list[Vote]:
    return [votes[criterion] for votes in case.ratings.values()]


def _exclusions_in_state(state: ExclusionAnswer, case: CaseInput, catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(criterion for criterion in catalogue.exclusion_criteria if case.exclusions[criterion] is state)
