"""What impulses do for the goals of the United Nations, and against them."""

from fastapi import APIRouter, Request, Response

from services.reporting.answers import page
from services.reporting.presentation.contributions import contributions
from services.reporting.presentation.words import SUSTAINABLE_DEVELOPMENT_GOALS
from services.reporting.queries.connection import reading
from services.reporting.queries.load_totals import load_totals
from shared.web.access import public

router = APIRouter(dependencies=[public()])


@router.get("/nachhaltigkeit")
async def sustainability(request: Request) -> Response:
    """All 17 goals with what helps and what harms them."""
    async with reading(request) as connection:
        totals = await load_totals(connection)
    return page(
        request,
        "sustainability.html",
        scored=totals.sum_of("deviation"),
        found=contributions(totals),
        goal_names=SUSTAINABLE_DEVELOPMENT_GOALS,
    )
