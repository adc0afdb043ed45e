"""Where an evaluator's own draft stands: what is missing before it can be submitted, and what it comes to so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evaluation.domain.assessment import validate_assessment
from services.evaluation.domain.case import Draft
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.own_result import own_result
from services.evaluation.presentation.result import Bar
from services.evaluation.presentation.words import RECOMMENDATIONS
from shared.web.formats import signed


@dataclass(frozen=True, slots=True)
class DraftState:
    """`missing`: field and sentence of everything that keeps the draft from being submitted, at most one per field."""

    missing: Sequence[tuple[str, str]]
    progress: str
    recommendation: str | None
    dimensions: Sequence[Bar]


def draft_state(draft: Draft, asked: frozenset[str], catalogue: Catalogue) -> DraftState:
    """The state of one draft of a case that asks these criteria."""
    problems: dict[str, str] = {}
    for problem in validate_assessment(draft.ratings, draft.exclusions, asked, catalogue):
        problems.setdefault(problem.field, problem.detail)
    own = own_result(draft.ratings, asked, catalogue)
    progress = f"{own.given} von {own.asked} Kriterien haben einen Wert."
    if own.score is not None:
        progress += f" Zusammen ergeben sie {signed(own.score)} auf der Skala von −2 bis +2."
    return DraftState(
        missing=list(problems.items()),
        progress=progress,
        recommendation=own.recommendation and RECOMMENDATIONS[own.recommendation],
        dimensions=[
            Bar(dimension.label.german, own.dimensions.get(dimension.id)) for dimension in catalogue.dimensions.values()
        ],
    )
