"""Whether one evaluator's assessment keeps the rules of rating. Source: assessment-method.md, "Ratings".

What stands in it is checked with every draft; what is still missing only when it is submitted.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.evaluation.domain.catalogue import Catalogue, Criterion
from services.evaluation.domain.votes import (
    HIGHEST,
    LOWEST,
    NEUTRAL,
    ExclusionAnswer,
    Unrated,
    Vote,
    read_exclusion_answer,
    read_vote,
)

SHORTEST_REASON = 20


class Evidence(StrEnum):
    """How well a rating is founded."""

    DATA = "A"
    REFERENCE = "B"
    PROFESSIONAL_JUDGEMENT = "C"
    ASSUMPTION = "D"


@dataclass(frozen=True, slots=True)
class GivenRating:
    """What an evaluator entered for one criterion; a blank text counts as none, a value of None as not yet rated."""

    value: object = None
    reason: str | None = None
    evidence: str | None = None
    mitigation: str | None = None


@dataclass(frozen=True, slots=True)
class AssessmentProblem:
    """One broken rule: `field` is a dotted path (`ratings.L1.reason`), `code` is stable, `detail` a German sentence."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One evaluator's assessment under check: what was entered and which criteria are asked."""

    ratings: Mapping[str, GivenRating]
    exclusions: Mapping[str, object]
    asked: frozenset[str]


def check_draft(
    ratings: Mapping[str, GivenRating],
    exclusions: Mapping[str, object],
    asked: frozenset[str],
    catalogue: Catalogue,
) -> list[AssessmentProblem]:
    """Everything that is wrong in what was entered so far; nothing that is only missing."""
    assessment = Assessment(ratings, exclusions, asked)
    return [*_wrong_ratings(assessment, catalogue), *_wrong_exclusions(exclusions, catalogue)]


def validate_assessment(
    ratings: Mapping[str, GivenRating],
    exclusions: Mapping[str, object],
    asked: frozenset[str],
    catalogue: Catalogue,
) -> list[AssessmentProblem]:
    """Everything that keeps an assessment from being submitted: what is wrong and what is missing."""
    assessment = Assessment(ratings, exclusions, asked)
    return [
        *check_draft(ratings, exclusions, asked, catalogue),
        *_missing_in_ratings(assessment, catalogue),
        *_missing_exclusions(exclusions, catalogue),
    ]


def votes_of(ratings: Mapping[str, GivenRating], asked: Collection[str], catalogue: Catalogue) -> dict[str, Vote]:
    """The votes of a valid assessment on every criterion of the catalogue; what is not asked is not relevant.

    Raises: ValueError where an asked criterion has no valid value.
    """
    votes: dict[str, Vote] = {}
    for criterion in catalogue.criteria:
        if criterion not in asked:
            votes[criterion] = Unrated.NOT_RELEVANT
            continue
        vote = read_vote(ratings[criterion].value) if criterion in ratings else None
        if vote is None:
            message = f"no vote on {criterion}"
            raise ValueError(message)
        votes[criterion] = vote
    return votes


def _wrong_ratings(assessment: Assessment, catalogue: Catalogue) -> Iterator[AssessmentProblem]:
    for name, rating in assessment.ratings.items():
        place = f"ratings.{name}"
        if name not in catalogue.criteria:
            yield _problem(place, "unknown_criterion", f"Das Kriterium {name} gibt es in diesem Katalog nicht.")
            continue
        vote = read_vote(rating.value)
        if vote is None and rating.value is not None:
            yield _problem(
                f"{place}.value",
                "rating_outside_scale",
                f"Bitte wählen Sie für {name} eine ganze Zahl von -2 bis +2, NR oder NB.",
            )
        elif name not in assessment.asked:
            if vote is not None and vote is not Unrated.NOT_RELEVANT:
                yield _problem(
                    f"{place}.value", "criterion_not_asked", f"Nach dem Kriterium {name} wird hier nicht gefragt."
                )
        else:
            yield from _wrong_rating(catalogue.criteria[name], vote, rating)


