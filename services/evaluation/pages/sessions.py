"""Committee sessions on pages: planned, opened and ended by coordinators, read by deciders."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.evaluation.api.sessions_models import Attending, Moving, Planning
from services.evaluation.commands.hold_session import OpenSession, adjourn_session, close_session, open_session
from services.evaluation.commands.plan_session import MoveSession, PlanSession, move_session, plan_session
from services.evaluation.domain.session_errors import SessionUnknown
from services.evaluation.doors import surroundings_of
from services.evaluation.pages.cases import Step, run_step
from services.evaluation.pages.forms import entered, typed
from services.evaluation.pages.views import RefusedForm, refused_form
from services.evaluation.presentation import sessions as session_words
from services.evaluation.presentation import words
from services.evaluation.queries.cursors import read_cursor
from services.evaluation.queries.sessions import SessionView, list_sessions, view_session
from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.web.access import staff
from shared.web.commands import reading, run_command
from shared.web.pages import render
from shared.web.sign_in import Staff

PAGE = "/bewertung/sitzungen"

router = APIRouter(prefix=PAGE, include_in_schema=False)

Coordinator = Annotated[Staff, staff("coordinator")]
InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("")
async def sessions(request: Request, who: InCharge, cursor: str | None = None) -> HTMLResponse:
    """Coming and past sessions."""
    before = read_cursor(cursor) if cursor else None
    async with reading(request) as work:
        found = await list_sessions(before, work, surroundings_of(request))
    return _page(request, "sessions.html", None, found=found, earlier=before is not None)


@router.get("/neu")
async def form(request: Request, who: Coordinator) -> HTMLResponse:
    """The form for a session."""
    return _form_page(request)


@router.post("")
async def plan(request: Request, who: Coordinator) -> Response:
    """Plan a session."""
    fields = typed(await request.form())

    async def run(work: UnitOfWork) -> dict[str, Any]:
        session = await plan_session(PlanSession(body.body, body.meeting()), work, surroundings_of(request))
        return {"session_id": str(session.id)}

    try:
        body = Planning.model_validate(entered(fields, Planning))
        planned = await run_command(request, who.subject, run)
    except (DomainError, ValidationError) as error:
        return _form_page(request, refused_form(fields, error))
    return RedirectResponse(f"{PAGE}/{planned['session_id']}?getan=sitzung", 303)


@router.get("/{session_id}")
async def session(request: Request, session_id: UUID, who: InCharge) -> HTMLResponse:
    """One session with its agenda."""
    return await show_session(request, session_id)


@router.get("/{session_id}/termin")
async def appointment(request: Request, session_id: UUID, who: Coordinator) -> HTMLResponse:
    """The form for another time or place."""
    view = await seen_session(request, session_id)
    return _form_page(request, view=view)


@router.post("/{session_id}/termin")
async def move(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Move a planned session."""
    fields = typed(await request.form())
    try:
        command = MoveSession(session_id, Moving.model_validate(entered(fields, Moving)).meeting())
        await run_step(request, who, lambda work, near: move_session(command, work, near))
    except SessionUnknown:
        raise
    except (DomainError, ValidationError) as error:
        return _form_page(request, refused_form(fields, error), view=await seen_session(request, session_id))
    return RedirectResponse(f"{PAGE}/{session_id}?getan=termin", 303)


@router.get("/{session_id}/anwesenheit")
async def attendance(request: Request, session_id: UUID, who: Coordinator) -> HTMLResponse:
    """The form for who is there."""
    return _attendance_page(request, await seen_session(request, session_id))


