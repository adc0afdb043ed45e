"""A query: what the submitter is asked from within a case. Nobody learns who asked.

Source: lifecycle.md, "Queries"; assessment-method.md, "Effort fits the matter" and "Several evaluators".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from services.evaluation.domain import errors
from services.evaluation.domain.case import Case, CaseState

LONGEST_QUESTION = 2_000

UNDECIDED = {
    CaseState.OPEN,
    CaseState.AWAITING_OFFICE,
    CaseState.AWAITING_CONSENSUS,
    CaseState.CONSOLIDATED,
    CaseState.BEFORE_COUNCIL,
}
"""The states in which an answer can still change something."""

UNPUBLISHED = UNDECIDED | {CaseState.DECIDED}
"""The states in which the case has a clock."""


CaseStage = Literal["assessment", "hearing"]
"""What a query is about: what is assessed, or a rejection that is intended."""


class QueryState(StrEnum):
    """What became of a query; `LAPSED` when it ended without an answer."""

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Query:
    """A query of a case; the submitter has until the end of `reply_by`.

    A hearing asks what the submitter says to a rejection; the answer is printed beside the decision if `may_be_published`.

    `question` and `answer` are None once they were erased, and an answer while its text is still to come.
    """

    id: UUID
    state: QueryState
    reply_by: date
    question: str | None
    answer: str | None = None
    answer_to_come: bool = False
    stage: CaseStage = "assessment"
    may_be_published: bool = False


def takes_part(case: Case, person_id: str, *, in_charge: bool, now: datetime) -> bool:
    """Whether the person may read queries and answers: with a place in the case, or in charge of it."""
    seat = case.seat_of(person_id)
    return in_charge or (seat is not None and seat.is_taken(now))


def may_ask(case: Case, queries: Collection[Query]) -> bool:
    """Whether those who take part can ask something now."""
    return case.state in UNDECIDED and all(query.state is not QueryState.OPEN for query in queries)


def check_question(question: str, case: Case, queries: Collection[Query], *, takes_part: bool) -> str:
    """The question as it is sent, without surrounding blanks.

    Raises: PlaceNeeded, QueryTooLate, QueryOpen, QueryInvalid.
    """
    if not takes_part:
        raise errors.PlaceNeeded
    if case.state not in UNDECIDED:
        raise errors.QueryTooLate
    if not may_ask(case, queries):
        raise errors.QueryOpen
    asked = question.strip()
    if not asked or len(asked) > LONGEST_QUESTION:
        raise errors.QueryInvalid("question")
    return asked
