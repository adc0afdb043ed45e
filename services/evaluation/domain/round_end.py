"""What follows when all votes due are in: an office is asked, a third evaluator, a meeting, or the result stands.

Source: assessment-method.md, "Several evaluators" (one consolidation per round, after the last vote due) and "Ratings"
(any `nein` or `offen` asks the office, whose answer replaces the evaluators').
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.evaluation.domain.assessment import votes_of
from services.evaluation.domain.case import Case
from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.score import Result, score
from services.evaluation.domain.third_opinion import ThirdOpinionCause, needs_consensus, third_opinion_causes
from services.evaluation.domain.votes import ExclusionAnswer, read_exclusion_answer, settle_without_office

IN_DOUBT = {ExclusionAnswer.NO, ExclusionAnswer.OPEN}


@dataclass(frozen=True, slots=True)
class AskOffices:
    """These exclusion criteria are in doubt and nobody asked their office yet, in catalogue order."""

    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskThird:
    """The evaluators see it too differently; nothing of the votes may be seen before the third one is in."""

    causes: tuple[ThirdOpinionCause, ...]


@dataclass(frozen=True, slots=True)
class AskConsensus:
    """Three or more evaluators see it too differently: they meet. `result` is that of the votes, which are revealed."""

    result: Result


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The result of the round, evaluators named by their labels."""

    result: Result


def end_round(
    case: Case, catalogue: Catalogue, labels: Mapping[str, str]
) -> AskOffices | AskThird | AskConsensus | Consolidated | None:
    """The next step of a case, or None while votes or answers are missing. `labels`: person id -> A, B ..."""
    if not case.votes_complete or any(question.answer is None for question in case.questions):
        return None
    asked = {question.criterion for question in case.questions}
    unasked = tuple(
        criterion
        for criterion in catalogue.exclusion_criteria
        if criterion not in asked and not IN_DOUBT.isdisjoint(_answers(case, criterion))
    )
    if unasked:
        return AskOffices(unasked)
    result = score(case_input(case, catalogue, labels), catalogue)
    if causes := third_opinion_causes(result):
        return AskThird(causes)
    if needs_consensus(result):
        return AskConsensus(result)
    return Consolidated(result)


def case_input(case: Case, catalogue: Catalogue, labels: Mapping[str, str]) -> CaseInput:
    """What is scored: the submitted votes, and every exclusion criterion as the office or the evaluators settle it."""
    asked = case.asked(catalogue)
    return CaseInput(
        ratings={labels[seat.evaluator.id]: votes_of(seat.draft.ratings, asked, catalogue) for seat in case.submitted},
        exclusions=exclusion_states(case, catalogue),
        agreed=case.agreed,
    )


def exclusion_states(case: Case, catalogue: Catalogue) -> dict[str, ExclusionAnswer]:
    """The state of every exclusion criterion; an office's answer replaces the evaluators'."""
    by_office = {question.criterion: question.answer for question in case.questions if question.answer is not None}
    return {
        criterion: by_office.get(criterion) or settle_without_office(_answers(case, criterion))
        for criterion in catalogue.exclusion_criteria
    }


def _answers(case: Case, criterion: str) -> list[ExclusionAnswer]:
    given = (read_exclusion_answer(seat.draft.exclusions.get(criterion)) for seat in case.submitted)
    return [answer for answer in given if answer is not None]
