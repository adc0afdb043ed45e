"""Documents about a case for programs: the same files as on the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.evaluation.documents.annex import annex_docx, annex_pdf
from services.evaluation.documents.answers import DOCX, PDF, document_answer
from services.evaluation.doors import person_of, surroundings_of
from services.evaluation.presentation.annex import annex
from services.evaluation.queries.annex import annex_matter
from shared.web.access import staff
from shared.web.commands import reading
from shared.web.sign_in import Staff

router = APIRouter(prefix="/api/evaluation/v1")

InCharge = Annotated[Staff, staff("decider", "coordinator")]


@router.get("/cases/{case_id}/annex.pdf", response_class=Response, responses={200: {"content": {PDF: {}}}})
async def annex_as_pdf(request: Request, case_id: UUID, who: InCharge) -> Response:
    """„Anlage zur Vorlage“ as PDF/A-2a and PDF/UA-1: two pages about a case whose result is revealed."""
    return await send_annex(request, case_id, who, PDF)


@router.get("/cases/{case_id}/annex.docx", response_class=Response, responses={200: {"content": {DOCX: {}}}})
async def annex_as_docx(request: Request, case_id: UUID, who: InCharge) -> Response:
    """„Anlage zur Vorlage“ to edit: the words of the PDF."""
    return await send_annex(request, case_id, who, DOCX)


async def send_annex(request: Request, case_id: UUID, who: Staff, media_type: str) -> Response:
    """The annex for somebody in charge. Raises: CaseUnknown, NotRevealed, FontsMissing."""
    async with reading(request) as work:
        matter = await annex_matter(case_id, person_of(who), who.role, work, surroundings_of(request))
        now = work.now
    document = annex(matter, now)
    make, suffix = (annex_pdf, "pdf") if media_type == PDF else (annex_docx, "docx")
    name = f"anlage-{matter.view.number}.{suffix}"
    return await document_answer(name, media_type, lambda: make(document, now))
