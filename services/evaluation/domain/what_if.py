"""What another version of the catalogue would make of a case that was assessed under its own.

Source: docs/decisions/what-if.md, which also says what becomes of criteria that only one of the two has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.evaluation.domain.case_input import CaseInput
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.recommendation import Recommendation
from services.evaluation.domain.score import Result, score
from services.evaluation.domain.votes import (
    ExclusionAnswer,
    Unrated,
    Vote,
    read_exclusion_answer,
    read_vote,
    settle_without_office,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one evaluator submitted: values by criterion, answers by exclusion criterion, as JSON has them."""

    values: Mapping[str, object]
    exclusions: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AssessedCase:
    """A case with a result; `office_answers` replace the evaluators' answers. `third_opinion`: one was asked for.

    `short_class`: what a short assessment had recommended before this full one checked it.
    """

    number: str
    profile: str
    sheets: tuple[Sheet, ...]
    office_answers: Mapping[str, ExclusionAnswer]
    before: Recommendation
    third_opinion: bool = False
    short_class: str | None = None


class Origin(StrEnum):
    """Which part of the new version makes the difference."""

    LIMITS = "limits"
    CRITERIA = "criteria"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Counterparts:
    """What of an old case has nothing to stand on in the new version, by id.

    `unrated`: criteria that the new version asks and nobody rated; they count as not assessable.
    `unanswered`: exclusion criteria nobody answered; they count as open.
    `dropped`: criteria of either kind that were asked and that the new version does not have; they count no more.
    """

    unrated: tuple[str, ...]
    unanswered: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose class would be another one, with the version it was assessed by.

    `old` and `new` are the results, `origin` is what makes the difference.
    """

    number: str
    assessed_by: Catalogue
    before: Recommendation
    after: Recommendation
    old: Result
    new: Result
    origin: Origin
    counterparts: Counterparts


def what_if(case: AssessedCase, old: Catalogue, new: Catalogue) -> Moved | None:
    """The case under the new version; None where its class stays."""
    given, counterparts = carry_over(case, old, new)
    result = score(given, new)
    if result.decision is case.before:
        return None
    as_it_was = score(as_assessed(case, old), old)
    if as_it_was.decision is result.decision:
        # A consensus meeting made the class that the case has; to the votes the version makes no difference.
        return None
    return Moved(
        number=case.number,
        assessed_by=old,
        before=case.before,
        after=result.decision,
        old=as_it_was,
        new=result,
        origin=_origin(case, given, old, new, result),
        counterparts=counterparts,
    )


def as_assessed(case: AssessedCase, catalogue: Catalogue) -> CaseInput:
    """The case under the version it was assessed by."""
    return carry_over(case, catalogue, catalogue)[0]


def carry_over(case: AssessedCase, old: Catalogue, new: Catalogue) -> tuple[CaseInput, Counterparts]:
    """The votes and answers of a case, as far as the new version asks for them, and what it asks in vain."""
    asked_before = asked_criteria(case, old)
    asked_now = _asked(case, old, new)
    ratings = {
        str(place): {
            criterion: _vote(sheet, criterion, criterion in asked_now, criterion in asked_before, new)
            for criterion in new.criteria
        }
        for place, sheet in enumerate(case.sheets)
    }
    exclusions = {criterion: _answer(case, criterion, old, new) for criterion in new.exclusion_criteria}
    counterparts = Counterparts(
        unrated=tuple(name for name in new.criteria if name in asked_now and name not in asked_before),
        unanswered=tuple(name for name in new.exclusion_criteria if name not in old.exclusion_criteria),
        dropped=(
            *(name for name in old.criteria if name in asked_before and name not in new.criteria),
            *(name for name in old.exclusion_criteria if name not in new.exclusion_criteria),
        ),
    )
    return CaseInput(ratings, exclusions), counterparts


def asked_criteria(case: AssessedCase, catalogue: Catalogue) -> frozenset[str]:
    """What evaluators were asked under the version they assessed by: the profile's criteria, and those opened for all."""
    return catalogue.profiles[case.profile].asked(_opened(case, catalogue))


def _opened(case: AssessedCase, catalogue: Catalogue) -> set[str]:
    """Criteria beyond the profile that somebody rated: they had been opened for all."""
    given = {name for sheet in case.sheets for name, value in sheet.values.items() if _is_rated(value)}
    return given & catalogue.criteria.keys() - frozenset(catalogue.profiles[case.profile].criteria)


def _is_rated(value: object) -> bool:
    return read_vote(value) not in (None, Unrated.NOT_RELEVANT)


def _asked(case: AssessedCase, old: Catalogue, new: Catalogue) -> frozenset[str]:
    """A profile that the new version does not have asks what it asked, and what no profile may leave out."""
    opened = _opened(case, old) & new.criteria.keys()
    profile = new.profiles.get(case.profile)
    if profile is not None:
        return profile.asked(opened)
    kept = asked_criteria(case, old) & new.criteria.keys()
    return kept | {name for name, criterion in new.criteria.items() if not criterion.not_relevant_allowed}


def _vote(sheet: Sheet, criterion: str, asked_now: bool, asked_before: bool, new: Catalogue) -> Vote:
    if not asked_now:
        return Unrated.NOT_RELEVANT
    vote = read_vote(sheet.values.get(criterion)) if asked_before else None
    if vote is None or (vote is Unrated.NOT_RELEVANT and not new.criteria[criterion].not_relevant_allowed):
        return Unrated.NOT_ASSESSABLE
    return vote


def _answer(case: AssessedCase, criterion: str, old: Catalogue, new: Catalogue) -> ExclusionAnswer:
    if criterion not in old.exclusion_criteria:
        return ExclusionAnswer.OPEN
    given = [answer for sheet in case.sheets if (answer := read_exclusion_answer(sheet.exclusions.get(criterion)))]
    state = case.office_answers.get(criterion) or (settle_without_office(given) if given else ExclusionAnswer.OPEN)
    if state is ExclusionAnswer.NOT_APPLICABLE and not new.exclusion_criteria[criterion].not_applicable_allowed:
        return ExclusionAnswer.OPEN
    return state


def _origin(case: AssessedCase, given: CaseInput, old: Catalogue, new: Catalogue, result: Result) -> Origin:
    """Take back one half of the change at a time: what brings the old class back was the cause."""
    if old.method.gate_dimension not in new.dimensions or new.method.gate_dimension not in old.dimensions:
        return Origin.BOTH
    old_limits = score(given, replace(new, method=old.method)).decision
    old_criteria = score(as_assessed(case, old), replace(old, method=new.method)).decision
    if old_limits is case.before and old_criteria is result.decision:
        return Origin.LIMITS
    if old_limits is result.decision and old_criteria is case.before:
        return Origin.CRITERIA
    return Origin.BOTH
