"""A result step by step, as a person with pencil and paper would write it down.

Every line `name = calculation = fraction` can be checked on its own. Source: assessment-method.md.
"""

from collections.abc import Iterator
from textwrap import wrap

from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import consolidate
from services.evaluation.domain.score import Result
from services.evaluation.presentation.explained_case import Scored
from services.evaluation.presentation.explanation_of_recommendation import recommendation_steps
from services.evaluation.presentation.explanation_of_score import score_steps

WIDTH = 110
CONTINUED = "        "


def explain(case: CaseInput, catalogue: Catalogue, result: Result) -> str:
    """The calculation of a result in German, a paragraph a step."""
    return "\n".join(_wrapped(_lines(Scored(case, catalogue, result, consolidate(result.state, catalogue)))))


def _lines(scored: Scored) -> Iterator[str]:
    catalogue = scored.catalogue
    evaluators = ", ".join(sorted(scored.case.ratings))
    yield f"Kriterienkatalog {catalogue.id}, Fassung {catalogue.version}. Gutachten: {evaluators}."
    yield from score_steps(scored)
    yield from recommendation_steps(scored)


def _wrapped(lines: Iterator[str]) -> Iterator[str]:
    """Long lines go on below, indented, so that one calculation can still be read as one."""
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        yield from wrap(
            line, WIDTH, subsequent_indent=CONTINUED if indent else "", break_long_words=False, break_on_hyphens=False
        ) or [""]
