"""Queries to the submitter on the page of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.models import Asking
from services.evaluation.commands.ask_submitter import AskSubmitter, ask_submitter
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, run_step
from services.evaluation.pages.forms import typed
from services.evaluation.pages.views import case_page, refused_form
from services.evaluation.queries.case_view import view_case
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK, include_in_schema=False)

Asker = Annotated[Staff, staff("evaluator", "coordinator")]


@router.post("/{case_id}/rueckfragen")
async def ask(request: Request, case_id: UUID, who: Asker) -> Response:
    """Ask the submitter something, or show the page again with every typed word."""
    fields = typed(await request.form())
    person = person_of(who)
    try:
        body = Asking.model_validate({"question": fields.get("question", "")})
        command = AskSubmitter(case_id, person, who.role == "coordinator", body.question)
        await run_step(request, who, lambda work, near: ask_submitter(command, work, near))
    except (DomainError, ValidationError) as error:
        async with reading(request) as work:
            view = await view_case(case_id, person, who.role, work, surroundings_of(request))
        return case_page(request, view, who.role, refused_form(fields, error))
    return RedirectResponse(f"{DESK}/{case_id}?getan=rueckfrage", 303)
