"""The page on which the coordination postpones an assessment."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.deadlines_models import Postponing
from services.evaluation.commands.postpone_case import PostponeCase, postpone_case
from services.evaluation.domain.case import CaseState
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, run_step
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.views import RefusedForm, done, refused_form
from services.evaluation.presentation import words
from services.evaluation.queries.case_view import view_case
from services.evaluation.stored.deadlines import load_clock, load_postponements
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK, include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]


@router.get("/{case_id}/frist")
async def deadline(request: Request, case_id: UUID, who: Coordinator) -> HTMLResponse:
    """The due date of a case, how it was moved, and a form to postpone it."""
    return await _page(request, case_id, who)


@router.post("/{case_id}/frist")
async def postpone(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Postpone the assessment."""
    fields = typed(await request.form())
    try:
        body = Postponing.model_validate({"reason": "", "note": "", **entered(fields, Postponing)})
        command = PostponeCase(case_id, body.due_on, body.reason, body.note)
        await run_step(request, who, lambda work, near: postpone_case(command, work, near))
    except (DomainError, ValidationError) as error:
        return await _page(request, case_id, who, refused_form(fields, error))
    return RedirectResponse(f"{DESK}/{case_id}/frist?getan=verschoben", 303)


async def _page(request: Request, case_id: UUID, who: Staff, refused: RefusedForm | None = None) -> HTMLResponse:
    near = surroundings_of(request)
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, near)
        clock = await load_clock(work.connection, case_id)
        past = await load_postponements(work.connection, case_id)
    return render(
        request,
        "postponement.html",
        status_code=refused.status if refused else 200,
        view=view,
        clock=clock,
        past=past,
        may_postpone=view.case.state is CaseState.OPEN and clock.stopped_on is None,
        left=max(0, near.city.deadlines.postponement - clock.extended_days),
        words=words,
        fields=refused.fields if refused else {},
        errors=refused.errors if refused else {},
        done=done(request),
    )
