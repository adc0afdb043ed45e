"""Cases for tests: the worked ones, simple ones, and a strategy for random ones."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from services.evaluation.domain.case_input import parse_case
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.result_json import to_json
from services.evaluation.domain.score import Result, score

Case = dict[str, Any]
# Other programs on the machine may slow drawing and checking down; neither says anything about the rule.
RANDOM = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
WORKED_FILE = Path(__file__).parent / "worked-cases.json"
WORKED: dict[str, Case] = json.loads(WORKED_FILE.read_text(encoding="utf-8"))


def case(*sheets: dict[str, Any], catalogue: Catalogue, ko: dict[str, list[str]] | None = None) -> Case:
    """A case of evaluators A, B, C ...: what a sheet leaves out is 0, what `ko` leaves out `ja`."""
    names = "ABCDEFG"[: len(sheets)]
    answers = ko or {}
    return {
        "ratings": {
            name: {criterion: sheet.get(criterion, 0) for criterion in catalogue.criteria}
            for name, sheet in zip(names, sheets, strict=True)
        },
        "ko": {
            criterion: dict(zip(names, answers.get(criterion, ["ja"] * len(names)), strict=True))
            for criterion in catalogue.exclusion_criteria
        },
    }


def result_of(given: Case, catalogue: Catalogue) -> Result:
    return score(parse_case(json.dumps(given), catalogue), catalogue)


def computed(given: Case, catalogue: Catalogue) -> dict[str, Any]:
    return to_json(result_of(given, catalogue))


@st.composite
def cases(draw: st.DrawFn, catalogue: Catalogue, values: tuple[Any, ...] = (-2, -1, 0, 1, 2, "NR", "NB")) -> Case:
    """Valid cases of one to four evaluators; half of them near each other, so that every class is reached."""
    evaluators = draw(st.sampled_from(["A", "AB", "ABC", "ABCD"]))
    alike = draw(st.booleans())

    def vote(criterion: str, leading: Any) -> Any:
        allowed = [v for v in values if v != "NR" or catalogue.criteria[criterion].not_relevant_allowed]
        if alike and leading in allowed and draw(st.integers(0, 3)):
            return leading
        return draw(st.sampled_from(allowed))

    leading = {criterion: vote(criterion, None) for criterion in catalogue.criteria}
    return {
        "ratings": {
            name: {criterion: vote(criterion, leading[criterion]) for criterion in catalogue.criteria}
            for name in evaluators
        },
        "ko": {
            criterion: {name: draw(st.sampled_from(["ja"] * 12 + ["offen", "nein"])) for name in evaluators}
            for criterion in catalogue.exclusion_criteria
        },
    }
