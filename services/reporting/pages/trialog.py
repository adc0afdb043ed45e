"""The three sides of the Trialog."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.disclosure import LEAST_CASES
from services.reporting.presentation.trialog import TOO_FEW, trialog
from services.reporting.presentation.words import ORIGINS
from services.reporting.queries.connection import reading
from services.reporting.queries.load_totals import load_everywhere
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/trialog")
async def sides(request: Request) -> Response:
    """What citizens, the council and the administration submitted, and what became of it; rounded."""
    async with reading(request) as connection:
        totals = await load_everywhere(connection, "status", "not_public", "answered", "decision")
    return page(
        request,
        "trialog.html",
        groups=trialog(totals),
        sides=ORIGINS,
        least_cases=LEAST_CASES,
        too_few=TOO_FEW,
    )
