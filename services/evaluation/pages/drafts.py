"""Drafts on the page of a case: saved by themselves, handed over; and the declaration of a conflict of interest."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from services.evaluation.commands.confirm_draft import ConfirmDraft, confirm_draft
from services.evaluation.commands.declare_conflict import DeclareConflict, declare_conflict
from services.evaluation.commands.release_draft import ReleaseDraft, release_draft
from services.evaluation.commands.save_assessment import SaveAssessment
from services.evaluation.commands.take_over_draft import TakeOverDraft, take_over_draft
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.pages.cases import DESK, do_step, save_draft, show_case
from services.evaluation.pages.draft_forms import draft_version, read_releasing
from services.evaluation.pages.forms import read_assessment, typed
from services.evaluation.pages.views import draft_of, refused_form
from services.evaluation.presentation.save_state import SaveState, saved_at
from services.evaluation.queries.case_view import view_case
from shared.contracts.errors import DomainError
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

router = APIRouter(prefix=DESK, include_in_schema=False)

Evaluator = Annotated[Staff, staff("evaluator")]
Coordinator = Annotated[Staff, staff("coordinator")]


@router.post("/{case_id}/entwurf")
async def autosave(request: Request, case_id: UUID, who: Evaluator) -> HTMLResponse:
    """Save the form of the assessment as it stands, for scripts: the answer is only the state of saving.

    A refusal keeps its status, saves nothing and keeps the version that the form is based on.
    """
    fields = typed(await request.form())
    try:
        body = read_assessment(fields)
        save = SaveAssessment(case_id, person_of(who), body.token, draft_version(fields), body.draft())
        seat = await save_draft(request, who, save)
    except (DomainError, ValidationError) as error:
        refused = refused_form(fields, error)
        field, sentence = next(iter(refused.errors.items()))
        more = " Mit „Entwurf speichern“ sehen Sie beide Fassungen." if refused.outdated else ""
        saving = SaveState(draft_version(fields), f"Nicht gespeichert. {sentence}{more}", field or None)
        return render(request, "autosave.html", status_code=refused.status, saving=saving, draft=None)
    async with reading(request) as work:
        view = await view_case(case_id, person_of(who), who.role, work, surroundings_of(request))
    return render(request, "autosave.html", saving=saved_at(seat.draft_version, work.now), draft=draft_of(view))


@router.post("/{case_id}/entwurf-uebernahme")
async def take_over(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Go on with a draft that somebody left."""
    command = TakeOverDraft(case_id, person_of(who), typed(await request.form()).get("token", ""))
    return await do_step(
        request, case_id, who, lambda work, near: take_over_draft(command, work, near), done="entwurfsuebernahme"
    )


@router.post("/{case_id}/entwurf-bestaetigung")
async def confirm(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Make a draft that was taken over the own one."""
    fields = typed(await request.form())
    confirms = fields.get("adoption") == "true"
    command = ConfirmDraft(case_id, person_of(who), fields.get("token", ""), draft_version(fields), confirms)
    return await do_step(request, case_id, who, lambda work, _: confirm_draft(command, work), done="bestaetigung")


@router.post("/{case_id}/abgelaufene-entwuerfe/{draft}/freigabe")
async def release(request: Request, case_id: UUID, draft: str, who: Coordinator) -> Response:
    """Let somebody else go on with a draft; a page has a form per draft, whose fields carry the draft's handle."""
    fields = {name.removeprefix(f"{draft}."): text for name, text in typed(await request.form()).items()}
    try:
        command = ReleaseDraft(case_id, draft, read_releasing(fields).cause)
    except ValidationError as error:
        return await show_case(request, case_id, who, refused_form(fields, error).of_part(draft))
    return await do_step(request, case_id, who, lambda work, near: release_draft(command, work, near), done="freigabe")


@router.post("/{case_id}/befangenheit")
async def conflict(request: Request, case_id: UUID, who: Evaluator) -> Response:
    """Declare not to be impartial."""
    command = DeclareConflict(case_id, person_of(who), typed(await request.form()).get("conflict") == "true")
    return await do_step(
        request, case_id, who, lambda work, near: declare_conflict(command, work, near), then=DESK, done="befangenheit"
    )
