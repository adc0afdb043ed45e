"""What is scored: every evaluator's votes and the state of every exclusion criterion."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.exact_json import FileProblem, NotJson, Repeated, json_path, read_json, repetitions
from services.evaluation.domain.votes import (
    ExclusionAnswer,
    Unrated,
    Vote,
    read_exclusion_answer,
    read_vote,
    settle_without_office,
)
from shared.contracts.errors import DomainError

MISSING: Final = object()
POSSIBLE_VOTES = "a whole number from -2 to 2, NR or NB"
POSSIBLE_AGREED = "a whole number from -2 to 2"
POSSIBLE_ANSWERS = "one of ja, nein, offen, na"
NO_OBJECT = "must be an object"
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class CaseInput:
    """The votes by evaluator (at least one) and criterion (all of the catalogue), and the exclusion states.

    Where an office has answered, its answer is the state; otherwise `settle_without_office`, or OPEN until it answers.
    `agreed`: what a consensus meeting put in the place of medians, by criterion; None where there was no meeting.
    """

    ratings: Mapping[str, Mapping[str, Vote]]
    exclusions: Mapping[str, ExclusionAnswer]
    agreed: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if not self.ratings:
            message = "a case needs at least one evaluator"
            raise ValueError(message)


class CaseInputError(DomainError):
    """A case file cannot be scored; `problems` names every place and reason (never empty)."""

    code: ClassVar[str] = "evaluation.case_invalid"

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        super().__init__("Die Falldatei ist nicht gültig.", field=problems[0].path)
        self.problems = problems


def parse_case(text: str, catalogue: Catalogue) -> CaseInput:
    """Read a case file: `ratings` (evaluator, criterion, value) and `ko` (exclusion criterion, evaluator, answer).

    `agreed` (criterion, whole number) is there where a consensus meeting was.

    Raises: CaseInputError with every problem found. Source: assessment-method.md, "Names in a computed result".
    """
    try:
        document = read_json(text)
    except NotJson as error:
        raise CaseInputError((FileProblem(json_path(), str(error)),)) from error
    if not isinstance(document, dict):
        raise CaseInputError((FileProblem(json_path(), NO_OBJECT),))
    problems: list[FileProblem] = []
    ratings = _ratings(document.get("ratings", MISSING), catalogue, problems)
    # A catalogue without exclusion criteria needs no answers.
    answers = document.get("ko", MISSING if catalogue.exclusion_criteria else {})
    exclusions = _exclusions(answers, ratings, catalogue, problems)
    agreed = _agreed(document["agreed"], catalogue, problems) if "agreed" in document else None
    if problems:
        raise CaseInputError(tuple(problems))
    return CaseInput(ratings, exclusions, agreed)


def _ratings(value: object, catalogue: Catalogue, problems: list[FileProblem]) -> dict[str, dict[str, Vote]]:
    ratings: dict[str, dict[str, Vote]] = {}
    if value == {}:
        problems.append(FileProblem(json_path("ratings"), "at least one evaluator is needed"))
    for evaluator, sheet in _members(value, problems, "ratings"):
        votes: dict[str, Vote] = {}
        place = ("ratings", evaluator)
        _compare_names(sheet, catalogue.criteria, "criterion", problems, *place)
        for criterion, given in _members(sheet, problems, *place):
            vote = read_vote(given)
            if criterion not in catalogue.criteria:
                continue
            if vote is None:
                problems.append(FileProblem(json_path(*place, criterion), f"{_shown(given)} is not {POSSIBLE_VOTES}"))
            elif vote is Unrated.NOT_RELEVANT and not catalogue.criteria[criterion].not_relevant_allowed:
                problems.append(FileProblem(json_path(*place, criterion), "NR is not allowed here"))
            else:
                votes[criterion] = vote
        ratings[evaluator] = votes
    return ratings


def _exclusions(
    value: object, evaluators: Collection[str], catalogue: Catalogue, problems: list[FileProblem]
) -> dict[str, ExclusionAnswer]:
    states: dict[str, ExclusionAnswer] = {}
    _compare_names(value, catalogue.exclusion_criteria, "exclusion criterion", problems, "ko")
    for criterion, sheet in _members(value, problems, "ko"):
        if criterion not in catalogue.exclusion_criteria:
            continue
        answers: list[ExclusionAnswer] = []
        place = ("ko", criterion)
        if evaluators:
            _compare_names(sheet, evaluators, "evaluator", problems, *place)
        for evaluator, given in _members(sheet, problems, *place):
            answer = read_exclusion_answer(given)
            if answer is None:
                problems.append(FileProblem(json_path(*place, evaluator), f"{_shown(given)} is not {POSSIBLE_ANSWERS}"))
            elif (
                answer is ExclusionAnswer.NOT_APPLICABLE
                and not catalogue.exclusion_criteria[criterion].not_applicable_allowed
            ):
                problems.append(FileProblem(json_path(*place, evaluator), "na is not allowed here"))
            else:
                answers.append(answer)
        if answers:
            states[criterion] = settle_without_office(answers)
    return states


def _agreed(value: object, catalogue: Catalogue, problems: list[FileProblem]) -> dict[str, int]:
    agreed: dict[str, int] = {}
    for criterion, given in _members(value, problems, "agreed"):
        vote = read_vote(given)
        if criterion not in catalogue.criteria:
            problems.append(FileProblem(json_path("agreed", criterion), "unknown criterion"))
        elif vote is None or isinstance(vote, Unrated):
            problems.append(FileProblem(json_path("agreed", criterion), f"{_shown(given)} is not {POSSIBLE_AGREED}"))
        else:
            agreed[criterion] = vote
    return agreed


def _members(value: object, problems: list[FileProblem], *place: str) -> Iterator[tuple[str, object]]:
    """The members of an object that stand there once; whatever else is there becomes a problem."""
    match value:
        case dict():
            for name, inner in value.items():
                if isinstance(inner, Repeated):
                    problems.extend(repetitions(inner, *place, name))
                else:
                    yield name, inner
        case Repeated():
            problems.extend(repetitions(value, *place))
        case _:
            problems.append(FileProblem(json_path(*place), "missing" if value is MISSING else NO_OBJECT))


def _compare_names(
    value: object, expected: Collection[str], kind: str, problems: list[FileProblem], *place: str
) -> None:
    if isinstance(value, dict):
        unknown = [name for name in value if name not in expected]
        missing = [name for name in expected if name not in value]
        problems.extend(FileProblem(json_path(*place, name), f"unknown {kind}") for name in unknown)
        problems.extend(FileProblem(json_path(*place, name), f"{kind} missing") for name in missing)


def _shown(value: object) -> str:
    match value:
        case bool() | None:
            return json.dumps(value)
        case str():
            return json.dumps(value[:LONGEST_SHOWN])
        case int():
            return str(value)[:LONGEST_SHOWN]
        case Fraction():
            return "a decimal number"
        case _:
            return "this"
