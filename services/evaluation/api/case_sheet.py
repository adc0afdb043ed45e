"""The case sheet in the JSON API."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from services.evaluation.api.statements_models import CaseSheetOut, EditedOut, EditingSheet, SheetVersionOut
from services.evaluation.commands.edit_case_sheet import EditCaseSheet, edit_case_sheet
from services.evaluation.domain.errors import CaseSheetHidden
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.queries.case_view import view_case
from services.evaluation.stored.case_sheets import load_case_sheets
from shared.contracts.case_sheet import CaseSheet
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1/cases/{case_id}/case-sheet")

Coordinator = Annotated[Staff, staff("coordinator")]
Concerned = Annotated[Staff, staff("evaluator", "decider", "coordinator")]


@router.get("")
async def read(request: Request, case_id: UUID, who: Concerned) -> CaseSheetOut:
    """The case sheet and its versions."""
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, surroundings_of(request))
        versions = await load_case_sheets(work.connection, case_id)
    if view.case_sheet is None:
        raise CaseSheetHidden
    return CaseSheetOut(
        version=view.case_sheet.text_version,
        frozen=view.sheet_is_frozen,
        **asdict(CaseSheet.read(view.case_sheet.body)),
        versions=[SheetVersionOut.model_validate(each, from_attributes=True) for each in versions],
    )


@router.put("")
async def edit(request: Request, case_id: UUID, body: EditingSheet, who: Coordinator) -> EditedOut:
    """Keep another version, until the first assessment starts."""
    command = EditCaseSheet(case_id, body.version, body.sheet())

    async def run(work: UnitOfWork) -> dict[str, Any]:
        return {"version": await edit_case_sheet(command, work)}

    return EditedOut.model_validate(await run_command(request, who.subject, run))
