"""What the assessments under one version of a catalogue say about its questions: never about a person or an impulse.

Source: assessment-method.md, "Several evaluators" (alpha is a quality figure of the catalogue).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from services.evaluation.domain.agreement import relevance_disputed
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.krippendorff import Coincidences
from services.evaluation.domain.votes import Unrated
from services.evaluation.domain.what_if import AssessedCase, as_assessed, asked_criteria

LEAST_CASES = 5
"""A figure from fewer cases is withheld: it could tell of single sheets."""


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One criterion. `cases`: in which it was asked. Shares 0..1: of the votes, `disputed` of the cases with several votes.

    `alpha` comes from `compared` cases in which several evaluators gave a number. A figure is None where it is withheld or
    undefined; whether it is withheld follows from its number of cases.
    """

    criterion: str
    cases: int
    not_assessable: Fraction | None
    not_relevant: Fraction | None
    several: int
    disputed: Fraction | None
    compared: int
    alpha: Fraction | None


@dataclass(frozen=True, slots=True)
class CatalogueFigures:
    """A version: how many cases were assessed, how many by several evaluators, and the share of these that needed a third.

    `checked`: short cases that were also assessed in full; `confirmed`: the share of them that ended in the same class.
    """

    cases: int
    several: int
    third_opinions: Fraction | None
    checked: int
    confirmed: Fraction | None
    questions: tuple[QuestionFigures, ...]


class _Question:
    """What is counted for one criterion."""

    def __init__(self) -> None:
        self.cases = self.votes = self.not_assessable = self.not_relevant = self.several = self.disputed = 0
        self.coincidences = Coincidences()


class Learning:
    """Cases of one version are added one after the other."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._questions = {criterion: _Question() for criterion in catalogue.criteria}
        self._cases = self._several = self._third = self._checked = self._confirmed = 0

    def add(self, case: AssessedCase) -> None:
        """A case that was assessed by this version."""
        sheets = as_assessed(case, self._catalogue).ratings
        self._cases += 1
        if case.short_class is not None:
            self._checked += 1
            self._confirmed += case.before == case.short_class
        if len(sheets) > 1:
            self._several += 1
            self._third += case.third_opinion
        for criterion in asked_criteria(case, self._catalogue):
            votes = [sheet[criterion] for sheet in sheets.values()]
            question = self._questions[criterion]
            question.cases += 1
            question.votes += len(votes)
            question.not_assessable += votes.count(Unrated.NOT_ASSESSABLE)
            question.not_relevant += votes.count(Unrated.NOT_RELEVANT)
            if len(votes) > 1:
                question.several += 1
                question.disputed += relevance_disputed(votes)
            question.coincidences.add([vote for vote in votes if not isinstance(vote, Unrated)])

    def figures(self) -> CatalogueFigures:
        """What all of them say, in the order of the catalogue."""
        return CatalogueFigures(
            cases=self._cases,
            several=self._several,
            third_opinions=_share(self._third, self._several, self._several),
            checked=self._checked,
            confirmed=_share(self._confirmed, self._checked, self._checked),
            questions=tuple(self._figures()),
        )

    def _figures(self) -> Iterator[QuestionFigures]:
        for criterion, counted in self._questions.items():
            compared = counted.coincidences.units
            yield QuestionFigures(
                criterion=criterion,
                cases=counted.cases,
                not_assessable=_share(counted.not_assessable, counted.votes, counted.cases),
                not_relevant=_share(counted.not_relevant, counted.votes, counted.cases),
                several=counted.several,
                disputed=_share(counted.disputed, counted.several, counted.several),
                compared=compared,
                alpha=counted.coincidences.alpha() if compared >= LEAST_CASES else None,
            )


def _share(part: int, whole: int, cases: int) -> Fraction | None:
    return Fraction(part, whole) if cases >= LEAST_CASES else None
