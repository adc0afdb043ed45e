"""Invitation and minutes of committee sessions for people at the desk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.evaluation.api.session_papers import send_invitation, send_minutes
from shared.web.access import staff
from shared.web.sign_in import Staff

router = APIRouter(prefix="/bewertung/sitzungen", include_in_schema=False)

InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("/{session_id}/einladung.pdf")
async def invitation_as_pdf(request: Request, session_id: UUID, who: InCharge) -> Response:
    """The invitation to send to the members."""
    return await send_invitation(request, session_id)


@router.get("/{session_id}/niederschrift.pdf")
async def minutes_as_pdf(request: Request, session_id: UUID, who: InCharge) -> Response:
    """The minutes to sign."""
    return await send_minutes(request, session_id)
