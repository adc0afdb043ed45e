"""The assessment of one impulse in one round: who may take part, in which order, and what ends a claim.

Pure: the time comes in as an argument. Source: assessment-method.md, "Several evaluators"; lifecycle.md, "Rules".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.evaluation.domain import errors
from services.evaluation.domain.assessment import GivenRating
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.people import Person
from services.evaluation.domain.third_opinion import ThirdOpinionCause
from services.evaluation.domain.votes import ExclusionAnswer
from shared.contracts.lists import ReopeningCause


class CaseState(StrEnum):
    """Where a case stands; `CLOSED` when its impulse ended before a publication.

    `BEFORE_COUNCIL`: the result is a proposal to a body of the council, whose resolution is still to come.
    """

    OPEN = "open"
    AWAITING_OFFICE = "awaiting_office"
    AWAITING_CONSENSUS = "awaiting_consensus"
    CONSOLIDATED = "consolidated"
    BEFORE_COUNCIL = "before_council"
    DECIDED = "decided"
    PUBLISHED = "published"
    CLOSED = "closed"


REVEALED = {
    CaseState.AWAITING_CONSENSUS,
    CaseState.CONSOLIDATED,
    CaseState.BEFORE_COUNCIL,
    CaseState.DECIDED,
    CaseState.PUBLISHED,
}
"""The states in which the assessments may be seen by those concerned."""


TO_DECIDE = {CaseState.CONSOLIDATED, CaseState.BEFORE_COUNCIL}
"""The states in which a decision about the case can be taken."""


class SeatState(StrEnum):
    """What became of a claim; `SET_ASIDE`: a short assessment that others check by a full one."""

    CLAIMED = "claimed"
    HANDED_BACK = "handed_back"
    SUBMITTED = "submitted"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an evaluator entered so far, by criterion and exclusion criterion."""

    ratings: Mapping[str, GivenRating]
    exclusions: Mapping[str, object]


EMPTY = Draft({}, {})