def _wrong_rating(criterion: Criterion, vote: Vote | None, rating: GivenRating) -> Iterator[AssessmentProblem]:
    name, place = criterion.id, f"ratings.{criterion.id}"
    if vote is Unrated.NOT_RELEVANT and not criterion.not_relevant_allowed:
        yield _problem(
            f"{place}.value", "not_relevant_forbidden", f"{name} ist immer zu bewerten; NR ist hier nicht möglich."
        )
    if _is_effect(vote) and 0 < len(_text(rating.reason)) < SHORTEST_REASON:
        yield _problem(
            f"{place}.reason",
            "reason_too_short",
            f"Die Begründung zu {name} braucht mindestens {SHORTEST_REASON} Zeichen.",
        )
    evidence = _text(rating.evidence)
    if evidence and evidence not in tuple(Evidence):
        yield _problem(
            f"{place}.evidence", "evidence_unknown", f"Bitte wählen Sie für {name} die Nachweisstufe A, B, C oder D."
        )
    elif evidence and vote == HIGHEST and evidence not in {Evidence.DATA, Evidence.REFERENCE}:
        yield _problem(
            f"{place}.evidence", "evidence_too_weak", f"+2 bei {name} braucht einen Nachweis der Stufe A oder B."
        )
    elif evidence == Evidence.ASSUMPTION and vote == LOWEST:
        yield _problem(
            f"{place}.evidence",
            "evidence_too_weak",
            f"-2 bei {name} braucht einen Nachweis der Stufe A, B oder C; eine Annahme (D) trägt höchstens -1 oder +1.",
        )


def _missing_in_ratings(assessment: Assessment, catalogue: Catalogue) -> Iterator[AssessmentProblem]:
    for name in catalogue.criteria:
        if name not in assessment.asked:
            continue
        rating = assessment.ratings.get(name, GivenRating())
        place = f"ratings.{name}"
        if rating.value is None:
            yield _problem(f"{place}.value", "rating_missing", f"{name} ist noch nicht bewertet.")
            continue
        vote = read_vote(rating.value)
        if vote is None or vote == NEUTRAL:
            continue
        if not _text(rating.reason):
            yield _problem(f"{place}.reason", "reason_missing", f"Bitte begründen Sie Ihre Angabe zu {name}.")
        if not _is_effect(vote):
            continue
        if not _text(rating.evidence):
            yield _problem(f"{place}.evidence", "evidence_missing", f"Bitte wählen Sie für {name} eine Nachweisstufe.")
        if not isinstance(vote, Unrated) and vote < NEUTRAL and not _text(rating.mitigation):
            yield _problem(
                f"{place}.mitigation",
                "mitigation_missing",
                f"Bitte nennen Sie zu {name}, wie sich der Nachteil mindern ließe, oder eine Alternative.",
            )


def _wrong_exclusions(exclusions: Mapping[str, object], catalogue: Catalogue) -> Iterator[AssessmentProblem]:
    for name, value in exclusions.items():
        place = f"exclusions.{name}"
        if name not in catalogue.exclusion_criteria:
            yield _problem(
                place, "unknown_exclusion_criterion", f"Das Ausschlusskriterium {name} gibt es in diesem Katalog nicht."
            )
            continue
        if value is None:
            continue
        answer = read_exclusion_answer(value)
        if answer is None:
            yield _problem(
                place, "exclusion_answer_unknown", f"Bitte beantworten Sie {name} mit ja, nein, offen oder na."
            )
        elif answer is ExclusionAnswer.NOT_APPLICABLE and not catalogue.exclusion_criteria[name].not_applicable_allowed:
            yield _problem(
                place, "not_applicable_forbidden", f"{name} ist immer zu beantworten; „na“ ist hier nicht möglich."
            )


def _missing_exclusions(exclusions: Mapping[str, object], catalogue: Catalogue) -> Iterator[AssessmentProblem]:
    for name in catalogue.exclusion_criteria:
        if exclusions.get(name) is None:
            yield _problem(f"exclusions.{name}", "exclusion_missing", f"{name} ist noch nicht beantwortet.")


def _is_effect(vote: Vote | None) -> bool:
    """Whether the vote claims an effect: a number other than 0."""
    return isinstance(vote, int) and vote != NEUTRAL


def _text(value: str | None) -> str:
    return (value or "").strip()


def _problem(field: str, code: str, detail: str) -> AssessmentProblem:
    return AssessmentProblem(field, f"evaluation.{code}", detail)
