"""What is explained, and how its paragraphs and lines look."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.consolidation import Consolidation
from services.evaluation.domain.score import Result
from services.evaluation.domain.votes import Vote

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Scored:
    """What is explained: the case, the catalogue, the result and its consolidated state."""

    case: CaseInput
    catalogue: Catalogue
    result: Result
    consolidation: Consolidation

    def votes(self, criterion: str) -> list[tuple[str, Vote]]:
        """Evaluator and vote, by evaluator."""
        return sorted((evaluator, sheet[criterion]) for evaluator, sheet in self.case.ratings.items())

    def rated_in(self, dimension: str) -> list[tuple[Fraction, Fraction]]:
        """Catalogue weight and value of the rated criteria of a dimension."""
        rated = self.consolidation.rated
        return [
            (criterion.weight, rated[criterion.id])
            for criterion in self.catalogue.criteria_of(dimension)
            if criterion.id in rated
        ]

    def weighted(self) -> list[tuple[Fraction, Fraction]]:
        """Effective weight and value of every rated criterion."""
        return [(self.consolidation.weights[name], value) for name, value in self.consolidation.rated.items()]


def heading(text: str) -> Iterator[str]:
    """The title of a step."""
    yield ""
    yield f"# {text}"


def at_least(value: Fraction, threshold: Fraction) -> str:
    """Whether a value keeps a threshold, as a word before it."""
    return "mindestens" if value >= threshold else "unter"
