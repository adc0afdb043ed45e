"""What changes the course of a case in the JSON API: more effort, a second look, a consensus meeting."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.cases import run_step
from services.evaluation.api.models import Meeting, Opening, Raising
from services.evaluation.commands.open_criterion import OpenCriterion, open_criterion
from services.evaluation.commands.raise_track import RaiseTrack, raise_track
from services.evaluation.commands.record_consensus import RecordConsensus, record_consensus
from services.evaluation.commands.reopen_unknown import ReopenUnknown, reopen_unknown
from services.evaluation.doors import person_of, raising_cause
from shared.web.access import staff
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1/cases/{case_id}")

Evaluator = Annotated[Staff, staff("evaluator")]
Coordinator = Annotated[Staff, staff("coordinator")]
Raiser = Annotated[Staff, staff("evaluator", "decider")]


@router.post("/opened-criteria", status_code=204)
async def open_closed(request: Request, case_id: UUID, body: Opening, who: Evaluator) -> None:
    """Ask all evaluators a criterion that the profile leaves out; assessments that are in become drafts again."""
    command = OpenCriterion(case_id, person_of(who), body.token, body.criterion)
    await run_step(request, who, lambda work, near: open_criterion(command, work, near))


@router.post("/track", status_code=204)
async def raise_to(request: Request, case_id: UUID, body: Raising, who: Raiser) -> None:
    """Lift the case to the track of a profile with more effort; assessments that are in become drafts again."""
    command = RaiseTrack(case_id, person_of(who), raising_cause(who), body.profile)
    await run_step(request, who, lambda work, near: raise_track(command, work, near))


@router.post("/second-look", status_code=204)
async def look_again(request: Request, case_id: UUID, who: Coordinator) -> None:
    """Let the same evaluators look again at what they could not assess, and at nothing else."""
    await run_step(request, who, lambda work, near: reopen_unknown(ReopenUnknown(case_id), work, near))


@router.post("/consensus", status_code=204)
async def agree(request: Request, case_id: UUID, body: Meeting, who: Coordinator) -> None:
    """Record the consensus meeting: a value per conflicting criterion, and minutes."""
    command = RecordConsensus(case_id, body.values, body.minutes)
    await run_step(request, who, lambda work, near: record_consensus(command, work, near))