@router.post("/{session_id}/anwesenheit")
async def attend(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Open the session, or correct who is there."""
    fields = typed(await request.form())
    try:
        body = Attending(present=_lines(fields, "present"), absent=_lines(fields, "absent"))
        command = OpenSession(session_id, tuple(body.present), tuple(body.absent))
        await run_step(request, who, lambda work, near: open_session(command, work, near))
    except SessionUnknown:
        raise
    except (DomainError, ValidationError) as error:
        return _attendance_page(request, await seen_session(request, session_id), refused_form(fields, error))
    return RedirectResponse(f"{PAGE}/{session_id}?getan=anwesenheit", 303)


@router.post("/{session_id}/umlauf")
async def circulate(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Begin a circular resolution: the papers were sent out."""
    command = OpenSession(session_id)
    return await do_in_session(
        request, session_id, who, lambda work, near: open_session(command, work, near), done="umlauf"
    )


@router.post("/{session_id}/schluss")
async def close(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """End the session."""
    return await do_in_session(
        request, session_id, who, lambda work, _: close_session(session_id, work), done="schluss"
    )


@router.post("/{session_id}/vertagung")
async def adjourn(request: Request, session_id: UUID, who: Coordinator) -> Response:
    """Let the session not take place or break off."""
    return await do_in_session(
        request, session_id, who, lambda work, _: adjourn_session(session_id, work), done="abgesagt"
    )


async def do_in_session(request: Request, session_id: UUID, who: Staff, step: Step, *, done: str) -> Response:
    """One command of a form on the page of a session: the same page afterwards, with what was refused."""
    try:
        await run_step(request, who, step)
    except SessionUnknown:
        raise
    except DomainError as error:
        return await show_session(request, session_id, refused_form({}, error))
    return RedirectResponse(f"{PAGE}/{session_id}?getan={done}", 303)


async def show_session(request: Request, session_id: UUID, refused: RefusedForm | None = None) -> HTMLResponse:
    """The page of a session."""
    return session_page(request, "session.html", await seen_session(request, session_id), refused)


async def seen_session(request: Request, session_id: UUID) -> SessionView:
    """The session to show. Raises: SessionUnknown."""
    async with reading(request) as work:
        return await view_session(session_id, work, surroundings_of(request))


def session_page(
    request: Request, template: str, view: SessionView, refused: RefusedForm | None = None, **context: Any
) -> HTMLResponse:
    """A page about a session; `fields` are what was typed, unless something was refused."""
    return _page(request, template, refused, view=view, **context)


def _form_page(
    request: Request, refused: RefusedForm | None = None, *, view: SessionView | None = None
) -> HTMLResponse:
    """The form for a new session, or for another time of one."""
    bodies = [body for body in surroundings_of(request).decision_routes.bodies if body.meets]
    return _page(
        request,
        "session_form.html",
        refused,
        view=view,
        bodies=[(body.id, body.name) for body in bodies],
        circulating=", ".join(body.name for body in bodies if body.circular),
        fields=refused.fields if refused else _typed_before(view),
    )


def _attendance_page(request: Request, view: SessionView, refused: RefusedForm | None = None) -> HTMLResponse:
    before = {"present": "\n".join(view.present), "absent": "\n".join(view.absent)}
    return session_page(request, "session_attendance.html", view, refused, fields=refused.fields if refused else before)


def _typed_before(view: SessionView | None) -> dict[str, str]:
    if view is None:
        return {}
    return {
        "session_on": view.session_on.isoformat(),
        "starts_at": "" if view.starts_at is None else f"{view.starts_at:%H:%M}",
        "place": view.place or "",
        "ends_on": "" if view.ends_on is None else view.ends_on.isoformat(),
        "public": "true" if view.public else "false",
    }


def _lines(fields: Mapping[str, str], name: str) -> list[str]:
    return [line for line in fields.get(name, "").splitlines() if line.strip()]


def _page(request: Request, template: str, refused: RefusedForm | None, **context: Any) -> HTMLResponse:
    context.setdefault("fields", refused.fields if refused else {})
    return render(
        request,
        template,
        status_code=refused.status if refused else 200,
        errors=refused.errors if refused else {},
        done=session_words.DONE.get(request.query_params.get("getan", "")),
        words=words,
        said=session_words,
        **context,
    )
