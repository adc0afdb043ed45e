"""The sample city in the order in which it happened: one step is one command, with who gives it and on which day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from deploy.local.sample.content import Content, Impulse, Measure, OfficeAnswer, Release, SampleError, Verdict
from deploy.local.sample.ratings import RatingSheet, Wording, read_sheet
from deploy.local.sign_ins import PEOPLE, Role
from services.evaluation.decision_routes_file import load_decision_routes
from services.evaluation.domain.decision_routes import Body, Matter
from shared.contracts.days import CITY_TIME
from shared.runtime.city import load_city
from shared.runtime.working_days import add_working_days, is_working_day

OPENING = time(8)
OPEN_FOR = timedelta(hours=9)
# Days between taking a case and handing in the assessment; well within the lease.
RATING_TAKES = 2
PAPER_BEFORE_SESSION = 14


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: a demo sign-in by its `user`, the ideas portal, or somebody without an account (both without user)."""

    role: Role | Literal["public", "portal"]
    user: str | None = None


@dataclass(frozen=True, slots=True)
class SubmitImpulse:
    """By the form, by the portal, or by staff on behalf of somebody: see the impulse's channel."""

    impulse: Impulse


@dataclass(frozen=True, slots=True)
class DeclareInadmissible:
    """Screening ends with a public reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseImpulse:
    """Screening lets it through to assessment."""

    release: Release
    field_of_action: str


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """An evaluator takes the case."""


@dataclass(frozen=True, slots=True)
class WriteAssessment:
    """The evaluator who holds the case fills the sheet."""

    sheet: RatingSheet


@dataclass(frozen=True, slots=True)
class SubmitAssessment:
    """The evaluator hands the assessment in."""


@dataclass(frozen=True, slots=True)
class AnswerExclusion:
    """The competent office settles an exclusion criterion."""

    answer: OfficeAnswer


@dataclass(frozen=True, slots=True)
class SubmitToCouncil:
    """The matter is put before the body of the council that is competent, for the session in so many days."""

    session_in: int


@dataclass(frozen=True, slots=True)
class DecideCase:
    """The decider decides, or enters what the competent body resolved (None: the decider), with reasons."""

    verdict: Verdict
    body: Body | None


@dataclass(frozen=True, slots=True)
class PublishDecision:
    """A coordinator makes the decision public."""


@dataclass(frozen=True, slots=True)
class PlanMeasure:
    """The implementer plans what follows from the decision."""

    measure: Measure


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """The measure has got so far."""

    percent: int


@dataclass(frozen=True, slots=True)
class CompleteMeasure:
    """The measure is done."""


@dataclass(frozen=True, slots=True)
class AbandonMeasure:
    """The measure is given up, with a public reason."""

    reason: str


Command = (
    SubmitImpulse
    | DeclareInadmissible
    | ReleaseImpulse
    | ClaimCase
    | WriteAssessment
    | SubmitAssessment
    | AnswerExclusion
    | SubmitToCouncil
    | DecideCase
    | PublishDecision
    | PlanMeasure
    | ReportProgress
    | CompleteMeasure
    | AbandonMeasure
)


@dataclass(frozen=True, slots=True)
class Step:
    """One command about one impulse (its key), so many days before the day on which the city is filled."""

    days_ago: int
    impulse: str
    actor: Actor
    command: Command


def steps(content: Content) -> list[Step]:
    """Every command of every story, oldest day first; the steps of one impulse keep the order of its story.

    Raises SampleError where a story runs backwards or nobody can take the step.
    """
    told = [_story(place, impulse, content) for place, impulse in enumerate(content.impulses)]
    return sorted((step for story in told for step in story), key=lambda step: -step.days_ago)


def schedule(ordered: Sequence[Step], today: date) -> list[tuple[datetime, Step]]:
    """When each step happens (UTC, never backwards, before `today`): staff on working days in office hours of Berlin."""
    last_working_day = today - timedelta(days=1)
    while not is_working_day(last_working_day):
        last_working_day -= timedelta(days=1)
    by_day: dict[date, list[Step]] = defaultdict(list)
    for step in ordered:
        day = today - timedelta(days=step.days_ago)
        if step.actor.user is not None:
            day = min(add_working_days(day, 0), last_working_day)
        by_day[day].append(step)
    scheduled = []
    for day in sorted(by_day):
        opening = datetime.combine(day, OPENING, CITY_TIME).astimezone(UTC)
        for place, step in enumerate(by_day[day]):
            scheduled.append((opening + place * OPEN_FOR / len(by_day[day]), step))
    return scheduled


def _story(place: int, impulse: Impulse, content: Content) -> list[Step]:
    story = [
        Step(days_ago, impulse.key, actor, command) for days_ago, actor, command in _happenings(place, impulse, content)
    ]
    for earlier, later in pairwise(story):
        if later.days_ago > earlier.days_ago:
            raise SampleError(f"{impulse.key}: {later.command} comes before {earlier.command}")
    return story


def _happenings(place: int, impulse: Impulse, content: Content) -> Iterator[tuple[int, Actor, Command]]:
    """The story of one impulse; `place` is its position, by which people of the same role take turns."""
    screener, publisher = _staff("coordinator", place), _staff("coordinator", place + 1)
    yield impulse.received, _submitter(impulse, screener), SubmitImpulse(impulse)
    if impulse.inadmissible is not None:
        yield impulse.inadmissible.days_ago, screener, DeclareInadmissible(impulse.inadmissible.reason)
    if impulse.release is None:
        return
    yield impulse.release.days_ago, screener, ReleaseImpulse(impulse.release, impulse.field_of_action)
    yield from _assessments(place, impulse, impulse.release, content)
    for answer in impulse.office:
        yield answer.days_ago, _staff("office", place), AnswerExclusion(answer)
    if impulse.decision is not None:
        yield from _decision(impulse, impulse.release, impulse.decision)
        if impulse.decision.published is not None:
            yield impulse.decision.published, publisher, PublishDecision()
    if impulse.measure is not None:
        yield from _implementation(_staff("implementer", place), impulse.measure)


def _decision(impulse: Impulse, release: Release, verdict: Verdict) -> Iterator[tuple[int, Actor, Command]]:
    """The body that the city's routes name decides; one of the council has the paper before."""
    city = load_city()
    matter = Matter(
        origin=impulse.origin,
        motion="council_motion" if impulse.origin == "council" else None,
        one_off_cents=release.once_cents,
        yearly_cents=release.yearly_cents,
        unit=release.unit,
        field_of_action=impulse.field_of_action,
    )
    body = load_decision_routes(None, city).competent_body(matter)
    decider = _staff("decider", 0, city.department(release.unit).id)
    if body.of_council:
        done = [*(each.days_ago for each in impulse.assessment), *(each.days_ago for each in impulse.office)]
        day = min(verdict.days_ago + PAPER_BEFORE_SESSION, *done)
        yield day, decider, SubmitToCouncil(day - verdict.days_ago)
    yield verdict.days_ago, decider, DecideCase(verdict, body if body.meets else None)


