"""Similar decided cases in the JSON API."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.evaluation.api.models import Copying
from services.evaluation.commands.copy_source import CopySource, copy_source
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.similar_cases import similar_cases
from shared.contracts.lists import Decision
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

Evaluator = Annotated[Staff, staff("evaluator")]


class ReasonOut(BaseModel):
    """A reason given in a decided case; `mark` names it when it is copied."""

    mark: str
    criterion: str = Field(examples=["L1"])
    reason: str
    evidence: str | None


class SimilarCaseOut(BaseModel):
    """A decided case, without ratings."""

    case_id: UUID
    number: str = Field(examples=["2025-0117"])
    title: str
    decision: Decision
    reasons: list[ReasonOut]


@router.get("/cases/{case_id}/similar")
async def similar(request: Request, case_id: UUID, who: Evaluator) -> list[SimilarCaseOut]:
    """At most 5 decided cases, the most similar first; for who holds a place of the case."""
    async with reading(request) as work:
        found = await similar_cases(case_id, person_of(who), work, surroundings_of(request))
    return [
        SimilarCaseOut(
            case_id=other.case_id,
            number=other.number,
            title=other.title,
            decision=other.decision,
            reasons=[
                ReasonOut(mark=source.mark, criterion=source.criterion, reason=source.reason, evidence=source.evidence)
                for source in other.reasons
            ],
        )
        for other in found
    ]


@router.post("/cases/{case_id}/sources", status_code=204)
async def copy(request: Request, case_id: UUID, body: Copying, who: Evaluator) -> None:
    """Append a reason to the own draft, marked with where it comes from."""
    command = CopySource(case_id, person_of(who), body.token, body.case_id, body.criterion, body.mark)

    async def run(work: UnitOfWork) -> dict[str, Any]:
        await copy_source(command, work, surroundings_of(request))
        return {}

    await run_command(request, who.subject, run)
