"""Who may decide one case now: the competent body, and in a later round somebody who did not decide before.

Source: issue "Decide"; lifecycle.md, "Deferred" and "Appeal".
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.evaluation.domain import decision_errors as errors
from services.evaluation.domain.decision_routes import Body, DecisionRoutes
from services.evaluation.domain.people import Person
from shared.contracts.lists import Decision, ReopeningCause

Hearing = Literal["not_needed", "missing", "open", "over"]


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a body voted, in numbers of votes."""

    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a body resolved: in the session of which day, under which number, with which votes (None: not told)."""

    body_id: str
    session_on: date
    number: str
    ballot: Ballot | None = None
    oparl_url: str | None = None


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """Who took or entered an earlier decision, and for which body (None: that of a time before there were routes)."""

    decider: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Competence:
    """The body that is competent, the one above it, and the units whose deciders may act for a person's body (None: all).

    `cause` is why this round was opened, `earlier` who decided the rounds before, newest last; both are empty in the first
    round. `council_paper` says whether the council has been given the matter.
    """

    body: Body
    above: Body
    units: frozenset[str] | None = None
    cause: ReopeningCause | None = None
    earlier: tuple[EarlierDecision, ...] = ()
    council_paper: bool = False

    def body_for(self, decision: Decision) -> Body:
        """A second deferral goes to the next level."""
        return self.above if self.cause == "deferral_ended" and decision == "deferred" else self.body


def body_of_round(
    competent: Body, cause: ReopeningCause | None, earlier: tuple[EarlierDecision, ...], routes: DecisionRoutes
) -> Body:
    """The body of a round: a review of what a body resolved is decided by the next level, of a person by another person."""
    if cause != "appeal" or not competent.meets or not earlier or earlier[-1].body != competent.id:
        return competent
    return routes.next_level(competent)


def check_competence(
    competence: Competence, decision: Decision, decider: Person, resolution: Resolution | None
) -> Body:
    """The body that takes this decision, if it may; a body's resolution may be entered by any decider or coordinator.

    Raises: WrongBody, ResolutionNeeded, PaperMissing, SameDecider.
    """
    body = competence.body_for(decision)
    if body.meets:
        if resolution is None:
            raise errors.ResolutionNeeded(body.name)
        if resolution.body_id != body.id:
            raise errors.WrongBody(body.name)
        if body.of_council and not competence.council_paper:
            raise errors.PaperMissing
        return body
    if resolution is not None:
        raise errors.WrongBody(body.name)
    if body.unit is not None and decider.unit != body.unit:
        raise errors.WrongBody(body.name)
    if body.kind == "unit" and competence.units is not None and decider.unit not in competence.units:
        raise errors.WrongBody(body.name)
    if competence.cause == "appeal" and any(earlier.decider == decider.id for earlier in competence.earlier):
        raise errors.SameDecider
    return body