def _assessments(
    place: int, impulse: Impulse, release: Release, content: Content
) -> Iterator[tuple[int, Actor, Command]]:
    happenings: list[tuple[int, Actor, Command]] = []
    for number, assessment in enumerate(impulse.assessment):
        evaluator = _staff("evaluator", place, assessment.unit)
        wording = Wording(content.phrases, impulse.key, number)
        try:
            sheet = read_sheet(assessment.ratings, release.profile, content.catalogue, wording)
        except (KeyError, ValueError) as error:
            raise SampleError(f"{impulse.key}: assessment of {assessment.unit}: {error}") from error
        happenings += [
            (min(release.days_ago, assessment.days_ago + RATING_TAKES), evaluator, ClaimCase()),
            (assessment.days_ago, evaluator, WriteAssessment(sheet)),
            (assessment.days_ago, evaluator, SubmitAssessment()),
        ]
    # Evaluators work side by side: the second one may take the case before the first one has finished.
    yield from sorted(happenings, key=lambda happening: -happening[0])


def _implementation(implementer: Actor, measure: Measure) -> Iterator[tuple[int, Actor, Command]]:
    yield measure.days_ago, implementer, PlanMeasure(measure)
    for progress in measure.progress:
        yield progress.days_ago, implementer, ReportProgress(progress.percent)
    if measure.completed is not None:
        yield measure.completed, implementer, CompleteMeasure()
    if measure.abandoned is not None:
        yield measure.abandoned.days_ago, implementer, AbandonMeasure(measure.abandoned.reason)


def _submitter(impulse: Impulse, screener: Actor) -> Actor:
    match impulse.channel:
        case "form":
            return Actor("public")
        case "portal":
            return Actor("portal")
        case "staff":
            return screener
        case _:
            raise SampleError(f"{impulse.key}: nobody submits by the channel {impulse.channel}")


def _staff(role: Role, place: int, unit: str | None = None) -> Actor:
    users = [person[1] for person in PEOPLE if person[0] == role and unit in (None, person[3])]
    if not users:
        raise SampleError(f"no demo sign-in is {role}" + (f" of {unit}" if unit else ""))
    return Actor(role, users[place % len(users)])