@dataclass(frozen=True, slots=True)
class Seat:
    """One evaluator's place in a case, leased until `expires_at`; a newer claim has a higher `token`.

    `draft_version` counts the savings of the draft. `passes_on`: whoever claims the freed place may take the draft over.
    `unconfirmed`: the draft came from somebody else, and this evaluator has not yet made it the own one.
    `second_look`: only what was not assessable may be changed in what was submitted once.
    """

    evaluator: Person
    token: int
    expires_at: datetime
    state: SeatState
    draft: Draft = EMPTY
    draft_version: int = 0
    passes_on: bool = False
    unconfirmed: bool = False
    second_look: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the assessment was submitted and cannot be changed."""
        return self.state in {SeatState.SUBMITTED, SeatState.SET_ASIDE}

    def is_taken(self, now: datetime) -> bool:
        """Whether the place is not free for somebody else."""
        return self.state is SeatState.SUBMITTED or (self.state is SeatState.CLAIMED and now < self.expires_at)


@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """An exclusion criterion that an office settles; the questions to one office share a statement."""

    criterion: str
    statement_id: UUID
    office: str
    unit: str
    due_on: date
    answer: ExclusionAnswer | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case; `claims` counts the claims there were, `result` has the names of `score` once there is one.

    `barred` are people who can never assess the impulse: they declared a conflict of interest, or somebody else works on
    with their draft.

    `opened`: criteria asked beyond the profile. `reopened`: the only criteria that may be changed, if there are any, because
    nobody could assess them. `agreed`: the values of a consensus meeting by criterion.
    `cause`: why a later round was opened; None in the first.
    `pool`: whose evaluators may claim it; None is everybody's.
    `short_class`: what a short assessment had recommended that is checked by a full one.
    A case of the direct track has no profile, no evaluators and no result.
    """

    id: UUID
    impulse_id: UUID
    round: int
    state: CaseState
    catalogue_id: str
    catalogue_version: str
    track: str
    profile: str | None
    evaluators_required: int
    due_on: date
    claims: int = 0
    seats: tuple[Seat, ...] = ()
    barred: frozenset[str] = frozenset()
    questions: tuple[OfficeQuestion, ...] = ()
    third_opinion: tuple[ThirdOpinionCause, ...] = ()
    result: Mapping[str, Any] | None = None
    opened: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    agreed: Mapping[str, int] | None = None
    pool: str | None = None
    short_class: str | None = None
    cause: ReopeningCause | None = None

    def asked(self, catalogue: Catalogue) -> frozenset[str]:
        """The scored criteria that are asked: those of the profile and those opened for all; none on the direct track."""
        return frozenset() if self.profile is None else catalogue.profiles[self.profile].asked(self.opened)

    @property
    def submitted(self) -> tuple[Seat, ...]:
        """The places whose assessment is in."""
        return tuple(seat for seat in self.seats if seat.state is SeatState.SUBMITTED)

    @property
    def votes_complete(self) -> bool:
        """Whether the last vote due is in."""
        return len(self.submitted) == self.evaluators_required

    def taken(self, now: datetime) -> tuple[Seat, ...]:
        """The places that nobody else can claim."""
        return tuple(seat for seat in self.seats if seat.is_taken(now))

    def seat_of(self, person_id: str) -> Seat | None:
        """The person's place, whatever became of it."""
        return next((seat for seat in self.seats if seat.evaluator.id == person_id), None)

    def is_revealed_to(self, person_id: str, *, in_charge: bool) -> bool:
        """Whether the assessments may be seen: by who submitted one, and by who is in charge of the case."""
        own = self.seat_of(person_id)
        return self.state in REVEALED and (in_charge or (own is not None and own.is_in))

    def refuse_unless_open(self) -> None:
        """Raises: CaseNotOpen."""
        if self.state is not CaseState.OPEN:
            raise errors.CaseNotOpen

    def claim(
        self,
        evaluator: Person,
        *,
        declares_no_part: bool,
        took_part: bool,
        in_pool: bool,
        expires_at: datetime,
        now: datetime,
    ) -> Seat:
        """Take a place; who already holds one keeps it, and an earlier draft comes back.

        Raises: CaseNotOpen, DeclarationMissing, TookPart, NotInPool, AlreadySubmitted, CaseTaken, SameUnit.
        """
        self.refuse_unless_open()
        if not declares_no_part:
            raise errors.DeclarationMissing("declaration")
        if took_part or evaluator.id in self.barred:
            raise errors.TookPart
        if not in_pool:
            raise errors.NotInPool
        own = self.seat_of(evaluator.id)
        if own is not None and own.is_in:
            raise errors.AlreadySubmitted
        if own is not None and own.is_taken(now):
            return own
        taken = self.taken(now)
        if len(taken) >= self.evaluators_required:
            raise errors.CaseTaken
        if any(seat.evaluator.unit == evaluator.unit for seat in taken):
            raise errors.SameUnit
        claimed = Seat(evaluator, self.claims + 1, expires_at, SeatState.CLAIMED)
        if own is None:
            return claimed
        return replace(
            claimed,
            draft=own.draft,
            draft_version=own.draft_version,
            unconfirmed=own.unconfirmed,
            second_look=own.second_look,
        )

    def is_held_by(self, person_id: str, now: datetime) -> bool:
        """Whether the person is assessing the case at the moment."""
        seat = self.seat_of(person_id)
        return (
            self.state is CaseState.OPEN and seat is not None and seat.state is SeatState.CLAIMED and seat.is_taken(now)
        )

    def held_seat(self, person_id: str, token: str, now: datetime) -> Seat:
        """The place that the person holds with this token.

        Raises: AlreadySubmitted, CaseNotOpen, StaleClaim.
        """
        seat = self.seat_of(person_id)
        if seat is not None and seat.is_in:
            raise errors.AlreadySubmitted
        self.refuse_unless_open()
        if seat is None or not seat.is_taken(now) or str(seat.token) != token:
            raise errors.StaleClaim("token")
        return seat

    def with_drafts_again(self, expires_at: datetime) -> "Case":
        """The case with every submitted assessment as a draft again, held until `expires_at` under a new token."""
        case = self
        for seat in self.submitted:
            again = replace(
                seat,
                state=SeatState.CLAIMED,
                token=case.claims + 1,
                expires_at=expires_at,
                second_look=bool(case.reopened),
            )
            case = case.with_seat(again)
        return case

    def with_seat(self, seat: Seat) -> "Case":
        """The case after a change of one place."""
        others = tuple(other for other in self.seats if other.evaluator.id != seat.evaluator.id)
        return replace(self, seats=(*others, seat), claims=max(self.claims, seat.token))

    def without_seat(self, person_id: str) -> "Case":
        """The case when the person has no place any more and never gets one again."""
        others = tuple(other for other in self.seats if other.evaluator.id != person_id)
        return replace(self, seats=others, barred=self.barred | {person_id})

    def open_question(self, criterion: str) -> OfficeQuestion:
        """The question that waits for the office's answer. Raises: QuestionNotOpen."""
        waiting = self.questions if self.state is CaseState.AWAITING_OFFICE else ()
        for question in waiting:
            if question.criterion == criterion and question.answer is None:
                return question
        raise errors.QuestionNotOpen("criterion")

    def with_question(self, question: OfficeQuestion) -> "Case":
        """The case after an office was asked or has answered."""
        others = tuple(other for other in self.questions if other.criterion != question.criterion)
        return replace(self, questions=(*others, question))
