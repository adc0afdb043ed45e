"""Statements: what another unit says about named criteria. Who asked is kept nowhere, who answered only as a unit.

Source: assessment-method.md, "Effort fits the matter" (case sheet, statement).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.evaluation.domain import errors
from services.evaluation.domain.asked_units import AskedUnits
from services.evaluation.domain.case import REVEALED, Case, CaseState
from services.evaluation.domain.catalogue import Catalogue
from services.evaluation.domain.people import Person

LONGEST_QUESTION = 2_000
LONGEST_ANSWER = 10_000

BEFORE_DECISION = {
    CaseState.OPEN,
    CaseState.AWAITING_OFFICE,
    CaseState.AWAITING_CONSENSUS,
    CaseState.CONSOLIDATED,
}
"""The states in which a statement is still of use; with any other one the open requests of a case have ended."""


class StatementState(StrEnum):
    """What became of a request."""

    REQUESTED = "requested"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Statement:
    """A request to a unit and its answer: a text, and a remark on a criterion where the unit has one."""

    id: UUID
    unit: str
    criteria: tuple[str, ...]
    question: str
    due_on: date
    state: StatementState = StatementState.REQUESTED
    text: str | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)

    def is_open_in(self, case: Case) -> bool:
        """Whether the unit can still answer."""
        return self.state is StatementState.REQUESTED and case.state in BEFORE_DECISION


@dataclass(frozen=True, slots=True)
class Request:
    """Which unit is asked about which criteria; the question may be empty."""

    unit: str
    criteria: Sequence[str]
    question: str


def may_request(case: Case, person: Person, *, coordinates: bool, now: datetime) -> bool:
    """Coordinators until the decision; evaluators with a place until the reveal."""
    if coordinates:
        return case.state in BEFORE_DECISION
    seat = case.seat_of(person.id)
    return case.state in BEFORE_DECISION - REVEALED and seat is not None and seat.is_taken(now)


def check_may_request(case: Case, person: Person, *, coordinates: bool, now: datetime) -> None:
    """Raises: StatementsOver, PlaceNeeded."""
    if may_request(case, person, coordinates=coordinates, now=now):
        return
    if case.state not in (BEFORE_DECISION if coordinates else BEFORE_DECISION - REVEALED):
        raise errors.StatementsOver
    raise errors.PlaceNeeded


def request_statement(
    request: Request,
    case: Case,
    catalogue: Catalogue,
    earlier: Collection[Statement],
    *,
    statement_id: UUID,
    asking_unit: str,
    units: Collection[str],
    due_on: date,
) -> Statement:
    """A new request to another unit; `units` are those of the city, `earlier` all statements of the case.

    Raises: StatementInvalid, AlreadyRequested.
    """
    if request.unit not in units:
        raise errors.StatementInvalid("Bitte wählen Sie eine Stelle der Stadtverwaltung.", "unit")
    if request.unit == asking_unit:
        raise errors.StatementInvalid("Bitte wählen Sie eine andere Stelle als Ihre eigene.", "unit")
    possible = [*askable(case, catalogue)]
    if not request.criteria:
        raise errors.StatementInvalid("Bitte nennen Sie mindestens ein Kriterium.", "criteria")
    if unknown := [criterion for criterion in request.criteria if criterion not in possible]:
        raise errors.StatementInvalid(f"Nach {unknown[0]} wird in diesem Vorgang nicht gefragt.", "criteria")
    if len(request.question.strip()) > LONGEST_QUESTION:
        raise errors.StatementInvalid("Die Frage darf höchstens 2.000 Zeichen lang sein.", "question")
    criteria = tuple(criterion for criterion in possible if criterion in request.criteria)
    if not _waiting(request.unit, case, earlier).isdisjoint(criteria):
        raise errors.AlreadyRequested("criteria")
    return Statement(statement_id, request.unit, criteria, request.question.strip(), due_on)


def askable(case: Case, catalogue: Catalogue) -> tuple[str, ...]:
    """The exclusion criteria and the scored criteria that the case asks for, in catalogue order."""
    asked = case.asked(catalogue)
    return (*catalogue.exclusion_criteria, *(criterion for criterion in catalogue.criteria if criterion in asked))


def _waiting(unit: str, case: Case, earlier: Collection[Statement]) -> set[str]:
    """The criteria on which this unit owes an answer; exclusion criteria may be asked of it as an office."""
    waiting = {
        criterion
        for statement in earlier
        if statement.unit == unit and statement.is_open_in(case)
        for criterion in statement.criteria
    }
    return waiting | {
        question.criterion for question in case.questions if question.unit == unit and question.answer is None
    }


def give_statement(
    statement: Statement, case: Case, text: str, remarks: Mapping[str, str], asked: AskedUnits, today: date
) -> Statement:
    """The statement with its answer. Raises: OtherUnitAsked, StatementOver, StatementInvalid."""
    if not asked.include(statement.unit, statement.due_on, today):
        raise errors.OtherUnitAsked
    if not statement.is_open_in(case):
        raise errors.StatementOver
    if not text.strip():
        raise errors.StatementInvalid("Bitte schreiben Sie Ihre Stellungnahme.", "text")
    if len(text.strip()) > LONGEST_ANSWER:
        raise errors.StatementInvalid("Die Stellungnahme darf höchstens 10.000 Zeichen lang sein.", "text")
    given = {criterion: remark.strip() for criterion, remark in remarks.items() if remark.strip()}
    for criterion, remark in given.items():
        if criterion not in statement.criteria:
            raise errors.StatementInvalid(f"Nach {criterion} sind Sie nicht gefragt.", f"remarks.{criterion}")
        if len(remark) > LONGEST_QUESTION:
            raise errors.StatementInvalid(
                "Eine Anmerkung darf höchstens 2.000 Zeichen lang sein.", f"remarks.{criterion}"
            )
    return replace(statement, state=StatementState.GIVEN, text=text.strip(), remarks=given)


def withdraw_statement(statement: Statement, case: Case) -> Statement:
    """The request without an answer, taken back. Raises: StatementOver."""
    if not statement.is_open_in(case):
        raise errors.StatementOver
    return replace(statement, state=StatementState.WITHDRAWN)


def are_shown(case: Case, person: Person, *, coordinates: bool, decides: bool, now: datetime) -> bool:
    """Whether somebody sees all statements: with a place in the case, coordinating it, or deciding after the reveal."""
    seat = case.seat_of(person.id)
    return coordinates or (decides and case.state in REVEALED) or (seat is not None and seat.is_taken(now))
