"""Invitation and minutes of committee sessions for programs: the same files as on the pages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.evaluation.documents.answers import PDF, document_answer
from services.evaluation.documents.session_papers import invitation_pdf, minutes_pdf
from services.evaluation.doors import surroundings_of, unit_names
from services.evaluation.presentation.session_papers import invitation, minutes
from services.evaluation.queries.sessions import SessionView, view_session
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("/sessions/{session_id}/invitation.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
async def invitation_as_pdf(request: Request, session_id: UUID, who: InCharge) -> Response:
    """The invitation for the members; items that are not public are named by number only."""
    return await send_invitation(request, session_id)


@router.get("/sessions/{session_id}/minutes.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
async def minutes_as_pdf(request: Request, session_id: UUID, who: InCharge) -> Response:
    """The minutes of a session that was opened, with the names of those present."""
    return await send_minutes(request, session_id)


async def send_invitation(request: Request, session_id: UUID) -> Response:
    """Raises: SessionUnknown, FontsMissing."""
    session, now = await _seen(request, session_id)
    document = invitation(session, now, unit_names(request))
    return await document_answer(f"einladung-{_name(session.label)}.pdf", PDF, lambda: invitation_pdf(document, now))


async def send_minutes(request: Request, session_id: UUID) -> Response:
    """Raises: SessionUnknown, SessionNotOpen, FontsMissing."""
    session, now = await _seen(request, session_id)
    document = minutes(session, now, unit_names(request))
    return await document_answer(f"niederschrift-{_name(session.label)}.pdf", PDF, lambda: minutes_pdf(document, now))


async def _seen(request: Request, session_id: UUID) -> tuple[SessionView, datetime]:
    async with reading(request) as work:
        return await view_session(session_id, work, surroundings_of(request)), work.now


def _name(label: str) -> str:
    return label.replace("/", "-")
