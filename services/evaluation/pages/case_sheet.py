"""The case sheet as a page: its versions, and a form for coordinators until the first assessment starts."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.statements_models import EditingSheet
from services.evaluation.commands.edit_case_sheet import EditCaseSheet, edit_case_sheet
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, run_step
from services.evaluation.pages.forms import typed
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.queries.case_view import view_case
from services.evaluation.stored.case_sheets import load_case_sheets
from shared.contracts.case_sheet import CASE_SHEET_LABELS, CaseSheet
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK + "/{case_id}/sachverhalt", include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]
Concerned = Annotated[Staff, staff("evaluator", "decider", "coordinator")]


@router.get("")
async def read(request: Request, case_id: UUID, who: Concerned) -> HTMLResponse:
    """The sheet with its earlier versions; a form for who may change it."""
    return await _page(request, case_id, who)


@router.post("")
async def edit(request: Request, case_id: UUID, who: Coordinator) -> Response:
    """Keep another version."""
    fields = typed(await request.form())
    try:
        body = _read(fields)
        command = EditCaseSheet(case_id, body.version, body.sheet())
        await run_step(request, who, lambda work, _: edit_case_sheet(command, work))
    except (DomainError, ValidationError) as error:
        return await _page(request, case_id, who, refused_form(fields, error))
    return RedirectResponse(f"{DESK}/{case_id}?getan=sachverhalt", 303)


def _read(fields: Mapping[str, str]) -> EditingSheet:
    answers = {name: fields.get(name, "") for name in CASE_SHEET_LABELS}
    return EditingSheet.model_validate({"version": fields.get("version", ""), **answers})


async def _page(request: Request, case_id: UUID, who: Staff, refused: RefusedForm | None = None) -> HTMLResponse:
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, surroundings_of(request))
        versions = await load_case_sheets(work.connection, case_id)
    sheet = CaseSheet.read(view.case_sheet.body) if view.case_sheet else CaseSheet()
    return render(
        request,
        "case_sheet.html",
        status_code=refused.status if refused else 200,
        view=view,
        role=who.role,
        versions=versions if view.case_sheet else (),
        answers=CASE_SHEET_LABELS.items(),
        fields=refused.fields if refused else asdict(sheet),
        errors=refused.errors if refused else {},
    )
