"""Decided cases like the one that is assessed, as sources of evidence and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.evaluation import store
from services.evaluation.domain.errors import StaleClaim
from services.evaluation.domain.people import Person
from services.evaluation.domain.sources import SourceReason
from services.evaluation.store import QUERIES
from services.evaluation.surroundings import Surroundings
from shared.contracts.lists import Decision
from shared.messaging.unit_of_work import UnitOfWork

MOST = 5


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A decided case; `reasons` are those about criteria that the new case asks, in no order of persons."""

    case_id: UUID
    number: str
    title: str
    decision: Decision
    reasons: Sequence[SourceReason]


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A decided case for who decides about one like it."""

    case_id: UUID
    number: str
    title: str
    decision: Decision


async def decided_like(case_id: UUID, work: UnitOfWork) -> list[DecidedCase]:
    """At most 5 decided cases, the most similar first; confidential impulses are left out."""
    rows = await work.connection.fetch(QUERIES["similar_cases"], case_id, MOST)
    return [DecidedCase(row["case_id"], row["number"], row["title"], row["decision"]) for row in rows]


async def similar_cases(
    case_id: UUID, evaluator: Person, work: UnitOfWork, surroundings: Surroundings
) -> list[SimilarCase]:
    """At most 5 decided cases, the most similar first, for somebody who holds a place of the case.

    Similar is what shares the words of the title and those that the text repeats; confidential impulses are left out.
    Ratings are not among what is returned. Raises: CaseUnknown, StaleClaim.
    """
    case = await store.load_case(work.connection, case_id)
    if not case.is_held_by(evaluator.id, work.now):
        raise StaleClaim
    catalogue = await surroundings.catalogue_of(case, work)
    asked = case.asked(catalogue)
    found = await work.connection.fetch(QUERIES["similar_cases"], case_id, MOST)
    rows = await work.connection.fetch(QUERIES["reasons_of_cases"], [row["case_id"] for row in found])
    # A criterion of another catalogue may have the same id and ask something else.
    same = {row["case_id"] for row in found if row["catalogue_id"] == case.catalogue_id}
    reasons: dict[UUID, list[SourceReason]] = {}
    for row in rows:
        if row["case_id"] in same and row["criterion"] in asked:
            source = SourceReason(row["mark"], row["criterion"], row["reason"], row["evidence"])
            reasons.setdefault(row["case_id"], []).append(source)
    return [
        SimilarCase(row["case_id"], row["number"], row["title"], row["decision"], reasons.get(row["case_id"], []))
        for row in found
    ]
