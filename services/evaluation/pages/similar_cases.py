"""Decided cases like the one that is assessed, as a page beside the assessment form."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.commands.copy_source import CopySource, copy_source
from services.evaluation.domain.errors import SourceUnknown
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, run_step
from services.evaluation.pages.forms import read_copying, typed
from services.evaluation.presentation import words
from services.evaluation.queries.case_view import view_case
from services.evaluation.queries.similar_cases import similar_cases
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK, include_in_schema=False)

Evaluator = Annotated[Staff, staff("evaluator")]


@router.get("/{case_id}/aehnliche-faelle")
async def similar(request: Request, case_id: UUID, who: Evaluator) -> HTMLResponse:
    """Similar cases with their reasons, for who holds a place of the case."""
    person = person_of(who)
    async with reading(request) as work:
        view = await view_case(case_id, person, who.role, work, surroundings_of(request))
        found = await similar_cases(case_id, person, work, surroundings_of(request))
    return render(request, "similar_cases.html", view=view, found=found, words=words)


@router.post("/{case_id}/aehnliche-faelle")
async def copy(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Copy one reason into the own draft and go on there."""
    try:
        body = read_copying(typed(await request.form()))
    except ValidationError as error:
        raise SourceUnknown from error
    command = CopySource(case_id, person_of(who), body.token, body.case_id, body.criterion, body.mark)
    await run_step(request, who, lambda work, near: copy_source(command, work, near))
    return RedirectResponse(f"{DESK}/{case_id}?getan=uebernommen#feld-ratings-{body.criterion}-reason", 303)
