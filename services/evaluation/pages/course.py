"""What changes the course of a case on pages: more effort, a second look, a consensus meeting."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from services.evaluation.commands.open_criterion import OpenCriterion, open_criterion
from services.evaluation.commands.raise_track import RaiseTrack, raise_track
from services.evaluation.commands.record_consensus import RecordConsensus, record_consensus
from services.evaluation.commands.reopen_unknown import ReopenUnknown, reopen_unknown
from services.evaluation.doors import person_of, raising_cause
from services.evaluation.pages.cases import DESK, do_step, show_case
from services.evaluation.pages.forms import read_meeting, typed
from services.evaluation.pages.views import refused_form
from shared.web.access import staff
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK + "/{case_id}", include_in_schema=False)

Evaluator = Annotated[Staff, staff("evaluator")]
Coordinator = Annotated[Staff, staff("coordinator")]
Raiser = Annotated[Staff, staff("evaluator", "decider")]


@router.post("/kriterien")
async def open_closed(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Ask a criterion that the profile leaves out."""
    fields = typed(await request.form())
    command = OpenCriterion(case_id, person_of(who), fields.get("token", ""), fields.get("criterion", ""))
    return await do_step(
        request, case_id, who, lambda work, near: open_criterion(command, work, near), done="kriterium"
    )


@router.post("/verfahren")
async def raise_to(request: Request, case_id: UUID, who: Raiser) -> Response:
    """Lift the case to a higher track."""
    profile = typed(await request.form()).get("profile", "")
    command = RaiseTrack(case_id, person_of(who), raising_cause(who), profile)
    return await do_step(request, case_id, who, lambda work, near: raise_track(command, work, near), done="verfahren")


@router.post("/nachbewertung")
async def look_again(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Let the same evaluators look again at what they could not assess."""
    command = ReopenUnknown(case_id)
    return await do_step(
        request, case_id, who, lambda work, near: reopen_unknown(command, work, near), done="nachbewertung"
    )


@router.post("/einigung")
async def agree(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Record the consensus meeting."""
    fields = typed(await request.form())
    try:
        body = read_meeting(fields)
    except ValidationError as error:
        return await show_case(request, case_id, who, refused_form(fields, error))
    command = RecordConsensus(case_id, body.values, body.minutes)
    return await do_step(
        request, case_id, who, lambda work, near: record_consensus(command, work, near), done="einigung"
    )
