"""Documents about a case for people at the desk."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.evaluation.api.documents import send_annex
from services.evaluation.documents.answers import DOCX, PDF
from shared.web.access import staff
from shared.web.sign_in import Staff

router = APIRouter(prefix="/bewertung", include_in_schema=False)

InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("/{case_id}/anlage.pdf")
async def annex_as_pdf(request: Request, case_id: UUID, who: InCharge) -> Response:
    """„Anlage zur Vorlage“ to print and attach."""
    return await send_annex(request, case_id, who, PDF)


@router.get("/{case_id}/anlage.docx")
async def annex_as_docx(request: Request, case_id: UUID, who: InCharge) -> Response:
    """„Anlage zur Vorlage“ to edit."""
    return await send_annex(request, case_id, who, DOCX)
