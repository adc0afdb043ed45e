"""The way into the report: everything that it consists of."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.presentation.hub import CHAPTERS
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/bericht")
async def report(request: Request) -> Response:
    """Links to every page of the report."""
    return page(request, "report_hub.html", chapters=CHAPTERS)
