"""The desk of appeals: coordinators take names out and pass them on, or return them; they judge nothing."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.ideas.commands.screen_appeal import PassAppealOn, ReturnAppeal, pass_appeal_on, return_appeal
from services.ideas.desk import DESK
from services.ideas.labels import GROUND_LABELS
from services.ideas.queries.waiting_appeals import waiting_appeal, waiting_appeals
from services.ideas.query_desk import Coordinator
from services.ideas.screening_step import screen
from services.ideas.setup import Setup
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.commands import reading
from shared.web.pages import render
from shared.web.sign_in import Staff

APPEALS: Final = f"{DESK}/ueberpruefungen"

router = APIRouter(prefix=APPEALS, include_in_schema=False)


@router.get("")
async def appeals(request: Request, who: Coordinator) -> Response:
    """What waits for screening, the oldest first."""
    async with reading(request) as work:
        found = await waiting_appeals(work.connection)
    done = request.query_params.get("getan")
    return render(request, "ideas/appeals.html", appeals=found, grounds=GROUND_LABELS, done=done)


@router.get("/{appeal_id}")
async def detail(appeal_id: UUID, request: Request, who: Coordinator) -> Response:
    """One appeal, with the forms that screen it."""
    return await _detail(request, appeal_id, {}, {})


@router.post("/{appeal_id}/weitergabe")
async def pass_on(appeal_id: UUID, request: Request, who: Coordinator) -> Response:
    """Pass the edited words on, or show the form again with every typed word."""
    text = str((await request.form()).get("text", ""))
    command = PassAppealOn(appeal_id, text)
    return await _screen(request, who, appeal_id, {"text": text}, lambda work: pass_appeal_on(command, work))


@router.post("/{appeal_id}/rueckgabe")
async def return_it(appeal_id: UUID, request: Request, who: Coordinator) -> Response:
    """Ask the person for other words."""
    setup: Setup = request.app.state.setup
    reason = str((await request.form()).get("reason", ""))
    command = ReturnAppeal(appeal_id, reason)
    return await _screen(request, who, appeal_id, {"reason": reason}, lambda work: return_appeal(command, work, setup))


async def _screen(
    request: Request,
    who: Staff,
    appeal_id: UUID,
    typed: dict[str, str],
    step: Callable[[UnitOfWork], Awaitable[None]],
) -> Response:
    if errors := await screen(request, who, step):
        return await _detail(request, appeal_id, typed, errors)
    return RedirectResponse(f"{APPEALS}?getan={'weitergabe' if 'text' in typed else 'rueckgabe'}", 303)


async def _detail(request: Request, appeal_id: UUID, typed: dict[str, str], errors: dict[str, str]) -> Response:
    async with reading(request) as work:
        appeal = await waiting_appeal(work.connection, appeal_id)
    return render(
        request,
        "ideas/appeal.html",
        status_code=422 if errors else 200,
        appeal=appeal,
        grounds=GROUND_LABELS,
        typed=typed,
        errors=errors,
    )
