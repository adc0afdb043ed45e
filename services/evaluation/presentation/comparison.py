"""The comparison of assessments in words: what the votes are, and where they part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.comparison import ComparedCriterion
from services.evaluation.domain.consolidation import Value
from services.evaluation.domain.votes import Unrated, Vote
from services.evaluation.presentation.words import EVIDENCE
from shared.web.formats import signed


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion: the written values in the order of the evaluators, the value of all, how far they agree."""

    label: str
    values: Sequence[str]
    consolidated: str
    remark: str
    apart: bool
    grounds: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table; `evaluators` are the headings of its columns."""

    evaluators: Sequence[str]
    rows: Sequence[Row]


def comparison(compared: Sequence[ComparedCriterion]) -> Comparison:
    """The table of a revealed case with at least one assessment."""
    return Comparison(
        evaluators=[vote.evaluator for vote in compared[0].votes],
        rows=[
            Row(
                label=f"{each.criterion.id} {each.criterion.label.german}",
                values=[_written(vote.vote) for vote in each.votes],
                consolidated=_written(each.consolidated),
                remark=_remark(each),
                apart=each.conflict or each.disputed,
                grounds=[(vote.evaluator, text) for vote in each.votes if (text := " ".join(_grounds(vote.given)))],
            )
            for each in compared
        ],
    )


def _written(value: Vote | Value) -> str:
    return value.value if isinstance(value, Unrated) else signed(value)


def _remark(each: ComparedCriterion) -> str:
    if each.conflict:
        return "Widerspruch"
    if each.disputed:
        return "Relevanz strittig"
    if len({vote.vote for vote in each.votes}) == 1:
        return "gleich"
    return "nah beieinander"


def _grounds(given: GivenRating) -> Iterator[str]:
    if given.reason:
        yield given.reason
    if given.evidence:
        yield f"Nachweis {EVIDENCE[given.evidence]}."
    if given.mitigation:
        yield f"Minderung oder Alternative: {given.mitigation}"
