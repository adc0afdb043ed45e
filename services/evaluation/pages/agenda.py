"""The agenda of a planned session on pages: what comes on it, in which order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services.evaluation.commands.change_agenda import AddCase, MoveCase, RemoveCase, add_case, move_case, remove_case
from services.evaluation.domain.session_errors import AgendaItemUnknown, SessionUnknown
from services.evaluation.doors import surroundings_of
from services.evaluation.pages.cases import run_step
from services.evaluation.pages.forms import typed
from services.evaluation.pages.sessions import PAGE, do_in_session, seen_session, session_page
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.queries.cases_for_body import cases_for_body
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.surroundings import Surroundings
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix=PAGE + "/{session_id}/punkte", include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]


@router.get("")
async def offered(request: Request, session_id: UUID, who: Coordinator, cursor: str | None = None) -> HTMLResponse:
    """The cases that wait for a decision of the body."""
    return await _offered_page(request, session_id, cursor)


@router.post("")
async def add(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Put the chosen cases on the agenda, all of them or none."""
    sent = await request.form()
    chosen = [str(case_id) for case_id in sent.getlist("cases")]

    async def step(work: UnitOfWork, near: Surroundings) -> None:
        for case_id in chosen:
            await add_case(AddCase(session_id, _id(case_id)), work, near)

    try:
        await run_step(request, who, step)
    except SessionUnknown:
        raise
    except DomainError as error:
        return await _offered_page(request, session_id, None, refused_form(typed(sent), error), chosen)
    return RedirectResponse(f"{PAGE}/{session_id}?getan=aufgenommen", 303)


@router.post("/{case_id}/streichung")
async def remove(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> Response:
    """Take a case off the agenda."""
    command = RemoveCase(session_id, case_id)
    return await do_in_session(request, session_id, who, lambda work, _: remove_case(command, work), done="gestrichen")


@router.post("/{case_id}/platz")
async def place(request: Request, session_id: UUID, case_id: UUID, who: Coordinator) -> Response:
    """Move a case to another place of the agenda."""
    wanted = typed(await request.form()).get("position", "")
    command = MoveCase(session_id, case_id, int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 1)
    return await do_in_session(request, session_id, who, lambda work, _: move_case(command, work), done="gereiht")


async def _offered_page(
    request: Request,
    session_id: UUID,
    cursor: str | None,
    refused: RefusedForm | None = None,
    chosen: list[str] | None = None,
) -> HTMLResponse:
    view = await seen_session(request, session_id)
    async with reading(request) as work:
        offered = await cases_for_body(view.body, read_cursor(cursor), work, surroundings_of(request))
    return session_page(request, "session_agenda.html", view, refused, offered=offered, chosen=chosen or [])


def _id(typed_id: str) -> UUID:
    try:
        return UUID(typed_id)
    except ValueError as error:
        raise AgendaItemUnknown from error
